// Rules about several events by the binary: thresholds, new terms and suppressed alerts, in every format.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>
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

std::string Rule(const std::string& id, const std::string& type, const std::string& more) {
  return "[rule]\nrule_id = \"" + id + "\"\nname = \"Rule " + id + "\"\ndescription = \"d\"\nseverity = \"low\"\n" +
         "risk_score = 21\nlanguage = \"eql\"\ntype = \"" + type +
         "\"\nquery = 'any where event.action == \"GetSecretValue\"'\n" + more;
}

// `time` within 2026, "03-01T10:00:00".
std::string Record(const std::string& time, const std::string& user, const std::string& secret,
                   const std::string& address = "198.51.100.7") {
  json record = {{"eventVersion", "1.11"},
                 {"eventTime", "2026-" + time + "Z"},
                 {"eventSource", "secretsmanager.amazonaws.com"},
                 {"eventName", "GetSecretValue"},
                 {"awsRegion", "us-east-1"},
                 {"eventID", user + "-" + secret + "-" + time},
                 {"recipientAccountId", "111111111111"},
                 {"userIdentity", {{"type", "IAMUser"}, {"userName", user}}},
                 {"requestParameters", {{"secretId", secret}}}};
  if (!address.empty()) record["sourceIPAddress"] = address;
  return record.dump() + "\n";
}

class GroupedRules : public EndToEnd {
 protected:
  // The alerts of a scan of log.ndjson with rule.toml: event ids and what is said of the group.
  std::vector<json> Alerts(const std::string& arguments = "") {
    const Ran ran = Crosstrail("scan log.ndjson --rules rule.toml --format ndjson " + arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    err_ = ran.err;
    return Lines(ran.out);
  }

  std::vector<std::string> FirstEvents(const std::string& arguments = "") {
    std::vector<std::string> events;
    for (const json& alert : Alerts(arguments)) events.push_back(alert.at("events").at(0));
    return events;
  }

  std::string err_;
};

TEST_F(GroupedRules, AThresholdTellsWhatItCounted) {
  Write("rule.toml", Rule("t", "threshold", R"(
[rule.threshold]
field = ["user.name"]
value = 2
[[rule.threshold.cardinality]]
field = "aws.cloudtrail.flattened.request_parameters.secretId"
value = 3
)"));
  Write("log.ndjson", Record("03-01T10:00:00", "dana", "a") + Record("03-01T10:01:00", "dana", "b") +
                          Record("03-01T10:02:00", "eli", "c") + Record("03-01T10:03:00", "dana", "c") +
                          Record("03-01T10:04:00", "dana", "c") + Record("03-01T10:30:00", "dana", "d"));
  const std::vector<json> alerts = Alerts();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].at("events").size(), 3U);
  EXPECT_EQ(alerts[0].at("time"), "2026-03-01T10:03:00Z");
  EXPECT_EQ(alerts[0].at("threshold"),
            json::parse(R"({"count": 4, "first": "2026-03-01T10:00:00Z", "last": "2026-03-01T10:04:00Z",
            "terms": [{"field": "user.name", "value": "dana"}],
            "cardinality": [{"field": "aws.cloudtrail.flattened.request_parameters.secretId", "value": 3}]})"));
  const std::vector<json> documents = Lines(Crosstrail("scan log.ndjson --rules rule.toml --format ecs").out);
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0].at("kibana.alert.threshold_result.count"), 4);
  EXPECT_EQ(documents[0].at("kibana.alert.threshold_result.terms")[0].at("value"), "dana");
  EXPECT_EQ(documents[0].at("user").at("name"), "dana");
  EXPECT_FALSE(documents[0].at("event").contains("id"));  // not the same of all
  EXPECT_THAT(Crosstrail("scan log.ndjson --rules rule.toml --format table").out,
              AllOf(HasSubstr("4 events, 2026-03-01T10:00:00Z to 2026-03-01T10:04:00Z, 3 values of"),
                    HasSubstr("user.name = dana")));
  EXPECT_EQ(Lines(Crosstrail("scan log.ndjson --rules rule.toml --format ndjson -j 2").out), alerts);
}

