// Rules about indicators by the binary: lists in each form, what alerts say of them, and what is said without them.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "tests/e2e/lines.h"
#include "tests/e2e/run.h"
#include "tests/schema.h"

namespace crosstrail {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string Rule(const std::string& more = "") {
  return "[rule]\nrule_id = \"threat\"\nname = \"Known address\"\ndescription = \"d\"\nseverity = \"high\"\n"
         "risk_score = 73\nlanguage = \"kuery\"\ntype = \"threat_match\"\n"
         "query = 'event.provider:\"s3.amazonaws.com\" and source.ip:*'\n"
         "threat_index = [\"logs-ti_*\"]\nthreat_query = '@timestamp >= \"now-30d/d\" and threat.indicator.ip:*'\n"
         "threat_mapping = [{entries = [{field = \"source.ip\", type = \"mapping\", value = "
         "\"threat.indicator.ip\"}]}]\n" +
         more;
}

std::string Record(const std::string& time, const std::string& address, const std::string& user = "dana",
                   const std::string& provider = "s3.amazonaws.com") {
  return json{{"eventVersion", "1.11"},
              {"eventTime", "2026-" + time + "Z"},
              {"eventSource", provider},
              {"eventName", "GetObject"},
              {"awsRegion", "us-east-1"},
              {"sourceIPAddress", address},
              {"eventID", address + "@" + time},
              {"recipientAccountId", "111111111111"},
              {"userIdentity", {{"type", "IAMUser"}, {"userName", user}}}}
             .dump() +
         "\n";
}

class Indicators : public EndToEnd {
 protected:
  Indicators() {
    Write("rule.toml", Rule());
    Write("log.ndjson", Record("03-01T10:00:00", "198.51.100.7") + Record("03-02T10:00:00", "198.51.100.8") +
                            Record("03-03T10:00:00", "203.0.113.9") +
                            Record("03-04T10:00:00", "198.51.100.7", "dana", "sts.amazonaws.com") +
                            Record("03-05T10:00:00", "config.amazonaws.com"));
    Write("list.csv", "id,ip,name,confidence,feed\nc2,198.51.100.7,A controller,High,Our feed\n");
  }

  std::vector<json> Alerts(const std::string& arguments) {
    const Ran ran = Crosstrail("scan log.ndjson --rules rule.toml --format ndjson " + arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    err_ = ran.err;
    return Lines(ran.out);
  }

  std::vector<std::string> Events(const std::string& arguments) {
    std::vector<std::string> events;
    for (const json& alert : Alerts(arguments)) events.push_back(alert["events"][0]);
    return events;
  }

  std::string err_;
};

TEST_F(Indicators, AlertsNameTheIndicator) {
  const std::vector<json> alerts = Alerts("--indicators list.csv");
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0]["events"], json({"198.51.100.7@03-01T10:00:00"}));
  EXPECT_EQ(alerts[0]["threat"], json::parse(R"({"enrichments": [{
    "indicator": {"ip": "198.51.100.7", "name": "A controller", "confidence": "High", "type": "ipv4-addr"},
    "feed": {"name": "Our feed"},
    "matched": {"atomic": "198.51.100.7", "field": "source.ip", "id": "c2", "index": "list.csv",
                "type": "indicator_match_rule"}}]})"));
  EXPECT_THAT(err_, HasSubstr("Threats   1 indicator in 1 list\n"));
  const SchemaOutcome schema = Validate("alert.schema.json", alerts[0].dump() + "\n", "indicators.ndjson");
  if (schema.exit_code == kNoValidator) GTEST_SKIP() << schema.output;
  EXPECT_EQ(schema.exit_code, 0) << schema.output;
}

