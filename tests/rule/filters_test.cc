// Kibana's filters of rules: their forms, and what they do to the query.
#include "rule/filters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rule/load.h"
#include "tests/query/fake_event.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

std::string JsonRule(const std::string& filters) {
  return R"({"rule_id":"r-1","name":"A","description":"d","type":"query","language":"kuery","severity":"low",)"
         R"("risk_score":1,"query":"event.action: *","filters":)" +
         filters + "}\n";
}

class Filters : public testing::Test {
 protected:
  LoadedRules Load(const std::string& rule, const std::string& name) const {
    return LoadRules({directory_.Write(name, rule)});
  }
  LoadedRules LoadJson(const std::string& filters) const { return Load(JsonRule(filters), "rules.ndjson"); }

  static bool Matches(const Condition& condition, const FieldSet& fields) {
    FakeEvent event(fields);
    event.Set("event.action", "X").Set("user.name", "dana").Set("source.ip", "10.1.2.3");
    return condition.Matches(event);
  }

  static std::optional<bool> Matches(const LoadedRules& loaded) {
    EXPECT_EQ(RenderAll(loaded.diagnostics), "");
    if (loaded.rules.rules.size() != 1) return std::nullopt;
    return Matches(loaded.rules.rules[0].query.steps[0].condition, loaded.rules.fields);
  }

  TemporaryDirectory directory_;
};

const std::string kYes = R"({"query":{"match_phrase":{"user.name":"dana"}}})";
const std::string kNo = R"({"query":{"match_phrase":{"user.name":"erin"}}})";

std::string WithMeta(const std::string& meta, const std::string& query = R"({"match_phrase":{"user.name":"dana"}})") {
  return R"({"$state":{"store":"appState"},"meta":{"alias":null,"index":"logs-*","key":"user.name",)" + meta +
         R"(},"query":)" + query + "}";
}

std::string Combined(const std::string& relation, const std::string& filters, const std::string& more = "") {
  return R"({"meta":{"type":"combined",)" + more + (relation.empty() ? "" : R"("relation":")" + relation + "\",") +
         R"("params":[)" + filters + R"(]},"query":{}})";
}

TEST_F(Filters, AreAllThatARuleWithoutAQueryAsks) {
  const std::string kRest[] = {
      R"("type":"query")",
      R"("type":"threshold","threshold":{"field":[],"value":1})",
      R"("type":"new_terms","new_terms_fields":["user.name"],"history_window_start":"now-7d")",
  };
  for (const std::string& rest : kRest) {
    for (const std::string language : {"kuery", "lucene"}) {
      for (const std::string query : {"", R"("query":"",)", R"("query":" \n",)", R"("query":null,)"}) {
        const std::string rule = R"({"rule_id":"r-1","name":"A","description":"d","severity":"low","risk_score":1,)" +
                                 query + rest + R"(,"language":")" + language + R"(","filters":[)";
        EXPECT_EQ(Matches(Load(rule + "]}", "rules.ndjson")), true) << rule;
        EXPECT_EQ(Matches(Load(rule + kYes + "]}", "rules.ndjson")), true) << rule;
        EXPECT_EQ(Matches(Load(rule + kNo + "]}", "rules.ndjson")), false) << rule;
      }
    }
  }
  const std::string toml =
      With(RuleText("[[rule.filters]]\nquery.match_phrase.\"user.name\" = \"erin\"\n"), "eql", "query");
  EXPECT_EQ(Matches(Load(With(toml, "'any where event.action == \"X\"'", "''"), "rules.toml")), false);
}