TEST_F(GroupedRules, NewTermsAreToldOnceTheHistoryIsComplete) {
  Write("rule.toml", Rule("n", "new_terms", R"(
[rule.new_terms]
value = ["user.name", "source.ip"]
[[rule.new_terms.history_window_start]]
value = "now-7d"
)"));
  const std::string log = Record("03-01T10:00:00", "dana", "a") + Record("03-02T10:00:00", "eli", "b") +
                          Record("03-08T11:00:00", "dana", "c", "203.0.113.9") + Record("03-08T12:00:00", "dana", "d") +
                          Record("03-09T11:00:00", "eli", "e") + Record("03-09T12:00:00", "eli", "f", "");
  Write("log.ndjson", log);
  // The address is new; dana's other one was last seen 7 days and 2 hours ago, eli's 7 days and one.
  EXPECT_THAT(FirstEvents(), ElementsAre("dana-c-03-08T11:00:00", "dana-d-03-08T12:00:00", "eli-e-03-09T11:00:00"));
  EXPECT_THAT(
      err_, AllOf(HasSubstr("2 first sights of 1 rule before 2026-03-08T10:00:00Z not told"), HasSubstr("--history")));
  EXPECT_THAT(Alerts()[0].at("new_terms"), json::parse(R"([{"field": "user.name", "value": "dana"},
                                                          {"field": "source.ip", "value": "203.0.113.9"}])"));
  EXPECT_EQ(FirstEvents("--incomplete-history").size(), 5U);
  Write("old/log.ndjson", Record("02-20T10:00:00", "eli", "x") + Record("02-28T10:00:00", "dana", "y"));
  EXPECT_THAT(FirstEvents("--history old"), ElementsAre("eli-b-03-02T10:00:00", "dana-c-03-08T11:00:00",
                                                        "dana-d-03-08T12:00:00", "eli-e-03-09T11:00:00"));
  EXPECT_THAT(err_, Not(HasSubstr("first sight")));
  // What is in both is judged.
  Write("old/again.ndjson", log);
  EXPECT_EQ(FirstEvents("--history old").size(), 4U);
  EXPECT_EQ(FirstEvents("--history old -j 2").size(), 4U);
  EXPECT_EQ(Lines(Crosstrail("scan log.ndjson --rules rule.toml --format ecs").out)[0].at("kibana.alert.new_terms"),
            json::parse(R"(["dana", "203.0.113.9"])"));
  EXPECT_EQ(Crosstrail("scan log.ndjson --rules rule.toml --history nowhere").exit_code, 3);
}

TEST_F(GroupedRules, AlertsLikeOneThatWasShownAreCountedWithIt) {
  const std::string group =
      "[rule.alert_suppression]\ngroup_by = [\"user.name\", \"source.ip\"]\n"
      "duration = { value = 5, unit = \"m\" }\n";
  Write("rule.toml", Rule("s", "query", group));
  Write("log.ndjson", Record("03-01T10:00:00", "dana", "a") + Record("03-01T10:01:00", "dana", "b") +
                          Record("03-01T10:01:30", "eli", "c", "") + Record("03-01T10:02:00", "eli", "d") +
                          Record("03-01T10:04:00", "eli", "e", "") + Record("03-01T10:04:59", "dana", "f") +
                          Record("03-01T10:05:00", "dana", "g"));
  std::vector<json> alerts = Alerts();
  ASSERT_EQ(alerts.size(), 4U);
  EXPECT_EQ(alerts[0].at("suppressed"),
            json::parse(R"({"alerts": 2, "start": "2026-03-01T10:00:00Z", "end": "2026-03-01T10:04:59Z",
            "terms": [{"field": "user.name", "value": "dana"}, {"field": "source.ip", "value": "198.51.100.7"}]})"));
  EXPECT_EQ(alerts[1].at("suppressed").at("alerts"), 1);  // eli without an address
  EXPECT_EQ(alerts[2].at("suppressed").at("alerts"), 0);
  EXPECT_THAT(err_, HasSubstr("3 more of \"Rule s\" suppressed"));
  const std::string documents = Crosstrail("scan log.ndjson --rules rule.toml --format ecs").out;
  EXPECT_EQ(Lines(documents)[0].at("kibana.alert.suppression.docs_count"), 2);
  EXPECT_THAT(Crosstrail("scan log.ndjson --rules rule.toml --format table").out,
              HasSubstr("2 more, the last at 2026-03-01T10:04:59Z"));
  // At most so many alerts, and still all that they stand for.
  alerts = Alerts("--max-signals 1");
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].at("suppressed").at("alerts"), 2);
  Write("rule.toml", Rule("s", "query", group + "missing_fields_strategy = \"doNotSuppress\"\n"));
  EXPECT_EQ(Alerts().size(), 5U);
}

