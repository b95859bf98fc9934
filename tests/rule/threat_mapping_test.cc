#include "rule/threat_mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indicator/load.h"
#include "rule/load.h"
#include "tests/query/fake_event.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::string ThreatRule(const std::string& more) {
  std::string text = With(RuleText(), "type = \"eql\"", "type = \"threat_match\"");
  text = With(text, "'any where event.action == \"X\"'", "'event.action:X'");
  return text + more;
}

const std::string kMapping =
    "[[rule.threat_mapping]]\n[[rule.threat_mapping.entries]]\nfield = \"source.ip\"\ntype = \"mapping\"\nvalue = "
    "\"threat.indicator.ip\"\n";

TEST(ThreatMapping, IsReadFromToml) {
  Diagnostics warnings;
  const auto rule = ParseRule(
      ThreatRule(
          "threat_index = [\"logs-ti_*\"]\nthreat_query = '''@timestamp >= \"now-30d/d\"'''\n"
          "threat_language = \"kuery\"\nthreat_indicator_path = \"threatintel.indicator\"\nthreat_filters = []\n"
          "items_per_search = 9000\nconcurrent_searches = 1\n" +
          kMapping +
          "[[rule.threat_mapping.entries]]\nfield = \"user.name\"\ntype = \"mapping\"\nvalue = \"u\"\nnegate = "
          "true\n[[rule.threat_mapping]]\nentries = [{field = \"url.full\", value = \"x\", type = \"mapping\"}]\n"),
      "r.toml", warnings);
  ASSERT_TRUE(rule) << RenderAll(rule.error());
  EXPECT_EQ(RenderAll(warnings), "");
  ASSERT_TRUE(rule->indicators);
  const IndicatorMatch& match = *rule->indicators;
  EXPECT_THAT(match.index, testing::ElementsAre("logs-ti_*"));
  EXPECT_EQ(match.query, "@timestamp >= \"now-30d/d\"");
  EXPECT_EQ(match.path, "threatintel.indicator");
  EXPECT_FALSE(match.has_filters);
  ASSERT_THAT(match.mapping, SizeIs(2));
  ASSERT_THAT(match.mapping[0], SizeIs(2));
  EXPECT_EQ(match.mapping[0][0].field, "source.ip");
  EXPECT_EQ(match.mapping[0][0].value, "threat.indicator.ip");
  EXPECT_FALSE(match.mapping[0][0].negate);
  EXPECT_TRUE(match.mapping[0][1].negate);
  EXPECT_EQ(match.mapping[1][0].field, "url.full");
}

TEST(ThreatMapping, IsReadFromKibanasExports) {
  Diagnostics warnings;
  const auto rule = ParseJsonRule(
      R"({"rule_id":"r","name":"n","description":"d","type":"threat_match","severity":"low","risk_score":1,)"
      R"("language":"kuery","query":"source.ip:*","threat_query":"*:*","threat_language":"kuery","threat_filters":[],)"
      R"("threat_index":["logs-ti_*"],"threat_indicator_path":"","items_per_search":10,"threat_mapping":[{"entries":[)"
      R"({"field":"source.ip","type":"mapping","value":"threat.indicator.ip","negate":false}]}]})",
      "r.ndjson", warnings);
  ASSERT_TRUE(rule) << RenderAll(rule.error());
  EXPECT_EQ(rule->indicators->path, "threat.indicator");
  ASSERT_THAT(rule->indicators->mapping, SizeIs(1));
  EXPECT_EQ(rule->indicators->mapping[0][0].field, "source.ip");
}

TEST(ThreatMapping, OtherTypesHaveNone) {
  Diagnostics warnings;
  const auto rule = ParseRule(RuleText(kMapping), "r.toml", warnings);
  ASSERT_TRUE(rule);
  EXPECT_FALSE(rule->indicators);
}

struct Fault {
  std::string more, rendered;
};

