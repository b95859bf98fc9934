// `crosstrail rules ...` as a user runs it.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "tests/conformance.h"
#include "tests/e2e/rules.h"
#include "tests/e2e/run.h"

namespace crosstrail {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Rules : public EndToEnd {};

TEST_F(Rules, OursPassTheirTestsAndTheCheck) {
  const std::string rules = std::string(CROSSTRAIL_SOURCE_DIR) + "/rules";
  const Ran test = Crosstrail("rules test " + rules + " --require-tests");
  EXPECT_EQ(test.exit_code, 0) << test.out << test.err;
  EXPECT_THAT(test.out, HasSubstr(" 0 failed; 0 rules without tests"));
  const Ran check = Crosstrail("rules check " + rules);
  EXPECT_EQ(check.exit_code, 0) << check.out;
  EXPECT_THAT(check.out, HasSubstr("10 rules: 0 errors, 0 warnings, 0 notes"));
}

TEST_F(Rules, ElasticsLoadWithoutAWarning) {
  const std::string path = (ConformanceFolder() / "rules").string();
  if (!std::filesystem::is_directory(path)) GTEST_SKIP() << "conformance suite rules/ is not here: " << path;
  const json checked = json::parse(Crosstrail("rules check --format json " + path).out);
  EXPECT_EQ(checked, json::parse(R"({"rules": 50, "diagnostics": []})"));
  const json list = json::parse(Crosstrail("rules list --format json " + path).out).at("rules");
  ASSERT_EQ(list.size(), 50U);
  for (const json& rule : list) {
    const bool runs = rule.at("type") != "esql" && rule.at("type") != "machine_learning";
    EXPECT_EQ(rule.at("runnable"), runs) << rule;
    EXPECT_EQ(rule.at("reason").is_null(), runs) << rule;
  }
}

TEST_F(Rules, CheckTellsEverythingAtOnce) {
  Write("rules/a.toml", Rule("a", "any where user.nam == \"x\""));
  Write("rules/b.toml", Rule("b", "any where event.action == \"A\" and event.action == \"B\""));
  Write("rules/c.toml", Rule("c", "any where ("));
  Write("rules/d.toml", Rule("a", "any where true"));
  Write("rules/e.toml", Rule("e", kDelete));
  Write("rules/f.toml", Rule("f", kDelete + " and user.name == \"dana\"", "risk_score_mapping = []\n"));
  Write("rules/g.toml", Rule("g", "any where data_stream.dataset == \"okta.system\""));
  Write("rules/h.toml", Rule("h", "any where true", "interval = \"1h\"\nfrom = \"now-5m\"\n"));
  const Ran human = Crosstrail("rules check rules");
  EXPECT_EQ(human.exit_code, 2);
  EXPECT_THAT(human.out, AllOf(HasSubstr("rules/a.toml:8:20: warning: no CloudTrail event has the field user.nam"),
                               HasSubstr("did you mean user.name?"),
                               HasSubstr("rules/b.toml:8:1: warning: this rule can never match a CloudTrail event"),
                               HasSubstr("rules/c.toml:8:"), HasSubstr("rule_id a is already taken by rules/a.toml"),
                               HasSubstr("rules/f.toml:8:1: note: every event of this rule is one of \"Rule e\", too"),
                               HasSubstr("rules/g.toml:8:1: warning: this rule can never match"),
                               HasSubstr("Kibana's runs of this rule leave gaps")));
  const json document = json::parse(Crosstrail("rules check rules --format json").out);
  EXPECT_EQ(document.at("rules"), 6);
  bool found = false;
  for (const json& one : document.at("diagnostics")) {
    EXPECT_EQ(one.size(), 6U) << one;
    found = found || (one.at("severity") == "warning" && one.at("file") == "rules/a.toml" && one.at("line") == 8 &&
                      one.at("column") == 20 && one.at("hint") == "did you mean user.name?");
  }
  EXPECT_TRUE(found) << document;
  const json sarif = json::parse(Crosstrail("rules check rules --format sarif").out);
  EXPECT_EQ(sarif.at("version"), "2.1.0");
  const json& results = sarif.at("runs")[0].at("results");
  EXPECT_EQ(results.size(), document.at("diagnostics").size());
  EXPECT_EQ(results[0].at("locations")[0].at("physicalLocation").at("region").at("startLine"), 8);
  EXPECT_EQ(sarif.at("runs")[0].at("tool").at("driver").at("name"), "crosstrail");
}

TEST_F(Rules, WhatIsPossibleIsNotCalledImpossible) {
  Write("rules/a.toml", Rule("a", "any where related.user == \"a\" and related.user == \"b\""));  // several values
  Write("rules/b.toml", Rule("b", "any where event.action in (\"A\", \"B\") and event.action != \"A\""));
  Write("rules/c.toml", Rule("c", "any where event.action == \"C\" or event.action == \"D\""));
  Write("rules/d.toml", Rule("d", "sequence [any where event.action == \"A\"] [any where event.action == \"B\"]"));
  EXPECT_THAT(Crosstrail("rules check rules").out, HasSubstr("4 rules: 0 errors, 0 warnings, 0 notes"));
}

TEST_F(Rules, ListIsATableWithASupportMatrix) {
  Write("rules/a.toml", Rule("a", kDelete));
  Write("rules/b.toml", Rule("b", kDelete, "enabled = false\n"));
  const Ran ran = Crosstrail("rules list rules");
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("a   low       eql   yes   Rule a\n"), HasSubstr("b   low       eql   no    Rule b\n"),
                    HasSubstr("eql   eql       2      1    1 × it is disabled (enabled = false)\n")));
  const json list = json::parse(Crosstrail("rules list rules --format json").out).at("rules");
  EXPECT_EQ(list, json::array({{{"id", "a"},
                                {"name", "Rule a"},
                                {"type", "eql"},
                                {"language", "eql"},
                                {"runnable", true},
                                {"reason", nullptr}},
                               {{"id", "b"},
                                {"name", "Rule b"},
                                {"type", "eql"},
                                {"language", "eql"},
                                {"runnable", false},
                                {"reason", "it is disabled (enabled = false)"}}}));
}

