// `crosstrail convert` and `crosstrail fields` from the outside.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/conformance.h"
#include "tests/e2e/lines.h"
#include "tests/e2e/run.h"
#include "tests/enrich/mmdb.h"

namespace crosstrail {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kRecord =
    R"({"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"dana"},"eventTime":"2025-06-13T12:22:10Z",)"
    R"("eventSource":"iam.amazonaws.com","eventName":"GetUser","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.7",)"
    R"("userAgent":"aws-cli/2.17.60 md/x","requestParameters":{"userName":"eve"},"eventID":"e-1",)"
    R"("recipientAccountId":"111122223333"})";

std::string Rule(const std::string& name, const std::string& query) {
  return "[rule]\nname = \"" + name + "\"\nrule_id = \"" + name +
         "\"\ntype = \"eql\"\nlanguage = \"eql\"\nseverity = \"low\"\nrisk_score = 1\ndescription = \"d\"\n" +
         "query = '''" + query + "'''\n";
}

class ConvertCommand : public EndToEnd {
 protected:
  ConvertCommand() { Write("log.json", kRecord); }
};

TEST_F(ConvertCommand, WritesTheDocumentOfEachEvent) {
  const Ran ran = Crosstrail("convert log.json --to ecs");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const std::vector<json> lines = Lines(ran.out);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["event"]["action"], "GetUser");
  EXPECT_EQ(lines[0]["user_agent"]["name"], "aws-cli");
  EXPECT_EQ(lines[0]["crosstrail"]["source"]["path"], "log.json");
  EXPECT_FALSE(lines[0]["source"].contains("geo"));
  EXPECT_THAT(ran.err, HasSubstr("1 documents"));
  EXPECT_EQ(Lines(Crosstrail("convert log.json --to ecs --dotted -q").out)[0]["event.action"], "GetUser");
}

TEST_F(ConvertCommand, AddsWhereAndWhoseAnAddressIs) {
  Write("city.mmdb", PlacesDatabase());
  Write("asn.mmdb", SystemsDatabase());
  const auto check = [](const Ran& ran) {
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    const json source = Lines(ran.out).at(0)["source"];
    EXPECT_EQ(source["geo"]["country_name"], "United States");
    EXPECT_EQ(source["geo"]["location"]["lat"], 47.2513);
    EXPECT_EQ(source["as"]["number"], 64496);
    EXPECT_EQ(source["as"]["organization"]["name"], "Example Networks");
  };
  check(Crosstrail("convert log.json --to ecs --geoip-city city.mmdb --geoip-asn asn.mmdb"));
  check(Crosstrail("convert log.json --to ecs", "CROSSTRAIL_GEOIP_CITY=city.mmdb CROSSTRAIL_GEOIP_ASN=asn.mmdb"));
  Write("c.toml", "[convert]\ngeoip-city = \"city.mmdb\"\ngeoip-asn = \"asn.mmdb\"\n");
  check(Crosstrail("--config c.toml convert log.json --to ecs"));
  const Ran wrong = Crosstrail("convert log.json --to ecs --geoip-city asn.mmdb");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("GeoLite2-City"));
  Write("c.toml", "[convert]\ngeoip-town = \"city.mmdb\"\n");
  EXPECT_EQ(Crosstrail("--config c.toml convert log.json --to ecs").exit_code, 2);
}

TEST_F(ConvertCommand, WritesPlainRecords) {
  Write("nested.json", std::string("{\"Records\": [\n") + kRecord + "\n]}");
  const Ran ran = Crosstrail("convert nested.json --to records");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, std::string(kRecord) + "\n");
  EXPECT_THAT(Crosstrail("convert nested.json --to records --until 2025-06-13T12:00:00Z").out, IsEmpty());
}

TEST_F(ConvertCommand, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(Crosstrail("convert log.json").exit_code, 2);
  EXPECT_EQ(Crosstrail("convert log.json --to xml").exit_code, 2);
  EXPECT_EQ(Crosstrail("convert absent.json --to ecs").exit_code, 3);
  EXPECT_EQ(Crosstrail("convert log.json --to ecs --output log.json").exit_code, 2);
  EXPECT_EQ(Crosstrail("convert log.json --to ecs", "", "| true").exit_code, 0);
}

// The same rules give the same alerts on records and on their documents.
void SameAlerts(const Ran& raw, const Ran& converted, std::size_t at_least) {
  const std::vector<json> before = Lines(raw.out);
  const std::vector<json> after = Lines(converted.out);
  ASSERT_EQ(before.size(), after.size());
  EXPECT_GE(before.size(), at_least);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i]["id"], after[i]["id"]);
    EXPECT_EQ(before[i]["rule"], after[i]["rule"]);
    EXPECT_EQ(before[i]["events"], after[i]["events"]);
    EXPECT_EQ(before[i]["time"], after[i]["time"]);
    json fields = after[i]["fields"];
    for (const auto& [name, value] : before[i]["fields"].items()) EXPECT_EQ(fields[name], value) << name;
  }
}

TEST_F(ConvertCommand, DocumentsGiveTheAlertsOfTheirRecords) {
  const std::string logs = Quoted(SourceDir() + "/examples/logs");
  Crosstrail("convert " + logs + " --to ecs --output documents.ndjson");
  SameAlerts(Crosstrail("scan " + logs + " --format ndjson"), Crosstrail("scan documents.ndjson --format ndjson"), 1);
}