TEST(ThreatMapping, FaultsAreFoundWhereTheyAre) {
  const std::vector<Fault> faults{
      {"", R"(r.toml:1:1: error: a rule of type "threat_match" has no `threat_mapping`
  [rule]
  ^^^^^^
  hint: add [[rule.threat_mapping]] with [[rule.threat_mapping.entries]]: a field of events and one of indicators
)"},
      {"threat_mapping = []\n", R"(r.toml:9:18: error: `threat_mapping` is empty
  threat_mapping = []
                   ^^
  hint: add [[rule.threat_mapping]] with [[rule.threat_mapping.entries]]: a field of events and one of indicators
)"},
      {"threat_mapping = [{entries = []}]\n", R"(r.toml:9:30: error: this mapping has no entries
  threat_mapping = [{entries = []}]
                               ^^
  hint: one entry at least has to say which value an indicator must share with the event
)"},
      {"threat_mapping = [{entries = [{field = \"a\", value = \"b\", negate = true}]}]\n",
       R"(r.toml:9:30: error: every entry of this mapping is negated
  threat_mapping = [{entries = [{field = "a", value = "b", negate = true}]}]
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: one entry at least has to say which value an indicator must share with the event
)"},
      {"threat_mapping = [{entries = [{field = \"a\", value = \"b\", type = \"x\"}]}]\n",
       R"(r.toml:9:65: error: "x" is no type of an entry
  threat_mapping = [{entries = [{field = "a", value = "b", type = "x"}]}]
                                                                  ^^^
  hint: the only one is "mapping"
)"},
      {"threat_mapping = [{entries = [{field = \"\", value = \"b\"}]}]\n", R"(r.toml:9:40: error: `field` is empty
  threat_mapping = [{entries = [{field = "", value = "b"}]}]
                                         ^^
  hint: write the name of a field
)"},
      {"threat_language = \"eql\"\n" + kMapping, R"(r.toml:9:19: error: indicators cannot be asked for in "eql"
  threat_language = "eql"
                    ^^^^^
  hint: it may be kuery or lucene
)"},
  };
  for (const Fault& fault : faults) {
    Diagnostics warnings;
    const auto rule = ParseRule(ThreatRule(fault.more), "r.toml", warnings);
    ASSERT_FALSE(rule) << fault.more;
    EXPECT_EQ(RenderAll(rule.error()), fault.rendered);
  }
}

CompiledRule Compiled(const std::string& toml, FieldSet& fields) {
  Diagnostics warnings;
  auto rule = ParseRule(toml, "r.toml", warnings);
  EXPECT_TRUE(rule) << RenderAll(rule.error());
  CompileOutcome outcome = CompileRule(std::move(*rule), toml, fields);
  EXPECT_EQ(RenderAll(outcome.diagnostics), "");
  EXPECT_EQ(outcome.skip_reason, "");
  return std::move(*outcome.rule);
}

TEST(ThreatMapping, MistakesOfTheThreatQueryHaveTheirPlaceInTheRule) {
  Diagnostics warnings;
  const std::string toml = ThreatRule("threat_query = 'threat.indicator.port: many'\n" + kMapping);
  auto rule = ParseRule(toml, "r.toml", warnings);
  ASSERT_TRUE(rule);
  FieldSet fields;
  const CompileOutcome outcome = CompileRule(std::move(*rule), toml, fields);
  EXPECT_FALSE(outcome.rule);
  EXPECT_EQ(RenderAll(outcome.diagnostics), R"(r.toml:9:40: error: "many" is not a number
  threat_query = 'threat.indicator.port: many'
                                         ^^^^
  hint: the field holds numbers: write one
)");
}

TEST(ThreatMapping, NarrowsTheQueryToEventsWithAnIndicator) {
  RuleSet rules;
  rules.rules.push_back(Compiled(ThreatRule(kMapping), rules.fields));
  const CompiledRule& rule = rules.rules.front();
  const Condition& condition = rule.query.steps.front().condition;
  ASSERT_TRUE(NeedsIndicators(rule));
  FakeEvent event(rules.fields);
  event.Set("event.action", "X").Set("source.ip", "192.0.2.1");
  EXPECT_FALSE(condition.Matches(event));
  EXPECT_TRUE(IsBlindWithIndicators(rule));

  BindIndicators(rules, ReadIndicators({"ip\n192.0.2.1\n"}, "l").set);
  EXPECT_TRUE(condition.Matches(event));
  EXPECT_FALSE(IsBlindWithIndicators(rule));
  event.Set("event.action", "Y");
  EXPECT_FALSE(condition.Matches(event));
  event.Set("event.action", "X").Set("source.ip", "192.0.2.2");
  EXPECT_FALSE(condition.Matches(event));

  BindIndicators(rules, ReadIndicators({"domain\nx.example\n"}, "l").set);
  EXPECT_TRUE(IsBlindWithIndicators(rule));
  BindIndicators(rules, nullptr);
  EXPECT_FALSE(condition.Matches(event));
}