TEST_F(Rules, ShowSaysAllThereIs) {
  Write("rules/a.toml", Rule("a", kDelete, "note = \"Look here.\"\nreferences = [\"https://example.com\"]\n"));
  Write("rules/b.toml", Rule("b", "any where true"));
  const Ran text = Crosstrail("rules show rules --rule a");
  EXPECT_THAT(text.out,
              AllOf(HasSubstr("Rule a"), HasSubstr("Look here."), HasSubstr("https://example.com"),
                    HasSubstr("event.action"), HasSubstr("every 5m from now-6m to now"), Not(HasSubstr("Rule b"))));
  const json document = json::parse(Crosstrail("rules show rules --rule a --format json").out);
  EXPECT_EQ(document.at("fields"), json({"event.action"}));
  EXPECT_EQ(document.at("needs"), json::parse(R"([{"event.action": ["DeleteBucket"]}])"));
  EXPECT_EQ(Crosstrail("rules show rules --rule zzz").exit_code, 2);
}

TEST_F(Rules, TestRunsWhatStandsBesideTheRules) {
  Write("rules/a.toml", Rule("a", kDelete));
  Write("rules/a.test.toml", TestDocument("a", ""));
  Ran ran = Crosstrail("rules test rules --verbose");
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("pass  rules/a.test.toml:3: yes"), HasSubstr("2 cases, 0 failed")));
  Write("rules/a.test.toml",
        TestDocument("a", "[[case]]\nname = \"<wrong>\"\nalerts = 2\nseverity = \"high\"\nevents = ['''" +
                              Record("01T10:00:00", "DeleteBucket", "dana") + "''']\n"));
  ran = Crosstrail("rules test rules --junit j.xml");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("FAIL  rules/a.test.toml:13: <wrong>"), HasSubstr("1 alerts, not 2"),
                             HasSubstr("an alert is low, not high"), HasSubstr("3 cases, 1 failed")));
  EXPECT_THAT(ReadFile(Path("j.xml")),
              AllOf(HasSubstr("<testsuites tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"0\">"),
                    HasSubstr("name=\"&lt;wrong&gt;\""),
                    HasSubstr("<failure message=\"an alert is low, not high; 1 alerts, not 2\">")));
  Write("rules/a.test.toml", "rule_id = \"a\"\n");
  EXPECT_EQ(Crosstrail("rules test rules").exit_code, 2);
  std::filesystem::remove(Path("rules/a.test.toml"));
  ran = Crosstrail("rules test rules");
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("no test  rules/a.toml: \"Rule a\""));
  EXPECT_EQ(Crosstrail("rules test rules --require-tests").exit_code, 1);
}

