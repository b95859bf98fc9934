// What `crosstrail rules ...` does with files beside each other, a configuration, and outputs that fail.
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/e2e/rules.h"
#include "tests/e2e/run.h"

namespace crosstrail {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RulesRun : public EndToEnd {
 protected:
  static std::uint64_t Alerts(const json& backtest) {
    std::uint64_t alerts = 0;
    for (const json& rule : backtest.at("rules")) alerts += rule.at("alerts").get<std::uint64_t>();
    return alerts;
  }
};

TEST_F(RulesRun, ABacktestCountsTheAlertsOfAScan) {
  const std::string examples = std::string(CROSSTRAIL_SOURCE_DIR) + "/examples/";
  const std::string logs = examples + "logs --config " + examples + "crosstrail.toml -q";
  const std::string alerts = Crosstrail("scan " + logs + " --format ndjson").out;
  const Ran backtest = Crosstrail("rules backtest " + logs + " --format json");
  EXPECT_EQ(Alerts(json::parse(backtest.out)), std::ranges::count(alerts, '\n'));
}

TEST_F(RulesRun, ABacktestSaysWhatItLeftOut) {
  Write("rules/a.toml", Rule("a", kDelete));
  Write("rules/b.toml", Rule("b", kDelete, "enabled = false\n"));
  Write("except.toml",
        "[[exceptions]]\nlist_id = \"x\"\nname = \"dana may\"\nrules = [\"a\"]\n"
        "entries = [{field = \"user.name\", type = \"list\", operator = \"included\", "
        "list = {id = \"people\", type = \"keyword\"}}]\n");
  Write("people.txt", "dana\n");
  Write("log.json", Record("01T10:00:00", "DeleteBucket", "dana") + Record("01T11:00:00", "DeleteBucket", "eli"));
  const Ran all = Crosstrail("rules backtest log.json --rules rules --cost");
  EXPECT_THAT(all.out, AllOf(HasSubstr("2 alerts"), HasSubstr("0 of 1 rules gave no alert")));
  EXPECT_THAT(all.err, HasSubstr("1 × it is disabled (enabled = false)"));
  EXPECT_THAT(Crosstrail("rules backtest log.json --rules rules/b.toml --rule zzz").err,
              HasSubstr("there is no such rule"));
  EXPECT_THAT(Crosstrail("rules backtest log.json --rules rules/b.toml").err, HasSubstr("it is disabled"));
  EXPECT_EQ(Crosstrail("rules backtest - --cost --rules rules", "cat log.json |").exit_code, 2);
}

TEST_F(RulesRun, DisabledRulesAreCheckedAndTested) {
  Write("rules/a.toml", Rule("a", "any where event.action ==", "enabled = false\n"));
  EXPECT_EQ(Crosstrail("rules check rules").exit_code, 2);
  Write("rules/a.toml", Rule("a", kDelete, "enabled = false\n"));
  EXPECT_EQ(Crosstrail("rules check rules").exit_code, 0);
  Write("rules/b.toml", Rule("b", kDelete));  // a disabled rule is none to leave it to
  EXPECT_THAT(Crosstrail("rules check rules").out, HasSubstr("2 rules: 0 errors, 0 warnings, 0 notes"));
  std::filesystem::remove(Path("rules/b.toml"));
  EXPECT_EQ(Crosstrail("rules test rules --require-tests").exit_code, 1);
  Write("rules/a.test.toml", TestDocument("a", ""));
  EXPECT_THAT(Crosstrail("rules test rules --require-tests").out, HasSubstr("2 cases, 0 failed; 0 rules without"));
}

TEST_F(RulesRun, ARuleAndItsTestsNameEachOther) {
  Write("rules/a.toml", Rule("a", kDelete));
  Write("rules/a.test.toml", TestDocument("a", ""));
  for (const std::string file : {"rules/a.toml", "rules/a.test.toml", "rules/a.toml rules/a.test.toml"}) {
    EXPECT_THAT(Crosstrail("rules test " + file).out, HasSubstr("2 cases, 0 failed; 0 rules without tests")) << file;
    EXPECT_THAT(Crosstrail("rules check " + file).out, HasSubstr("1 rule: 0 errors")) << file;
  }
  // Of a rule that cannot be read enough is said.
  Write("rules/a.toml", Rule("a", "any where ("));
  EXPECT_THAT(Crosstrail("rules check rules").out, HasSubstr(": 1 error, "));
  EXPECT_THAT(Crosstrail("rules test rules").err, Not(HasSubstr("there is no rule with rule_id")));
}

TEST_F(RulesRun, JUnitTellsWhatKeptTestsFromRunning) {
  Write("rules/a.toml", Rule("a", kDelete));
  Write("rules/a.test.toml", "rule_id = \"a\"\n");
  Write("rules/b.toml", Rule("b", "any where ("));
  EXPECT_EQ(Crosstrail("rules test rules --require-tests --junit j.xml").exit_code, 2);
  EXPECT_THAT(ReadFile(Path("j.xml")),
              AllOf(HasSubstr("<testsuites tests=\"3\" failures=\"1\" errors=\"2\" skipped=\"0\">"),
                    HasSubstr("<testcase classname=\"rules/b.toml\" name=\"can be read\">"),
                    HasSubstr("<failure message=\"it has none\">rules/a.toml</failure>")));
  std::string named = TestDocument("a", "");
  named.replace(named.find("\"yes\""), 5, "\"not \\uFFFF of XML\"");
  Write("rules/a.test.toml", named);
  EXPECT_EQ(Crosstrail("rules test rules/a.toml --junit j.xml").exit_code, 0);
  EXPECT_THAT(ReadFile(Path("j.xml")), HasSubstr("name=\"not \xEF\xBF\xBD of XML\""));
}

TEST_F(RulesRun, AConfigurationBesideTheRulesIsInNobodysWay) {
  Write("a.toml", Rule("a", kDelete));
  Write("a.test.toml", TestDocument("a", ""));
  Write("crosstrail.toml",
        "[[exception]]\nrule = \"0bbc799e-12a9-465c-8f97-f9838d4a9b58\"\nreason = \"r\"\n[exception.fields]\n"
        "\"user.name\" = \"x\"\n");
  Write("log.json", Record("01T10:00:00", "DeleteBucket", "dana"));
  for (const std::string command : {"rules check .", "rules test .", "rules check a.toml", "rules show .",
                                    "rules backtest log.json --rules .", "scan log.json --rules ."}) {
    const Ran ran = Crosstrail(command);
    EXPECT_EQ(ran.exit_code, 0) << command << "\n" << ran.out << ran.err;
  }
  Write("crosstrail.toml",
        "[[exception]]\nrule = \"no-such-rule\"\nreason = \"r\"\n[exception.fields]\n\"user.name\" = \"x\"\n");
  EXPECT_EQ(Crosstrail("scan log.json").exit_code, 2);  // all rules are there: it is a mistake
}

TEST_F(RulesRun, CheckKeepsWhatItFoundWhenLogsAreEmpty) {
  Write("rules/a.toml", Rule("a", "any where ("));
  Write("log.json", Record("01T10:00:00", "DeleteBucket", "dana"));
  const Ran empty = Crosstrail("rules check rules --logs log.json --to 2020-01-01 --format json");
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_EQ(json::parse(empty.out).at("diagnostics").size(), 2U) << empty.out;
  Write("rules/a.toml", Rule("a", kDelete));
  EXPECT_EQ(Crosstrail("rules check rules --logs nowhere").exit_code, 3);
  const json missing = json::parse(Crosstrail("rules check nowhere --format json").out);
  EXPECT_EQ(missing.at("diagnostics").size(), 1U) << missing;
}

TEST_F(RulesRun, CheckTellsWarningsOfTests) {
  Write("rules/a.toml", Rule("a", kDelete));
  Write("rules/a.test.toml", TestDocument("a", "histroy = []\n"));
  EXPECT_THAT(Crosstrail("rules check rules").out, AllOf(HasSubstr("warning: unknown key"), HasSubstr("`history`")));
}

TEST_F(RulesRun, NewLeavesNothingBehindWhenOneFileIsThere) {
  Write("a_rule.test.toml", "");
  const Ran ran = Crosstrail("rules new 'A rule'");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("a_rule.test.toml exists"), Not(HasSubstr("--force"))));
  EXPECT_FALSE(std::filesystem::exists(Path("a_rule.toml")));
}