TEST(ThreatMapping, TheIndexAndWhatTheRuleNeedsFollowFromQueryAndMapping) {
  FieldSet fields;
  const CompiledRule rule = Compiled(ThreatRule(kMapping), fields);
  const std::vector<Requirement> needs = NecessaryEqualities(rule.query.steps.front().condition);
  ASSERT_THAT(needs, SizeIs(1));
  EXPECT_EQ(fields.Name(needs.front().field), "event.action");
  EXPECT_TRUE(IsBlindWithout(rule, *fields.Find("source.ip")));
  EXPECT_FALSE(IsBlindWithout(rule, *fields.Find("@timestamp")));
  std::vector<std::string> read;
  for (const FieldId field : FieldsRead(rule)) read.push_back(fields.Name(field));
  EXPECT_THAT(read, testing::UnorderedElementsAre("event.action", "source.ip", "@timestamp"));
}

// A filter on indicators, as Elastic's rules have them.
std::string Filter(const std::string& field, const std::string& value, bool negate = false) {
  return "[[rule.threat_filters]]\n[rule.threat_filters.\"$state\"]\nstore = \"appState\"\n[rule.threat_filters.meta]\n"
         "negate = " +
         std::string(negate ? "true" : "false") + "\ndisabled = false\ntype = \"phrase\"\nkey = \"" + field +
         "\"\n[rule.threat_filters.meta.params]\nquery = \"" + value +
         "\"\n[rule.threat_filters.query.match_phrase]\n\"" + field + "\" = \"" + value + "\"\n";
}

TEST(ThreatMapping, FiltersNarrowWhichIndicatorsCount) {
  const std::vector<std::pair<std::string, bool>> cases{
      {Filter("event.category", "threat") + Filter("event.kind", "enrichment") + Filter("event.type", "indicator"),
       true},
      {Filter("event.category", "network"), false},
      {Filter("threat.indicator.confidence", "High"), false},
      {Filter("threat.indicator.confidence", "High", /*negate=*/true), true},
      {Filter("threat.indicator.ip", "192.0.2.0/24"), true},
  };
  for (const auto& [filters, matches] : cases) {
    RuleSet rules;
    rules.rules.push_back(Compiled(ThreatRule(kMapping + filters), rules.fields));
    BindIndicators(rules, ReadIndicators({"ip,confidence\n192.0.2.1,Low\n"}, "l").set);
    FakeEvent event(rules.fields);
    event.Set("event.action", "X").Set("source.ip", "192.0.2.1");
    EXPECT_EQ(rules.rules.front().query.steps.front().condition.Matches(event), matches) << filters;
  }
}

TEST(ThreatMapping, MistakesOfFiltersKeepTheRuleFromRunning) {
  Diagnostics warnings;
  const std::string toml = ThreatRule(kMapping + Filter("threat.indicator.port", "many"));
  auto rule = ParseRule(toml, "r.toml", warnings);
  ASSERT_TRUE(rule);
  FieldSet fields;
  const CompileOutcome outcome = CompileRule(std::move(*rule), toml, fields);
  EXPECT_FALSE(outcome.rule);
  EXPECT_THAT(RenderAll(outcome.diagnostics), testing::HasSubstr("\"many\" is not a number"));
}

// Elastic's own rule about addresses, in its form.
TEST(ThreatMapping, ElasticsFormRuns) {
  FieldSet fields;
  const CompiledRule rule = Compiled(
      With(ThreatRule("index = [\"filebeat-*\", \"logs-*\"]\nthreat_index = [\"filebeat-*\", \"logs-ti_*\"]\n"
                      "threat_query = '''\n@timestamp >= \"now-30d/d\" and event.module:(threatintel or ti_*) and "
                      "threat.indicator.ip:* and not labels.is_ioc_transform_source:\"true\"\n'''\n" +
                      kMapping + Filter("event.category", "threat") + Filter("event.kind", "enrichment") +
                      Filter("event.type", "indicator")),
           "'event.action:X'", "'source.ip:* or destination.ip:*'"),
      fields);
  EXPECT_TRUE(NeedsIndicators(rule));
}

}  // namespace
}  // namespace crosstrail