TEST_F(Indicators, EveryFormatNamesThem) {
  const Ran table = Crosstrail("scan log.ndjson --rules rule.toml --format table --indicators list.csv");
  EXPECT_THAT(
      table.out,
      HasSubstr("  indicator           source.ip = 198.51.100.7  ipv4-addr, A controller, High  (list.csv, c2)"));
  const Ran ecs = Crosstrail("scan log.ndjson --rules rule.toml --format ecs --indicators list.csv");
  const std::vector<json> documents = Lines(ecs.out);
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0]["threat"]["enrichments"][0]["matched"]["id"], "c2");
  EXPECT_EQ(documents[0]["threat"]["enrichments"][0]["indicator"]["name"], "A controller");
  EXPECT_EQ(documents[0]["kibana.alert.rule.rule_type_id"], "siem.indicatorRule");
  const json& parameters = documents[0]["kibana.alert.rule.parameters"];
  EXPECT_EQ(parameters["threat_mapping"][0]["entries"][0]["value"], "threat.indicator.ip");
  EXPECT_EQ(parameters["threat_index"], json({"logs-ti_*"}));
  const Ran one = Crosstrail("scan log.ndjson --rules rule.toml --format json --indicators list.csv");
  EXPECT_EQ(json::parse(one.out)[0]["threat"]["enrichments"].size(), 1U);
  const Ran csv = Crosstrail("scan log.ndjson --rules rule.toml --format csv --indicators list.csv");
  EXPECT_THAT(csv.out, HasSubstr("198.51.100.7@03-01T10:00:00"));
}

TEST_F(Indicators, ListsOfEveryFormAreReadTogether) {
  Write("lists/a.csv", "ip\n203.0.113.9\n");
  Write(
      "b.json",
      R"({"type":"bundle","objects":[{"type":"indicator","id":"indicator--1","pattern":"[ipv4-addr:value ISSUBSET '198.51.100.8/31']"},
{"type":"indicator","id":"indicator--2","pattern":"[ipv4-addr:value = '198.51.100.7']","revoked":true},
{"type":"indicator","id":"indicator--3","pattern":"[ipv4-addr:value = '198.51.100.7' AND url:value = 'x']"},
{"type":"malware","id":"malware--1"}]})");
  Write("c.ndjson", R"({"threat":{"indicator":{"ip":"198.51.100.7"}},"@timestamp":"2026-02-20T00:00:00Z"})"
                    "\n");
  EXPECT_THAT(Events("--indicators lists --indicators b.json --indicators c.ndjson"),
              ElementsAre("198.51.100.7@03-01T10:00:00", "198.51.100.8@03-02T10:00:00", "203.0.113.9@03-03T10:00:00"));
  EXPECT_THAT(err_, AllOf(HasSubstr("Threats   3 indicators in 3 lists, 1 not usable, 1 revoked\n"),
                          HasSubstr("b.json:3:"), HasSubstr("warning: indicator--3: AND is not supported"),
                          HasSubstr("b.json: note: 1 objects that are no indicators were passed over: 1 × malware")));
}

TEST_F(Indicators, OldOnesAreLeftOutAsTheRulesQueryAsks) {
  Write("old.ndjson", R"({"threat.indicator.ip":"198.51.100.7","@timestamp":"2026-01-30T00:00:00Z"}
{"threat.indicator.ip":"198.51.100.8","@timestamp":"2026-01-30T00:00:00Z"}
{"threat.indicator.ip":"203.0.113.9","crosstrail.valid_until":"2026-03-03T10:00:00Z"}
)");
  EXPECT_THAT(Events("--indicators old.ndjson"), ElementsAre("198.51.100.7@03-01T10:00:00"));
}

TEST_F(Indicators, WithoutListsTheRuleDoesNotRunAndItIsSaid) {
  Write(
      "other.toml",
      "[rule]\nrule_id = \"o\"\nname = \"o\"\ndescription = \"d\"\nseverity = \"low\"\nrisk_score = 1\ntype = \"eql\"\n"
      "query = 'any where false'\n");
  const Ran ran = Crosstrail("scan log.ndjson --rules rule.toml --rules other.toml --format ndjson");
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("1 × it compares events with indicators, and --indicators names no list of them\n"));
  EXPECT_THAT(ran.err, Not(HasSubstr("Threats")));
  const Ran alone = Crosstrail("scan log.ndjson --rules rule.toml --rule threat");
  EXPECT_EQ(alone.exit_code, 2);
  EXPECT_THAT(alone.err, HasSubstr("--rule threat: this rule does not run: it compares events with indicators, and "
                                   "--indicators names no list of them"));
}