TEST_F(Filters, AllHaveToHold) {
  const struct {
    std::string filters;
    bool matches;
  } kCases[] = {
      {"[]", true},
      {"[" + kYes + "]", true},
      {"[" + kNo + "]", false},
      {"[" + kYes + "," + kNo + "]", false},
      {"[" + WithMeta(R"("negate":false,"disabled":false,"type":"phrase","params":{"query":"dana"})") + "]", true},
      {"[" + WithMeta(R"("negate":true)") + "]", false},
      {"[" + WithMeta(R"("negate":true)", R"({"match_phrase":{"user.name":"erin"}})") + "]", true},
      {"[" + WithMeta(R"("negate":null,"disabled":null)") + "]", true},
      // Nothing of a disabled filter counts.
      {"[" + WithMeta(R"("disabled":true)", R"({"match_phrase":{"user.name":"erin"}})") + "]", true},
      {"[" + WithMeta(R"("disabled":true)", R"({"script":{"script":"1"}})") + "]", true},
      {"[" + WithMeta(R"("disabled":true,"negate":true)") + "," + kYes + "]", true},
      // "is one of"
      {"[" +
           WithMeta(
               R"("type":"phrases","params":["dana","erin"],"value":"dana, erin")",
               R"({"bool":{"should":[{"match_phrase":{"user.name":"erin"}},{"match_phrase":{"user.name":"dana"}}],)"
               R"("minimum_should_match":1}})") +
           "]",
       true},
      // What stands beside `query` is not read.
      {R"([{"query":{"match_phrase":{"user.name":"dana"}},"range":{"user.name":{"gt":"x"}}}])", true},
      // Forms of older versions.
      {R"([{"meta":{},"exists":{"field":"user.name"}}])", true},
      {R"([{"meta":{"negate":true},"exists":{"field":"user.name"}}])", false},
      {R"([{"range":{"source.ip":{"gte":"10.0.0.0","lt":"11.0.0.0"}},"$state":{}}])", true},
      {R"([{"match_all":{}}])", true},
      {R"([{"match":{"user.name":{"query":"dana","type":"phrase"}}}])", true},
      {R"([{"query":{"match":{"user.name":{"query":"erin","type":"phrase"}}}}])", false},
      {R"([{"query":{"query_string":{"query":"user.name:da*","analyze_wildcard":true}}}])", true},
      {R"([{"query":null,"term":{"user.name":"dana"}}])", true},
      // Filters that join others.
      {"[" + Combined("AND", kYes + "," + kYes) + "]", true},
      {"[" + Combined("AND", kYes + "," + kNo) + "]", false},
      {"[" + Combined("OR", kYes + "," + kNo) + "]", true},
      {"[" + Combined("OR", kNo + "," + kNo) + "]", false},
      {"[" + Combined("", kYes + "," + kNo) + "]", true},
      {"[" + Combined("AND", kYes + "," + kYes, R"("negate":true,)") + "]", false},
      {"[" + Combined("OR", WithMeta(R"("negate":true)") + "," + kNo) + "]", false},
      {"[" + Combined("AND", Combined("OR", kNo + "," + kYes) + "," + kYes) + "]", true},
      {"[" + Combined("AND", Combined("OR", kNo + "," + kNo, R"("negate":true,)") + "," + kYes) + "]", true},
      {"[" + Combined("AND", WithMeta(R"("disabled":true)", R"({"match_none":{}})") + "," + kYes) + "]", true},
  };
  for (const auto& [filters, matches] : kCases) EXPECT_EQ(Matches(LoadJson(filters)), matches) << filters;
}

TEST_F(Filters, ADisabledAlternativeLetsEverythingPass) {
  const LoadedRules loaded =
      LoadJson("[" + Combined("OR", WithMeta(R"("disabled":true)", R"({"match_none":{}})") + "," + kNo) + "]");
  EXPECT_THAT(RenderAll(loaded.diagnostics), HasSubstr("warning: a disabled filter of an OR lets every event pass"));
  ASSERT_THAT(loaded.rules.rules, SizeIs(1));
  EXPECT_TRUE(Matches(loaded.rules.rules[0].query.steps[0].condition, loaded.rules.fields));
}