TEST_F(GroupedRules, SequencesAreSuppressedByWhatAllTheirEventsHave) {
  std::string rule = Rule("s", "eql",
                          "[rule.alert_suppression]\ngroup_by = [\"user.name\"]\n"
                          "duration = { value = 1, unit = \"h\" }\n");
  const std::string query = "any where event.action == \"GetSecretValue\"";
  rule.replace(rule.find(query), query.size(),
               "sequence [any where user.name : (\"dana\", \"eli\")] [any where user.name != \"nobody\"]");
  Write("rule.toml", rule);
  Write("log.ndjson", Record("03-01T10:00:00", "dana", "a") + Record("03-01T10:01:00", "dana", "b") +
                          Record("03-01T10:02:00", "dana", "c") + Record("03-01T10:03:00", "eli", "d") +
                          Record("03-01T10:04:00", "dana", "e"));
  // dana and dana, twice; dana and eli; eli and dana, which have nothing in common.
  const std::vector<json> alerts = Alerts();
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_EQ(alerts[0].at("suppressed").at("alerts"), 1);
  EXPECT_EQ(alerts[1].at("suppressed").at("alerts"), 1);
}

TEST_F(GroupedRules, KibanasWindowsAreForComparison) {
  Write("rule.toml", Rule("t", "threshold",
                          "from = \"now-5m\"\ninterval = \"5m\"\n"
                          "[rule.threshold]\nfield = []\nvalue = 2\n"));
  Write("log.ndjson", Record("03-01T10:04:00", "dana", "a") + Record("03-01T10:06:00", "dana", "b"));
  EXPECT_EQ(Alerts().size(), 1U);
  EXPECT_THAT(Alerts("--elastic-windows"), IsEmpty());  // one run sees each
}

TEST_F(GroupedRules, WhatGroupsEventsIsReadAsWhatTestsThem) {
  Write("rule.toml",
        Rule("n", "new_terms", "new_terms_fields = [\"source.as.number\"]\nhistory_window_start = \"now-7d\"\n"));
  Write("log.ndjson", Record("03-01T10:00:00", "dana", "a"));
  Alerts();
  EXPECT_THAT(err_, HasSubstr("source.as.* missing (--geoip-asn not given), read by: Rule n"));
  EXPECT_THAT(Crosstrail("fields --used-by rule.toml").out, HasSubstr("source.as.number"));
}

TEST_F(GroupedRules, AlertsFollowTheSchema) {
  Write("rules/t.toml", Rule("t", "threshold",
                             "[rule.threshold]\nfield = []\nvalue = 2\n"
                             "[rule.alert_suppression.duration]\nvalue = 1\nunit = \"h\"\n"));
  Write("rules/n.toml",
        Rule("n", "new_terms", "new_terms_fields = [\"user.name\"]\nhistory_window_start = \"now-7d\"\n"));
  Write("log.ndjson", Record("03-01T10:00:00", "dana", "a") + Record("03-01T10:01:00", "dana", "b"));
  const Ran ran = Crosstrail("scan log.ndjson --rules rules --format ndjson --incomplete-history");
  ASSERT_EQ(Lines(ran.out).size(), 2U);
  const SchemaOutcome outcome = Validate("alert.schema.json", ran.out, "grouped_rules.ndjson");
  if (outcome.exit_code == kNoValidator) GTEST_SKIP() << outcome.output;
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
}

}  // namespace
}  // namespace crosstrail