TEST_F(Indicators, ListsThatNoRuleCanUseAreNamed) {
  Write("domains.csv", "domain\nevil.example\n");
  EXPECT_THAT(Events("--indicators domains.csv"), IsEmpty());
  EXPECT_THAT(err_, HasSubstr("no indicator has a value that \"Known address\" looks at\n"));
  Write(
      "rule.toml",
      "[rule]\nrule_id = \"o\"\nname = \"o\"\ndescription = \"d\"\nseverity = \"low\"\nrisk_score = 1\ntype = \"eql\"\n"
      "query = 'any where false'\n");
  EXPECT_THAT(Events("--indicators domains.csv"), IsEmpty());
  EXPECT_THAT(err_, HasSubstr("no rule that runs compares events with indicators\n"));
}

TEST_F(Indicators, BadListsAreErrorsAndTheRestCounts) {
  Write("bad.csv", "ip\n198.51.100.7\nnonsense\n");
  const Ran ran =
      Crosstrail("scan log.ndjson --rules rule.toml --format ndjson --indicators bad.csv --indicators absent.csv");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_EQ(Lines(ran.out).size(), 1U);
  EXPECT_THAT(ran.err, HasSubstr("bad.csv:3:1: error: \"nonsense\" is no address, no CIDR block and no range\n"));
  EXPECT_THAT(ran.err, HasSubstr("absent.csv: error: cannot open: No such file or directory\n"));
}

TEST_F(Indicators, SuppressionAndExceptionsWorkAsOnQueryRules) {
  Write("list.csv", "ip\n198.51.100.0/24\n203.0.113.9\n");
  Write("rule.toml", Rule("alert_suppression = {group_by = [\"user.name\"], duration = {value = 2, unit = \"d\"}}\n"));
  const std::vector<json> alerts = Alerts("--indicators list.csv");
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_EQ(alerts[0]["suppressed"]["alerts"], 1);
  EXPECT_EQ(alerts[0]["threat"]["enrichments"][0]["matched"]["atomic"], "198.51.100.7");
  EXPECT_EQ(alerts[1]["threat"]["enrichments"][0]["matched"]["atomic"], "203.0.113.9");
  Write("rule.toml", Rule());
  Write("crosstrail.toml",
        "[[exception]]\nrule = \"threat\"\nreason = \"our scanner\"\n[exception.fields]\n\"source.ip\" = "
        "[\"198.51.100.7\"]\n");
  EXPECT_THAT(Events("--indicators list.csv"),
              ElementsAre("198.51.100.8@03-02T10:00:00", "203.0.113.9@03-03T10:00:00"));
  EXPECT_THAT(err_, HasSubstr("1 × Known address: our scanner"));
}

TEST_F(Indicators, OutputIsTheSameWhateverThreadsAndOrder) {
  std::string list = "ip,description\n", many;
  for (int i = 0; i < 400; ++i) {
    const std::string address = "198.51." + std::to_string(i % 50) + "." + std::to_string(i % 256);
    list += address + ",of " + std::to_string(i) + "\n" + "198.51." + std::to_string(i % 50) + ".0/24,block\n";
    many += Record("03-0" + std::to_string(1 + i % 9) + "T1" + std::to_string(i % 10) + ":00:00", address);
    if (i % 40 == 39) Write("logs/" + std::to_string(i) + ".ndjson", std::exchange(many, ""));
  }
  Write("list.csv", list);
  const std::string scan = "scan --rules rule.toml --format ndjson --max-signals 0 --indicators list.csv ";
  const Ran one = Crosstrail(scan + "-j 1 logs");
  const Ran eight = Crosstrail(scan + "-j 8 logs");
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_GT(Lines(one.out).size(), 100U);
  EXPECT_EQ(one.out, eight.out);
  const Ran reversed = Crosstrail(scan + "-j 3 $(ls -r logs/*)");
  EXPECT_EQ(one.out, reversed.out);
}