TEST_F(RulesRun, WhatCannotBePrintedIsNoSuccess) {
  Write("rules/a.toml", Rule("a", kDelete));
  for (const std::string command :
       {"rules check rules --format json", "rules show rules", "fields", "rules list rules"}) {
    const Ran full = Crosstrail(command, "", ">/dev/full");
    EXPECT_EQ(full.exit_code, 2) << command;
    EXPECT_THAT(full.err, HasSubstr("cannot write to standard output: No space left on device")) << command;
    const Ran gone = Crosstrail(command, "", "| true");
    EXPECT_EQ(gone.exit_code, 0) << command << gone.err;
    EXPECT_THAT(gone.err, IsEmpty()) << command;
  }
}

TEST_F(RulesRun, ShowTellsHowARuleCounts) {
  Write("a.toml", Rule("a", kDelete,
                       "[rule.threshold]\nfield = [\"user.name\"]\nvalue = 3\n"
                       "[rule.alert_suppression]\nduration = {value = 5, unit = \"m\"}\n"));
  std::string rule = ReadFile(Path("a.toml"));
  rule.replace(rule.find("type = \"eql\""), 12, "type = \"threshold\"\nlanguage = \"eql\"");
  Write("a.toml", rule);
  const json shown = json::parse(Crosstrail("rules show a.toml --format json").out);
  EXPECT_EQ(shown.at("threshold"), json::parse(R"({"field": ["user.name"], "value": 3, "cardinality": []})"));
  EXPECT_EQ(shown.at("alert_suppression").at("duration_seconds"), 300);
  EXPECT_EQ(shown.at("exceptions"), json::array());
}

}  // namespace
}  // namespace crosstrail