TEST_F(Rules, CoverageIsATableOrALayer) {
  const std::string threat =
      "[[rule.threat]]\nframework = \"MITRE ATT&CK\"\n[rule.threat.tactic]\nid = \"TA0005\"\n"
      "name = \"Defense Evasion\"\nreference = \"r\"\n[[rule.threat.technique]]\nid = \"T1562\"\n"
      "name = \"Impair Defenses\"\nreference = \"r\"\n";
  Write("rules/a.toml", Rule("a", kDelete,
                             threat + "[[rule.threat.technique.subtechnique]]\nid = \"T1562.008\"\n"
                                      "name = \"Disable or Modify Cloud Logs\"\nreference = \"r\"\n"));
  Write("rules/b.toml", Rule("b", kDelete, "enabled = false\n" + threat));
  const Ran table = Crosstrail("rules coverage rules");
  EXPECT_THAT(table.out, AllOf(HasSubstr("TA0005             1      1     Defense Evasion\n"),
                               HasSubstr("        T1562.008  1      0       Disable or Modify Cloud Logs\n"),
                               HasSubstr("        T1562      0      1       Impair Defenses\n")));
  const json layer = json::parse(Crosstrail("rules coverage rules --format navigator").out);
  EXPECT_EQ(layer.at("versions").at("layer"), "4.5");
  EXPECT_EQ(layer.at("domain"), "enterprise-attack");
  ASSERT_EQ(layer.at("techniques").size(), 2U);
  EXPECT_EQ(layer.at("techniques")[1].at("techniqueID"), "T1562.008");
  EXPECT_EQ(layer.at("techniques")[1].at("tactic"), "defense-evasion");
  EXPECT_EQ(layer.at("techniques")[1].at("score"), 1);
}

std::string ThreatOf(const std::string& framework, const std::string& technique) {
  std::string threat = "[[rule.threat]]\nframework = \"" + framework +
                       "\"\n[rule.threat.tactic]\nid = \"TA0005\"\nname = \"Defense Evasion\"\nreference = \"r\"\n";
  if (technique.empty()) return threat;
  const std::string parent = technique.substr(0, technique.find('.'));
  threat += "[[rule.threat.technique]]\nid = \"" + parent + "\"\nname = \"N\"\nreference = \"r\"\n";
  if (technique == parent) return threat;
  return threat + "[[rule.threat.technique.subtechnique]]\nid = \"" + technique +
         "\"\nname = \"N\"\nreference = \"r\"\n";
}