// The texts of records are looked at before they are parsed: none of these may be lost for that.
TEST_F(Indicators, RecordsThatAreWrittenUnusuallyAreFound) {
  Write("list.csv", "ip\n198.51.100.7\n2001:db8::7\n");
  const std::string record = Record("03-01T10:00:00", "198.51.100.7");
  const auto with = [&](std::string text, const std::string& id) {
    const std::string address = "\"sourceIPAddress\":\"198.51.100.7\"";
    std::string changed = record;
    changed.replace(changed.find(address), address.size(), text);
    changed.replace(changed.find("198.51.100.7@"), std::string("198.51.100.7@").size(), id + "@");
    return changed;
  };
  Write("log.ndjson",
        with("\"sourceIPAddress\" : \"198.51.100.7\"", "a") + with(R"("sourceIP\u0041ddress":"198.51.100.7")", "b") +
            with(R"("sourceIPAddress":"198.51.\u0031\u00300.7")", "c") +
            with(R"("sourceIPAddress":"203.0.113.1","sourceIPAddress":"198.51.100.7")", "d") +
            with(R"("x":{"sourceIPAddress":"203.0.113.1"},"sourceIPAddress":"198.51.100.7")", "e") +
            with(R"("sourceIPAddress":"2001:DB8:0::7")", "f") + with(R"("sourceIPAddress":"203.0.113.1")", "g"));
  EXPECT_THAT(Events("--indicators list.csv"), ElementsAre("a@03-01T10:00:00", "b@03-01T10:00:00", "c@03-01T10:00:00",
                                                           "d@03-01T10:00:00", "e@03-01T10:00:00", "f@03-01T10:00:00"));
}

TEST_F(Indicators, RulesCommandsKnowThem) {
  const Ran list = Crosstrail("rules list rule.toml");
  EXPECT_THAT(list.out, HasSubstr("threat  high      threat_match  yes"));
  const Ran show = Crosstrail("rules show rule.toml");
  EXPECT_THAT(show.out, AllOf(HasSubstr("indicators  source.ip is threat.indicator.ip\n"),
                              HasSubstr("of those    @timestamp >= \"now-30d/d\" and threat.indicator.ip:*\n")));
  EXPECT_EQ(
      json::parse(Crosstrail("rules show rule.toml --format json").out)["threat_mapping"][0]["entries"][0]["field"],
      "source.ip");
  const Ran check = Crosstrail("rules check rule.toml");
  EXPECT_EQ(check.exit_code, 0) << check.out;
  const Ran explain = Crosstrail("rules explain rule.toml log.ndjson --indicators list.csv");
  EXPECT_THAT(explain.out, AllOf(HasSubstr("\nmatches\n"),
                                 HasSubstr("yes     source.ip is threat.indicator.ip of one of 1 indicators\n"),
                                 HasSubstr("indicator  source.ip = 198.51.100.7  (list.csv, c2)\n")));
  const Ran without = Crosstrail("rules explain rule.toml log.ndjson");
  EXPECT_THAT(without.out, AllOf(HasSubstr("\ndoes not match\n"), HasSubstr("name lists of them with --indicators")));
  const Ran backtest = Crosstrail("rules backtest log.ndjson --rules rule.toml --indicators list.csv --format json");
  EXPECT_EQ(json::parse(backtest.out)["rules"][0]["alerts"], 1);
}

std::string TestFile(const std::string& more, const std::string& of_case = "") {
  return "rule_id = \"threat\"\n" + more + "[[case]]\nname = \"known\"\nalerts = 1\nevents = ['''" +
         Record("03-01T10:00:00", "198.51.100.7") + "''']\n" + of_case +
         "[[case]]\nname = \"unknown\"\nalerts = 0\nevents = ['''" + Record("03-01T10:00:00", "198.51.100.8") +
         "''']\n";
}

TEST_F(Indicators, TestsOfRulesNameTheirOwn) {
  const std::string indicators = "indicators = ['''{\"threat.indicator.ip\": \"198.51.100.7\"}''']\n";
  Write("rule.test.toml", TestFile(indicators));
  const Ran passes = Crosstrail("rules test rule.toml rule.test.toml");
  EXPECT_EQ(passes.exit_code, 0) << passes.out << passes.err;
  Write("rule.test.toml", TestFile("", indicators));
  EXPECT_EQ(Crosstrail("rules test rule.toml rule.test.toml").exit_code, 0);
  Write("rule.test.toml", TestFile(""));
  const Ran fails = Crosstrail("rules test rule.toml rule.test.toml");
  EXPECT_EQ(fails.exit_code, 1);
  EXPECT_THAT(fails.out, HasSubstr("0 alerts, not 1"));
  Write("rule.test.toml", TestFile("indicators = ['nonsense']\n"));
  const Ran broken = Crosstrail("rules test rule.toml rule.test.toml");
  EXPECT_EQ(broken.exit_code, 1);
  EXPECT_THAT(broken.out, HasSubstr("an indicator cannot be used: the first line names no column that is known"));
}

}  // namespace
}  // namespace crosstrail