TEST_F(Filters, HaveManyFormsInToml) {
  const struct {
    std::string filters;
    bool matches;
  } kCases[] = {
      {R"(
[[rule.filters]]
[rule.filters.meta]
negate = true
[rule.filters.query.wildcard."user.name"]
case_insensitive = true
value = "ER*"
)",
       true},
      {R"(
[[rule.filters]]

[rule.filters."$state"]
store = "appState"
[rule.filters.meta]
disabled = false
key = "query"
negate = false
type = "custom"
value = "{...}"
[rule.filters.query.bool]
minimum_should_match = 1

[[rule.filters.query.bool.should]]
[rule.filters.query.bool.should.match_phrase]
"user.name" = "erin"

[[rule.filters.query.bool.should]]
[rule.filters.query.bool.should.range."source.ip"]
gte = "10.0.0.0"
)",
       true},
      {R"(filters = [{ query = { term = { "user.name" = "dana" } } }, { query.exists.field = "group.name" }])", false},
      {R"(filters = [{ meta = { type = "combined", relation = "OR", params = [
  { query.match_phrase."user.name" = "erin" },
  { meta.negate = true, exists.field = "group.name" },
] } }]
)",
       true},
      {R"(
[[rule.filters]]
query.range."@timestamp" = { gte = 2023-07-10T00:00:00Z }
)",
       false},
      {R"(
[[rule.filters]]
query.range."@timestamp" = { gte = 2023-07-10 00:00:00 }
meta.negate = true
)",
       true},
      {R"(
[[rule.filters]]
query.range."source.geo.location.lat" = { gte = +1_0.5 }
meta.negate = true
)",
       true},
  };
  for (const auto& [filters, matches] : kCases) {
    EXPECT_EQ(Matches(Load(RuleText(filters), "r.toml")), matches) << filters;
  }
}

TEST_F(Filters, ApplyToEveryEventOfASequence) {
  const std::string rule =
      With(RuleText("[[rule.filters]]\nquery.term.\"user.name\" = \"erin\"\n"), "'any where event.action == \"X\"'",
           "'sequence by user.id with maxspan=5m [any where event.action == \"X\"] ![any where true] [any where true] "
           "until [any where "
           "true]'");
  const LoadedRules loaded = Load(rule, "r.toml");
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  ASSERT_THAT(loaded.rules.rules, SizeIs(1));
  const Query& query = loaded.rules.rules[0].query;
  ASSERT_THAT(query.steps, SizeIs(3));
  for (std::size_t i = 0; i <= query.steps.size(); ++i) {
    const Condition& condition = StepOf(query, i).condition;
    EXPECT_FALSE(Matches(condition, loaded.rules.fields)) << i;
    ASSERT_FALSE(NecessaryEqualities(condition).empty()) << i;
    EXPECT_EQ(NecessaryEqualities(condition).back().values, std::vector<std::string>{"erin"}) << i;
  }
}

TEST_F(Filters, ApplyToRulesOfAllTypesThatRun) {
  for (const std::string more :
       {"type = \"query\"\n", "type = \"threshold\"\nthreshold = { field = [\"user.name\"], value = 1 }\n",
        "type = \"new_terms\"\nnew_terms = { field = \"new_terms_fields\", value = [\"user.name\"], "
        "history_window_start = [{ field = \"history_window_start\", value = \"now-1d\" }] }\n",
        "type = \"eql\"\n"}) {
    std::string rule = With(RuleText(more + "[[rule.filters]]\nquery.term.\"user.name\" = \"erin\"\n"),
                            "type = \"eql\"\nseverity", "language = \"eql\"\nseverity");
    const LoadedRules loaded = Load(rule, "r.toml");
    EXPECT_EQ(Matches(loaded), false) << rule;
  }
}

