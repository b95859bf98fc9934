// Rules with Kibana's filters by the binary: what they leave of the alerts, and how they are shown and refused.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "tests/e2e/run.h"

namespace crosstrail {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string Rule(const std::string& query, const std::string& more) {
  return "[rule]\nrule_id = \"f-1\"\nname = \"Filtered\"\ndescription = \"d\"\nseverity = \"low\"\nrisk_score = 21\n" +
         query + more;
}

const std::string kKql = "type = \"query\"\nlanguage = \"kuery\"\nquery = 'event.action: (GetObject or PutObject)'\n";

const std::string kFilters = R"(
[[rule.filters]]
[rule.filters.meta]
negate = true
type = "phrase"
[rule.filters.query.match_phrase]
"user.name" = "backup"

[[rule.filters]]
[rule.filters.query.bool]
minimum_should_match = 1
[[rule.filters.query.bool.should]]
term."source.ip" = "10.0.0.0/8"
[[rule.filters.query.bool.should]]
range."@timestamp" = { gte = "2026-03-02", format = "strict_date_optional_time" }

[[rule.filters]]
meta.disabled = true
query.match_none = {}
)";

std::string Record(const std::string& id, const std::string& time, const std::string& name, const std::string& user,
                   const std::string& address) {
  return json({{"eventVersion", "1.11"},
               {"eventTime", "2026-" + time + "Z"},
               {"eventSource", "s3.amazonaws.com"},
               {"eventName", name},
               {"awsRegion", "us-east-1"},
               {"eventID", id},
               {"recipientAccountId", "111111111111"},
               {"sourceIPAddress", address},
               {"userIdentity", {{"type", "IAMUser"}, {"userName", user}}}})
             .dump() +
         "\n";
}

class FilteredRules : public EndToEnd {
 protected:
  void SetUp() override {
    Write("log.ndjson", Record("a", "03-01T10:00:00", "GetObject", "dana", "10.0.0.7") +
                            Record("b", "03-01T10:01:00", "GetObject", "backup", "10.0.0.7") +
                            Record("c", "03-01T10:02:00", "PutObject", "dana", "192.0.2.7") +
                            Record("d", "03-02T10:03:00", "PutObject", "dana", "192.0.2.7") +
                            Record("e", "03-02T10:04:00", "DeleteObject", "dana", "10.0.0.7"));
  }

  std::vector<std::string> Events(const std::string& rules) {
    const Ran ran = Crosstrail("scan log.ndjson --rules " + rules + " --format ndjson");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    std::vector<std::string> events;
    std::istringstream in(ran.out);
    for (std::string line; std::getline(in, line);) {
      const json alert = json::parse(line);
      for (const json& event : alert.at("events")) events.push_back(event);
    }
    return events;
  }
};

TEST_F(FilteredRules, FindWhatPassesTheFilters) {
  Write("all.toml", Rule(kKql, ""));
  EXPECT_THAT(Events("all.toml"), ElementsAre("a", "b", "c", "d"));
  Write("some.toml", Rule(kKql, kFilters));
  EXPECT_THAT(Events("some.toml"), ElementsAre("a", "d"));
}

TEST_F(FilteredRules, OfExportsAreTheSame) {
  const json filters = json::parse(R"([
    {"meta": {"negate": true}, "query": {"match_phrase": {"user.name": "backup"}}},
    {"meta": {"type": "combined", "relation": "OR", "params": [
      {"query": {"term": {"source.ip": "10.0.0.0/8"}}}, {"range": {"@timestamp": {"gte": "2026-03-02"}}}]}}])");
  Write("rules.ndjson", json({{"rule_id", "f-2"},
                              {"name", "Filtered"},
                              {"description", "d"},
                              {"severity", "low"},
                              {"risk_score", 21},
                              {"type", "query"},
                              {"language", "kuery"},
                              {"query", "event.action: (GetObject or PutObject)"},
                              {"filters", filters}})
                                .dump() +
                            "\n");
  EXPECT_THAT(Events("rules.ndjson"), ElementsAre("a", "d"));
}

TEST_F(FilteredRules, OfSequencesSeeNoEventThatDoesNotPass) {
  const std::string sequence =
      "type = \"eql\"\nlanguage = \"eql\"\nquery = 'sequence [any where event.action == \"GetObject\"] [any where "
      "event.action == \"PutObject\"]'\n";
  Write("all.toml", Rule(sequence, ""));
  EXPECT_THAT(Events("all.toml"), ElementsAre("b", "c"));
  Write("some.toml", Rule(sequence, kFilters));
  EXPECT_THAT(Events("some.toml"), ElementsAre("a", "d"));
}

TEST_F(FilteredRules, AreListedExplainedAndShown) {
  Write("some.toml", Rule(kKql, kFilters));
  EXPECT_THAT(Crosstrail("rules list some.toml").out, AllOf(HasSubstr("yes"), Not(HasSubstr("supported"))));
  EXPECT_EQ(Crosstrail("rules check some.toml").exit_code, 0);
  EXPECT_THAT(Crosstrail("rules show some.toml").out,
              AllOf(HasSubstr("filters     yes"), HasSubstr("user.name == \"backup\"")));
  const Ran explained = Crosstrail("rules explain some.toml --rule f-1 --event c log.ndjson");
  EXPECT_EQ(explained.exit_code, 0) << explained.err;
  EXPECT_THAT(explained.out, HasSubstr("source.ip in one of 1 networks"));
}

TEST_F(FilteredRules, WithWhatCannotRunAreErrors) {
  Write("bad.toml", Rule(kKql, "[[rule.filters]]\nquery.script.script = \"doc.x\"\n"));
  const Ran ran = Crosstrail("rules check bad.toml");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.out + ran.err, AllOf(HasSubstr("bad.toml:11:7: error: the query `script` is not supported"),
                                       HasSubstr("hint: scripts need Elasticsearch")));
}

}  // namespace
}  // namespace crosstrail
