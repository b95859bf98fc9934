// What `crosstrail rules check` finds, and what it leaves alone.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "base/utf8.h"
#include "tests/e2e/rules.h"
#include "tests/e2e/run.h"

namespace crosstrail {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

class RulesCheck : public EndToEnd {
 protected:
  /// The diagnostics about rules a, b, ... with these texts, as "severity line:column message".
  std::vector<std::string> Found(const std::vector<std::string>& rules, const std::string& options = "") const {
    std::filesystem::remove_all(Path("rules"));
    for (std::size_t i = 0; i < rules.size(); ++i) {
      Write("rules/" + std::string(1, static_cast<char>('a' + i)) + ".toml", rules[i]);
    }
    const json document = json::parse(Crosstrail("rules check rules --format json " + options).out);
    EXPECT_EQ(document.size(), 2U);
    std::vector<std::string> found;
    for (const json& one : document.at("diagnostics")) {
      found.push_back(one.at("severity").get<std::string>() + " " + one.at("line").dump() + ":" +
                      one.at("column").dump() + " " + one.at("message").get<std::string>());
    }
    return found;
  }

  /// The same of those about other rules' events, each with the rule's file.
  std::vector<std::string> Shadows(const std::vector<std::string>& rules) const {
    Found(rules);
    const json document = json::parse(Crosstrail("rules check rules --format json").out);
    std::vector<std::string> found;
    for (const json& one : document.at("diagnostics")) {
      if (!one.at("message").get<std::string>().starts_with("every event of this rule is one of")) continue;
      found.push_back(one.at("file").get<std::string>() + ": " + one.at("hint").get<std::string>());
    }
    return found;
  }
};

/// `text` with its one occurrence of `from` replaced.
std::string With(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

std::string Threshold(const std::string& id, const std::string& query, int value, int different) {
  return "[rule]\nrule_id = \"" + id + "\"\nname = \"Rule " + id +
         "\"\ndescription = \"d\"\nseverity = \"low\"\nrisk_score = 21\ntype = \"threshold\"\nquery = '" + query +
         "'\n[rule.threshold]\nfield = [\"user.name\"]\nvalue = " + std::to_string(value) +
         "\n[[rule.threshold.cardinality]]\nfield = \"source.ip\"\nvalue = " + std::to_string(different) + "\n";
}

TEST_F(RulesCheck, PointsAtTheQueryAndNotAtWhatIsSaidBeforeIt) {
  const std::string rule =
      "[rule]\nrule_id = \"a\"\ndescription = \"A query of user.nam; query = 1.\"\nname = \"n\"\n"
      "severity = \"low\"\nrisk_score = 21\ntype = \"eql\"\n"
      "query = 'any where user.nam == \"x\" and user.name == \"a\" and user.name == \"b\"'\n";
  EXPECT_THAT(Found({rule}), testing::ElementsAre("warning 8:1 this rule can never match a CloudTrail event",
                                                  "warning 8:20 no CloudTrail event has the field user.nam"));
}

TEST_F(RulesCheck, Spans) {
  const std::string steps = " [any where event.action == \"A\"] [any where event.action == \"B\"]";
  EXPECT_THAT(Found({Rule("a", "sequence by user.name with maxspan=1h" + steps)}),
              testing::ElementsAre("note 8:37 the sequence may take longer than the rule looks back in Kibana"));
  EXPECT_THAT(
      Found({Rule("a", "sequence by user.name with maxspan=1h" + steps, "from = \"now-2h\"\ninterval = \"30m\"\n")}),
      testing::IsEmpty());
  EXPECT_THAT(
      Found({Rule("a", "sequence by user.name with maxspan=1h" + steps, "from = \"now-2h\"\ninterval = \"10m\"\n")}),
      testing::ElementsAre("note 10:1 Kibana runs this rule more than twice in its sequence's span"));
  EXPECT_THAT(Found({Rule("a", kDelete, "from = \"now-1d/d\"\n")}),
              testing::ElementsAre("note 9:1 `from` is not written as Elastic's rules write it"));
}

TEST_F(RulesCheck, ShadowsAreThoseThatSayNoMore) {
  std::string one, other;
  for (int i = 0; i < 30; ++i) {
    one += (i == 0 ? "\"N" : ", \"N") + std::to_string(i) + "\"";
    other += (i == 0 ? "\"N" : ", \"N") + std::to_string(i == 29 ? 99 : i) + "\"";
  }
  const std::string sequence = "sequence by user.name with maxspan=5m [any where event.action == \"A\"] ";
  struct Case {
    std::string a, b;
    bool shadowed;
  };
  const std::vector<Case> cases = {
      {Rule("a", kDelete), Rule("b", kDelete), true},
      {Rule("a", R"(any where event.action in ("A", "B"))"), Rule("b", R"(any where event.action == "A")"), true},
      {Rule("a", R"(any where event.action like "Put*")"), Rule("b", R"(any where event.action == "PutObject")"), true},
      // Lists that differ far behind.
      {Rule("a", "any where event.action in (" + one + ")"), Rule("b", "any where event.action in (" + other + ")"),
       false},
      {Rule("a", sequence + R"([any where event.action == "B"])"),
       Rule("b", sequence + R"([any where event.action == "B"])"), true},
      {Rule("a", sequence + R"([any where event.action == "B"])"),
       Rule("b", sequence + R"([any where event.action == "C"])"), false},
      // A rule that is worse, or may be, tells more.
      {Rule("a", R"(any where event.action in ("A", "B"))"),
       Rule("b", R"(any where event.action == "A")",
            "[[rule.severity_mapping]]\nfield = \"user.name\"\nvalue = \"root\"\nseverity = \"high\"\n"),
       false},
      {Threshold("a", "event.action: (A or B)", 5, 2), Threshold("b", "event.action: A", 7, 2), true},
      {Threshold("a", "event.action: (A or B)", 5, 2), Threshold("b", "event.action: A", 3, 2), false},
      {Threshold("a", "event.action: (A or B)", 5, 3), Threshold("b", "event.action: A", 7, 2), false},
  };
  for (const Case& test : cases) {
    const std::vector<std::string> found = Found({test.a, test.b});
    ASSERT_EQ(found.size(), test.shadowed ? 1U : 0U) << test.a << test.b << json(found).dump();
    if (test.shadowed) {
      EXPECT_EQ(found[0], "note 8:1 every event of this rule is one of \"Rule a\", too");
    }
  }
}

TEST_F(RulesCheck, ShadowsDoNotDependOnTheOrderOfIds) {
  const std::string query = "event.action: A";
  const auto new_terms = [](const std::string& id, const std::string& history) {
    return "[rule]\nrule_id = \"" + id + "\"\nname = \"Rule " + id +
           "\"\ndescription = \"d\"\nseverity = \"low\"\nrisk_score = 21\ntype = \"new_terms\"\n" +
           "query = 'event.action: A'\n[rule.new_terms]\nfield = \"new_terms_fields\"\n" +
           "value = [\"user.name\"]\n[[rule.new_terms.history_window_start]]\n" +
           "field = \"history_window_start\"\nvalue = \"now-" + history + "\"\n";
  };
  for (const auto& [one, other] : {std::pair("l", "m"), std::pair("m", "l")}) {
    const auto told =
        testing::ElementsAre("rules/a.toml: see rules/b.toml; remove this one, or make them exclude each other");
    EXPECT_THAT(Shadows({Threshold(one, query, 5, 2), Threshold(other, query, 3, 2)}), told) << one;
    EXPECT_THAT(Shadows({Threshold(one, query, 3, 5), Threshold(other, query, 3, 2)}), told) << one;
    EXPECT_THAT(Shadows({new_terms(one, "14d"), new_terms(other, "7d")}), told) << one;
    // The higher number of events is worth more.
    const std::string worse = With(Threshold(one, query, 5, 2), "severity = \"low\"\nrisk_score = 21",
                                   "severity = \"high\"\nrisk_score = 73");
    EXPECT_THAT(Shadows({worse, Threshold(other, query, 3, 2)}), testing::IsEmpty()) << one;
  }
  // Of those that say the same, the later one.
  EXPECT_THAT(Shadows({Threshold("m", query, 3, 2), Threshold("l", query, 3, 2)}),
              testing::ElementsAre("rules/a.toml: they ask the same: remove this one, or rules/b.toml"));
  // An exception leaves less.
  Write("crosstrail.toml", "[[exception]]\nrule = \"a\"\nreason = \"r\"\n[exception.fields]\n\"user.name\" = \"x\"\n");
  EXPECT_THAT(Shadows({Rule("a", kDelete), Rule("b", kDelete)}),
              testing::ElementsAre("rules/a.toml: see rules/b.toml; remove this one, or make them exclude each other"));
}

TEST_F(RulesCheck, ARuleThatSuppressesIsNoPlaceForOneThatDoesNot) {
  const auto by = [](const std::string& fields, const std::string& more = "") {
    return "[rule.alert_suppression]\ngroup_by = [" + fields + "]\n" + more;
  };
  const std::string user = by("\"user.name\"");
  const std::string wide = R"(any where event.action in ("DeleteBucket", "PutObject"))";
  struct Case {
    std::string a, b;
    std::size_t notes;
  };
  for (const Case& one :
       {Case{Rule("a", kDelete, user), Rule("b", kDelete), 0}, Case{Rule("a", kDelete), Rule("b", kDelete, user), 0},
        Case{Rule("a", kDelete, user), Rule("b", kDelete, user), 1},
        Case{Rule("a", kDelete, user), Rule("b", kDelete, by("\"source.ip\"")), 0},
        Case{Rule("a", kDelete, user),
             Rule("b", kDelete, by("\"user.name\"", "missing_fields_strategy = \"doNotSuppress\"\n")), 0},
        Case{Rule("a", kDelete, user),
             Rule("b", kDelete, by("\"user.name\"", "[rule.alert_suppression.duration]\nvalue = 1\nunit = \"h\"\n")),
             0},
        Case{Rule("a", wide), Rule("b", kDelete), 1}, Case{Rule("a", wide, user), Rule("b", kDelete, user), 0}}) {
    EXPECT_EQ(Shadows({one.a, one.b}).size(), one.notes) << one.a << one.b;
  }
}

TEST_F(RulesCheck, ADefaultIsToldWhereItsCauseIsWritten) {
  const auto rule = [](const std::string& more) {
    return With(Rule("a", kDelete, more), "\"d\"", "\"An interval of now-1m; interval = 5\"");
  };
  const std::string gaps = " Kibana's runs of this rule leave gaps between them";
  EXPECT_THAT(Found({rule("from = \"now-1m\"\n")}), testing::ElementsAre("note 9:8" + gaps));
  EXPECT_THAT(Found({rule("to = \"now-5m\"\n")}), testing::ElementsAre("note 9:6" + gaps));
  EXPECT_THAT(Found({rule("from = \"now-1m\"\ninterval = \"2m\"\n")}), testing::ElementsAre("note 10:1" + gaps));
}

TEST_F(RulesCheck, FieldsThatAlertsTakeFromEvents) {
  const std::string unknown = " no CloudTrail event has the field ";
  const std::string severity = "[[rule.severity_mapping]]\nvalue = \"x\"\nseverity = \"high\"\nfield = ";
  EXPECT_THAT(Found({Rule("a", kDelete, "note = \"user.nmae\"\n" + severity + "\"user.nmae\"\n")}),
              testing::ElementsAre("warning 13:9" + unknown + "user.nmae"));
  EXPECT_THAT(Found({Rule("a", kDelete, severity + "\"okta.outcome.reason.of.it\"\n")}),
              testing::ElementsAre("warning 12:9" + unknown + "okta.outcome.reason.of.it"));
  EXPECT_THAT(Found({Rule("a", kDelete, "[[rule.risk_score_mapping]]\nfield = \"event.risk_scor\"\n")}),
              testing::ElementsAre("warning 10:9" + unknown + "event.risk_scor"));
  EXPECT_THAT(Found({Rule("a", kDelete, "rule_name_override = \"event.actoin\"\n")}),
              testing::ElementsAre("warning 9:22" + unknown + "event.actoin"));
  EXPECT_THAT(Found({Rule("a", kDelete, "investigation_fields = {field_names = [\"user.name\", \"user.nmae\"]}\n")}),
              testing::ElementsAre("warning 9:53" + unknown + "user.nmae"));
  EXPECT_THAT(Crosstrail("rules check rules").out, HasSubstr("did you mean user.name?"));
  // What other logs have, or a query of another language makes.
  EXPECT_THAT(
      Found({Rule(
          "a", kDelete,
          "investigation_fields = {field_names = [\"Esql.time\", \"source.*\", \"okta.outcome.reason.of.it\"]}\n" +
              severity + "\"aws.cloudtrail.flattened.request_parameters.x\"\n")}),
      testing::IsEmpty());
}

TEST_F(RulesCheck, LogsTellWhichFieldsAreNeverThere) {
  Write("log.ndjson", Record("01T10:00:00", "DeleteBucket", "dana"));
  const std::vector<std::string> rules = {
      Rule("a", R"(any where user.name == "dana" and aws.cloudtrail.error_code == "AccessDenied")"),
      Rule("b", R"(any where user.name == "erik" or aws.cloudtrail.vpc_endpoint_id == "x")"),
      Rule("c", R"(any where source.geo.country_iso_code == "FR")")};  // for want of a database, not of events
  EXPECT_THAT(Found(rules), testing::IsEmpty());
  EXPECT_THAT(Found(rules, "--logs log.ndjson"),
              testing::ElementsAre("warning 8:44 no event of these logs has the field aws.cloudtrail.error_code",
                                   "note 8:43 no event of these logs has the field aws.cloudtrail.vpc_endpoint_id"));
  Write("empty.ndjson", "");
  const Ran empty = Crosstrail("rules check rules --logs empty.ndjson");
  EXPECT_EQ(empty.exit_code, 3);
  EXPECT_THAT(empty.err, HasSubstr("empty.ndjson: is empty"));
  const Ran none = Crosstrail("rules check rules --logs log.ndjson --to 2020-01-01");
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.out, HasSubstr("log.ndjson: error: there is no event in these logs"));
  Write("broken.ndjson", Record("01T10:00:00", "DeleteBucket", "dana") + "{\"eventName\": \n");
  EXPECT_EQ(Crosstrail("rules check rules --logs broken.ndjson").exit_code, 3);
}

TEST_F(RulesCheck, SarifNamesPlacesAsReadersWantThem) {
  Write("my rules/a.toml", "[rule]\nname = \"é\" x\n");
  Write("my rules/b.toml", Rule("b", "any where user.name == \"é\" and user.nam == \"x\""));
  const Ran ran = Crosstrail("rules check 'my rules' --format sarif");
  EXPECT_EQ(ran.exit_code, 2);
  const json run = json::parse(ran.out).at("runs").at(0);
  EXPECT_EQ(run.at("columnKind"), "unicodeCodePoints");
  std::vector<std::string> ids;
  for (const json& rule : run.at("tool").at("driver").at("rules")) ids.push_back(rule.at("id"));
  EXPECT_THAT(ids, testing::ElementsAre("rules/error", "rules/warning", "rules/note"));
  const json& results = run.at("results");
  ASSERT_EQ(results.size(), 2U) << results;
  EXPECT_EQ(results[0].at("ruleId"), "rules/error");
  const json& place = results[1].at("locations").at(0).at("physicalLocation");
  EXPECT_EQ(place.at("artifactLocation").at("uri"), "my%20rules/b.toml");
  EXPECT_EQ(place.at("region"), json::parse(R"({"startLine": 8, "startColumn": 41, "endColumn": 49})"));
  EXPECT_THAT(Crosstrail("rules check nowhere --format sarif").out,
              AllOf(HasSubstr("\"uri\":\"nowhere\""), testing::Not(HasSubstr("region"))));
}

TEST_F(RulesCheck, SarifCountsColumnsFromTheBeginningOfLongLines) {
  const auto rule = [](const std::string& id) {
    return json{{"rule_id", id},
                {"name", id},
                {"description", "é" + std::string(1000, '-')},
                {"type", "eql"},
                {"severity", "low"},
                {"risk_score", 21},
                {"query", "any where (" + id}}
        .dump();
  };
  const std::string lines = rule("a") + "\n" + rule("b") + "\n";
  const std::string list = "[" + rule("a") + ", " + rule("b") + "]";
  for (const auto& [name, text] : {std::pair("lines.ndjson", lines), std::pair("list.json", list)}) {
    Write(name, text);
    const json out = json::parse(Crosstrail(std::string("rules check --format sarif ") + name).out);
    const json& results = out.at("runs").at(0).at("results");
    ASSERT_EQ(results.size(), 2U) << name;
    for (std::size_t i = 0; i < 2; ++i) {
      const std::string before = text.substr(0, text.find(i == 0 ? "(a" : "(b"));
      const std::string_view line = std::string_view(before).substr(before.find('\n') + 1);
      const json& region = results[i].at("locations").at(0).at("physicalLocation").at("region");
      EXPECT_EQ(region.at("startColumn"), CountCodePoints(line) + 1) << name << results[i];
    }
  }
}

}  // namespace
}  // namespace crosstrail