TEST_F(Filters, FaultsAreFoundWhereTheyAre) {
  const struct {
    std::string rule, name, place, message;
  } kCases[] = {
      {RuleText("[[rule.filters]]\n[rule.filters.query.script]\nscript = \"1\"\n"), "r.toml",
       "r.toml:10:21: error: ", "the query `script` is not supported"},
      {RuleText("[[rule.filters]]\nquery.term.\"source.ip\" = \"é\"\n"), "r.toml",
       "r.toml:10:26: error: ", "is not an IP address"},
      {RuleText("[[rule.filters]]\nquery.regexp.\"user.name\" = '''\na(b'''\n"), "r.toml",
       "r.toml:11:2: error: ", "of the regular expression is not closed"},
      {RuleText("[[rule.filters]]\n[rule.filters.query.wildcard.user.name]\nvalue = \"d*\"\n"), "r.toml",
       "r.toml:10:30: error: ", "\"user.name\""},
      {RuleText("[[rule.filters]]\nmeta.negate = \"yes\"\nquery.match_all = {}\n"), "r.toml",
       "r.toml:10:15: error: ", "`negate` must be true or false"},
      {RuleText("[[rule.filters]]\nmeta = 5\nquery.match_all = {}\n"), "r.toml",
       "r.toml:10:8: error: ", "`meta` must be a table"},
      {RuleText("[[rule.filters]]\nmeta = {}\n"), "r.toml", "r.toml:9:1: error: ", "this filter has no query"},
      {RuleText("[[rule.filters]]\nexists.field = \"a\"\nmatch_all = {}\n"), "r.toml",
       "r.toml:11:1: error: ", "this filter is `exists` already, it cannot be `match_all`, too"},
      {RuleText("filters = [1]\n"), "r.toml", "r.toml:9:12: error: ", "`filters` must be a list of tables"},
      {RuleText("[[rule.filters]]\nmeta.negat = true\nquery.match_all = {}\n"), "r.toml",
       "r.toml:10:6: warning: ", "did you mean `negate`?"},
      {JsonRule("[" + kYes + R"(,{"query":{"ids":{"values":[]}}}])"), "r.ndjson",
       "r.ndjson:1:208: error: ", "the query `ids` is not supported"},
      {"\n" + JsonRule(R"([{"query":{"regexp":{"user.name":"\u00e9a(b"}}}])"), "r.ndjson",
       "r.ndjson:2:190: error: ", "of the regular expression is not closed"},
      {JsonRule("[" + Combined("XOR", kYes) + "]"), "r.ndjson",
       "r.ndjson:1:188: error: ", "\"XOR\" is not how filters are combined"},
      {JsonRule("[" + Combined("AND", "") + "]"), "r.ndjson",
       "r.ndjson:1:203: error: ", "a combined filter needs a list of filters"},
      {JsonRule("[" + Combined("AND", "5") + "]"), "r.ndjson", "r.ndjson:1:204: error: ", "a filter is a table"},
      {JsonRule("[" + Combined("AND", R"({"query":{"fuzzy":{}}})") + "]"), "r.ndjson",
       "r.ndjson:1:214: error: ", "the query `fuzzy` is not supported"},
  };
  for (const auto& [rule, name, place, message] : kCases) {
    const LoadedRules loaded = Load(rule, name);
    const std::string all = RenderAll(loaded.diagnostics);
    EXPECT_THAT(all, HasSubstr("/" + place)) << rule;
    EXPECT_THAT(all, HasSubstr(message)) << rule;
    EXPECT_EQ(loaded.rules.rules.empty(), HasErrors(loaded.diagnostics)) << rule;
    EXPECT_THAT(loaded.rules.skipped, SizeIs(0)) << rule;
  }
}

TEST_F(Filters, AreCheckedWhereTheQueryIsWrongToo) {
  const std::string all = RenderAll(
      Load(With(RuleText("[[rule.filters]]\nquery.script = {}\n"), "any where", "any were"), "r.toml").diagnostics);
  EXPECT_THAT(all, HasSubstr("r.toml:8:"));
  EXPECT_THAT(all, HasSubstr("the query `script` is not supported"));
}

TEST_F(Filters, AreNotAskedOfRulesThatDoNotRun) {
  const LoadedRules loaded =
      Load(RuleText("index = [\"winlogbeat-*\"]\n[[rule.filters]]\nquery.script = {}\n"), "r.toml");
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  EXPECT_THAT(loaded.rules.skipped, SizeIs(1));
}

TEST_F(Filters, NestAsDeepAsTheyMay) {
  const auto nested = [](int depth) {
    std::string text = kYes;
    for (int i = 0; i < depth; ++i) text = Combined("AND", text);
    return "[" + text + "]";
  };
  EXPECT_EQ(Matches(LoadJson(nested(15))), true);
  // JSON itself ends before filters do.
  EXPECT_THAT(RenderAll(LoadJson(nested(40)).diagnostics), HasSubstr("nested too deep"));
}

TEST_F(Filters, OfAnotherTextAreNotFound) {
  Diagnostics warnings;
  auto rule = ParseRule(RuleText("[[rule.filters]]\nquery.match_none = {}\n"), "r.toml", warnings);
  ASSERT_TRUE(rule.has_value());
  FieldSet fields;
  const CompileOutcome outcome = CompileRule(std::move(*rule), RuleText(), fields);
  EXPECT_FALSE(outcome.rule.has_value());
  EXPECT_THAT(RenderAll(outcome.diagnostics), HasSubstr("the filters of this rule cannot be found in its text"));
}

}  // namespace
}  // namespace crosstrail