TEST_F(Rules, CoverageCountsARuleOnce) {
  const std::string attack = "MITRE ATT&CK";
  Write("rules/a.toml", Rule("a", kDelete, ThreatOf(attack, "T1562.008") + ThreatOf(attack, "T1562.008")));
  Write("rules/b.toml", Rule("b", kDelete, ThreatOf(attack, "T1562") + ThreatOf(attack, "T1070")));
  Write("rules/c.toml", Rule("c", kDelete, ThreatOf(attack, "") + ThreatOf(attack, "")));
  Write("rules/d.toml", Rule("d", kDelete, "enabled = false\n" + ThreatOf(attack, "")));
  Write("rules/e.toml", Rule("e", kDelete, ThreatOf("MITRE ATLAS", "AML.T0000")));
  EXPECT_EQ(Crosstrail("rules coverage rules").out,
            "TACTIC  TECHNIQUE  RULES  IDLE  NAME\n"
            "TA0005             3      1     Defense Evasion\n"
            "        -          1      1       (the tactic as a whole)\n"
            "        T1070      1      0       N\n"
            "        T1562      1      0       N\n"
            "        T1562.008  1      0       N\n"
            "\n"
            "2 rules (1 idle) about a tactic as a whole\n"
            "1 rule about MITRE ATLAS\n");
  const json layer = json::parse(Crosstrail("rules coverage rules --format navigator").out);
  EXPECT_EQ(layer.at("description"),
            "How many rules are about each technique; not shown: 2 rules (1 idle) about a tactic "
            "as a whole, 1 rule about MITRE ATLAS");
  std::vector<std::string> techniques;
  for (const json& one : layer.at("techniques")) {
    EXPECT_EQ(one.at("score"), 1) << one;
    EXPECT_EQ(one.at("showSubtechniques"), one.at("techniqueID") == "T1562") << one;
    techniques.push_back(one.at("techniqueID").get<std::string>() + " " + one.at("comment").get<std::string>());
  }
  EXPECT_THAT(techniques, ElementsAre("T1070 Rule b", "T1562 Rule b", "T1562.008 Rule a"));
}

TEST_F(Rules, NewOnesPassTheirCheckAndTheirTests) {
  for (const std::string type : {"eql", "query", "threshold", "new_terms", "threat_match"}) {
    const Ran ran = Crosstrail("rules new 'A \"quoted\" " + type + "' --type " + type + " --directory .");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.out, "./a_quoted_" + type + ".toml\n./a_quoted_" + type + ".test.toml\n");
  }
  EXPECT_THAT(Crosstrail("rules check .").out, HasSubstr("5 rules: 0 errors, 0 warnings, 0 notes"));
  EXPECT_EQ(Crosstrail("rules test . --require-tests").exit_code, 0);
  const Ran again = Crosstrail("rules new 'A \"quoted\" eql' --directory .");
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("a_quoted_eql.toml"));
  EXPECT_EQ(Crosstrail("rules new '!!!'").exit_code, 2);
}

TEST_F(Rules, BacktestCountsByDayAndValue) {
  Write("rules/a.toml", Rule("a", kDelete));
  Write("rules/b.toml", Rule("b", "any where event.action == \"Nothing\""));
  Write("log.ndjson", Record("01T10:00:00", "DeleteBucket", "dana") + Record("01T11:00:00", "DeleteBucket", "eli") +
                          Record("02T10:00:00", "DeleteBucket", "dana") + Record("02T10:00:00", "GetObject", "dana"));
  const json rules = json::parse(Crosstrail("rules backtest log.ndjson --rules rules --format json").out).at("rules");
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].at("alerts"), 3);
  EXPECT_EQ(rules[0].at("days"), json::parse(R"({"2026-03-01": 2, "2026-03-02": 1})"));
  EXPECT_EQ(rules[0].at("top").at("user.name"),
            json::parse(R"([{"value": "dana", "count": 2}, {"value": "eli", "count": 1}])"));
  EXPECT_EQ(rules[1].at("alerts"), 0);
  const Ran table = Crosstrail("rules backtest log.ndjson --rules rules");
  EXPECT_THAT(table.out, AllOf(HasSubstr("3 alerts\n"), HasSubstr("2026-03-01"), HasSubstr("2 × dana, 1 × eli"),
                               HasSubstr("1 of 2 rules gave no alert")));
  EXPECT_EQ(Crosstrail("rules backtest log.ndjson --rules rules -j 2").out, table.out);
  const json limited =
      json::parse(Crosstrail("rules backtest log.ndjson --rules rules --format json --max-signals 1 --cost").out);
  EXPECT_EQ(limited.at("rules")[0].at("over_limit"), 2);
  EXPECT_TRUE(limited.at("rules")[0].contains("ns_per_event"));
}

}  // namespace
}  // namespace crosstrail