TEST_F(ConvertCommand, DocumentsOfThePublicLogsGiveTheAlertsOfTheirRecords) {
  const std::filesystem::path logs = ConformanceFolder() / "logs";
  const std::filesystem::path rules = ConformanceFolder() / "rules";
  if (!std::filesystem::exists(logs) || !std::filesystem::exists(rules)) {
    GTEST_SKIP() << "conformance suites logs and rules are not here";
  }
  const std::string in = Quoted(logs.string());
  const std::string with = " --format ndjson --max-signals 0 --rules " + Quoted(rules.string()) + " --rules " +
                           Quoted(SourceDir() + "/rules") + " --rules own";
  // Rules that between them read every kind of field, missing ones too.
  const std::vector<std::string> queries = {
      R"(any where event.outcome == "failure" and aws.cloudtrail.error_code != null)",
      R"(info where aws.cloudtrail.read_only == false and event.category == null)",
      R"(any where stringContains(aws.cloudtrail.request_parameters, "=arn:aws:") and source.ip != null)",
      R"(any where cidrMatch(source.ip, "0.0.0.0/1") and tls.version == "1.3")",
      R"(any where aws.cloudtrail.flattened.request_parameters.policyArn : "arn:aws:iam::aws:*")",
      R"(any where aws.cloudtrail.flattened.request_parameters.instancesSet.items.instanceId like "i-*")",
      R"(any where aws.cloudtrail.resources.type == "AWS::S3::Bucket" and not user.name : "bert*")",
      R"(any where user.entity.id != null and entity.target.id != null)",
      R"(any where related.entity : "*:role/*" and related.user : "*")",
      R"(any where user_agent.name : "aws-cli" and user_agent.version != null)",
      R"(any where aws.cloudtrail.management_event == "true" and length(aws.cloudtrail.response_elements) > 200)",
      R"(any where @timestamp > "2023-07-10T12:00:00Z" and cloud.service.name in ("s3", "iam"))"};
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const std::string name = "own-" + std::to_string(i);
    Write("own/" + name + ".toml", Rule(name, queries[i]));
  }
  Crosstrail("convert " + in + " --to ecs --output documents.ndjson");
  SameAlerts(Crosstrail("scan " + in + with), Crosstrail("scan documents.ndjson" + with), 1500);
}

class FieldsCommand : public EndToEnd {
 protected:
  FieldsCommand() {
    Write("log.json", kRecord);
    Write("rules/a.toml", Rule("a", R"(any where event.action == "GetUser" and source.as.number == 1)"));
    Write("rules/b.toml", Rule("b", R"(any where event.action == "DeleteUser" and user.nam == "x")"));
  }
};

TEST_F(FieldsCommand, ListsTheCatalogue) {
  const Ran table = Crosstrail("fields --format table");
  EXPECT_EQ(table.exit_code, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("aws.cloudtrail.user_identity.arn"));
  const std::vector<json> lines = Lines(Crosstrail("fields").out);
  EXPECT_GT(lines.size(), 140U);
  for (const json& line : lines)
    EXPECT_TRUE(line.contains("type") && line.contains("source") && line.contains("example"));
}

TEST_F(FieldsCommand, ShowsWhatRulesNeedAndWhichAreBlind) {
  const Ran table = Crosstrail("fields --used-by rules --in log.json --format table");
  EXPECT_EQ(table.exit_code, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("BLIND RULE"));
  EXPECT_THAT(table.out, HasSubstr("2 rules: 1 blind, 1 without an event"));
  EXPECT_THAT(table.out, HasSubstr("unknown"));
  const std::vector<json> lines = Lines(Crosstrail("fields --used-by rules --in log.json").out);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0]["field"], "event.action");
  EXPECT_EQ(lines[0]["events_with"], 1);
  EXPECT_EQ(lines[3]["rule"], "a");
  EXPECT_EQ(lines[3]["blind_without"], json::array({"source.as.number"}));
  EXPECT_EQ(lines[4]["events"], 0);
  EXPECT_EQ(Lines(Crosstrail("fields --used-by rules").out).size(), 3U);
}

TEST_F(FieldsCommand, RefusesWhatMakesNoSense) {
  EXPECT_EQ(Crosstrail("fields --in log.json").exit_code, 2);
  EXPECT_EQ(Crosstrail("fields --used-by absent").exit_code, 2);
  EXPECT_EQ(Crosstrail("fields --used-by rules --in absent.json").exit_code, 3);
}

TEST_F(FieldsCommand, AScanNamesTheRulesThatLackADatabase) {
  Write("asn.mmdb", SystemsDatabase());
  const Ran without = Crosstrail("scan log.json --rules rules");
  EXPECT_THAT(without.err, HasSubstr("source.as.* missing (--geoip-asn not given), read by: a"));
  Write("rules/a.toml", Rule("a", R"(any where event.action == "GetUser" and source.as.number == 64496)"));
  const Ran with = Crosstrail("scan log.json --rules rules --geoip-asn asn.mmdb --format ndjson");
  EXPECT_EQ(Lines(with.out).size(), 1U);
  EXPECT_THAT(with.err, Not(HasSubstr("missing")));
}

TEST_F(FieldsCommand, AScanCountsWhatElasticWouldNotHaveSeen) {
  std::string record = kRecord;
  record.replace(record.find("\"eve\""), 5, "\"" + std::string(9000, 'x') + "needle\"");
  Write("long.json", record);
  Write("long.toml", Rule("long", R"(any where stringContains(aws.cloudtrail.request_parameters, "needle"))"));
  const Ran ran = Crosstrail("scan long.json --rules long.toml --format ndjson");
  EXPECT_EQ(Lines(ran.out).size(), 1U);
  EXPECT_THAT(ran.err, HasSubstr("would not have seen, for its index limits, 1 event: long"));
  const Ran limited = Crosstrail("scan long.json --rules long.toml --format ndjson --elastic-limits");
  EXPECT_THAT(limited.out, IsEmpty());
  EXPECT_THAT(limited.err, Not(HasSubstr("index limits")));
}

}  // namespace
}  // namespace crosstrail
