// From a raw record to its alert.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "alert/json_text.h"
#include "alert/values.h"
#include "tests/alert/fixtures.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kRecord = R"({
  "eventVersion": "1.09",
  "userIdentity": {"type": "AssumedRole", "principalId": "AROAEXAMPLE:eve", "accountId": "111122223333",
    "arn": "arn:aws:sts::111122223333:assumed-role/ops/eve",
    "sessionContext": {"sessionIssuer": {"type": "Role", "userName": "ops"}, "attributes": {"mfaAuthenticated": "false"}}},
  "eventTime": "2023-07-10T12:31:04Z", "eventSource": "s3.amazonaws.com", "eventName": "PutBucketPolicy",
  "awsRegion": "eu-west-1", "sourceIPAddress": "198.51.100.7", "userAgent": "aws-cli/2.13",
  "requestParameters": {"bucketName": "ledger", "bucketPolicy": {"Statement": [{"Effect": "Allow"}]}},
  "responseElements": null, "readOnly": false, "eventID": "e-1", "recipientAccountId": "111122223333",
  "resources": [{"ARN": "arn:aws:s3:::ledger", "type": "AWS::S3::Bucket", "accountId": "111122223333"}]
})";

constexpr std::string_view kElasticDocument = R"({
  "@timestamp": "2023-07-10T12:32:00.500Z", "event": {"action": "DeleteTrail", "id": "e-2", "original": "{}"},
  "source.geo.country_iso_code": "NL", "source": {"as": {"number": 64500}}
})";

KeptRecord Kept(std::string_view json, Instant time) {
  KeptRecord record;
  record.json = json;
  record.has_time = true;
  record.time = time;
  record.event_id = "e";
  return record;
}

class BuildTest : public testing::Test {
 protected:
  BuildTest() {
    CompiledRule& compiled = rules_.rules.emplace_back();
    compiled.rule = SharingRule();
    compiled.rule.investigation_fields = {"user_agent.original",
                                          "aws.cloudtrail.flattened.request_parameters.bucketName",
                                          "@timestamp",
                                          "no.such.field",
                                          "aws.cloudtrail.request_parameters",
                                          "user_agent.original",
                                          "aws.cloudtrail.response_elements"};
  }

  Alert Build(std::vector<KeptRecord> records) {
    AlertBuilder builder(rules_, {});
    return builder.Build({0, "", std::move(records)});
  }

  RuleSet rules_;
};

std::vector<std::string> Names(const std::vector<AlertField>& fields) {
  std::vector<std::string> names;
  names.reserve(fields.size());
  for (const AlertField& field : fields) names.push_back(field.name);
  return names;
}

TEST_F(BuildTest, ReadsEveryFieldOfARecord) {
  const Alert alert = Build({Kept(kRecord, 7)});
  EXPECT_EQ(alert.rule, &rules_.rules.front().rule);
  EXPECT_TRUE(alert.has_time);
  EXPECT_EQ(alert.time, 7);
  ASSERT_EQ(alert.events.size(), 1U);
  EXPECT_EQ(alert.id, AlertId(*alert.rule, "", {alert.events.front().record}));

  const AlertEvent& event = alert.events.front();
  EXPECT_EQ(event.record.json, kRecord);
  const std::vector<std::string> names = Names(*event.fields);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  const std::pair<std::string_view, std::string_view> kExpected[] = {
      {"@timestamp", "2023-07-10T12:31:04Z"},
      {"aws.cloudtrail.read_only", "false"},
      {"aws.cloudtrail.resources.arn", "arn:aws:s3:::ledger"},
      {"aws.cloudtrail.user_identity.arn", "arn:aws:sts::111122223333:assumed-role/ops/eve"},
      {"cloud.region", "eu-west-1"},
      {"event.action", "PutBucketPolicy"},
      {"event.outcome", "success"},
      {"source.ip", "198.51.100.7"},
      {"user.name", "ops"},
  };
  for (const auto& [name, value] : kExpected) {
    EXPECT_THAT(FieldTexts(event, name), ElementsAre(value)) << name;
  }
  EXPECT_EQ(FindField(*event.fields, "aws.cloudtrail.response_elements"), nullptr);
  EXPECT_EQ(FindField(*event.fields, "aws.cloudtrail.flattened.request_parameters"), nullptr);
}

TEST_F(BuildTest, FieldsOfInterestComeInTheRulesOrderOnceEach) {
  const Alert alert = Build({Kept(kRecord, 7)});
  EXPECT_THAT(Names(alert.fields),
              ElementsAre("user_agent.original", "aws.cloudtrail.flattened.request_parameters.bucketName", "@timestamp",
                          "aws.cloudtrail.request_parameters"));
  EXPECT_EQ(ValueText(alert.fields[1].values.front()), "ledger");

  const OrderedJson fields = OrderedJson::parse(WriteAll("ndjson", {alert}))["fields"];
  std::vector<std::string> names;
  for (const auto& [name, value] : fields.items()) names.push_back(name);
  EXPECT_EQ(std::vector(names.begin(), names.begin() + 4), Names(alert.fields));
  EXPECT_TRUE(std::is_sorted(names.begin() + 4, names.end()));
  EXPECT_EQ(fields["aws.cloudtrail.resources.arn"], OrderedJson::array({"arn:aws:s3:::ledger"}));
  EXPECT_EQ(fields["aws.cloudtrail.read_only"], false);
}

TEST_F(BuildTest, ReadsWhatElasticDocumentsHoldBeside) {
  KeptRecord document = Kept(kElasticDocument, 9);
  document.form = RecordForm::kElastic;
  const Alert alert = Build({document});
  const AlertEvent& event = alert.events.front();
  EXPECT_THAT(FieldTexts(event, "event.action"), ElementsAre("DeleteTrail"));
  EXPECT_THAT(FieldTexts(event, "source.geo.country_iso_code"), ElementsAre("NL"));
  EXPECT_THAT(FieldTexts(event, "source.as.number"), ElementsAre("64500"));
  EXPECT_EQ(FindField(*event.fields, "event.original"), nullptr);
}

TEST_F(BuildTest, ARuleMapsFieldsAsKibanaDoes) {
  struct Case {
    std::string event, severity_field, severity_value, score_field, name_field;
    Severity severity;
    int score;
    std::string name;
  };
  const std::string bucket = "aws.cloudtrail.flattened.request_parameters.";
  const Rule& rule = rules_.rules.front().rule;
  const std::vector<Case> cases = {
      {R"("requestParameters":{"s":"77"},"eventName":"A")", "event.action", "A", bucket + "s", "event.action",
       Severity::kCritical, 77, "A"},
      {R"("requestParameters":{"s":[5,70.4,300]})", "", "", bucket + "s", "", rule.severity, 70, rule.name},
      {R"("requestParameters":{"s":"many"})", "", "", bucket + "s", bucket + "s", rule.severity, rule.risk_score,
       "many"},
      {R"("requestParameters":{"s":["a","b"]})", bucket + "s", "b", "", bucket + "s", Severity::kCritical,
       rule.risk_score, rule.name},
      {R"("readOnly":false)", "aws.cloudtrail.read_only", "false", "", "aws.cloudtrail.read_only", rule.severity,
       rule.risk_score, rule.name},
  };
  for (const Case& one : cases) {
    RuleSet rules;
    Rule& mapped = rules.rules.emplace_back().rule;
    mapped = rule;
    if (!one.severity_field.empty()) {
      mapped.severity_mapping = {
          {.field = one.severity_field, .value = one.severity_value, .severity = Severity::kCritical}};
    }
    if (!one.score_field.empty()) mapped.risk_score_mapping = {one.score_field};
    mapped.rule_name_override = one.name_field;
    const KeptRecord record = Kept("{" + one.event + "}", 1);
    const Alert alert = AlertBuilder(rules, {}).Build({.rule = 0, .key = "", .events = {record}});
    EXPECT_EQ(alert.severity, one.severity) << one.event;
    EXPECT_EQ(alert.risk_score, one.score) << one.event;
    EXPECT_EQ(NameOf(alert), one.name) << one.event;
    EXPECT_EQ(OrderedJson::parse(WriteAll("ndjson", {alert}))["rule"]["name"], one.name);
    EXPECT_EQ(OrderedJson::parse(WriteAll("ecs", {alert}))["kibana.alert.rule.name"], one.name);
  }
}

TEST_F(BuildTest, AThresholdMapsOnlyWhatItIsGroupedBy) {
  Rule& rule = rules_.rules.front().rule;
  rule.threshold = Threshold{.fields = {"user.name"}, .value = 2, .cardinality = {}};
  rule.severity_mapping = {{.field = "event.action", .value = "A", .severity = Severity::kCritical}};
  rule.rule_name_override = "user.name";
  AlertBuilder builder(rules_, {});
  const KeptRecord record = Kept(R"({"eventName":"A","userIdentity":{"userName":"dana"}})", 1);
  const Alert alert = builder.Build({.rule = 0, .key = std::string("\2dana\0", 6), .events = {record}});
  EXPECT_EQ(alert.severity, rule.severity);
  EXPECT_EQ(NameOf(alert), "dana");
}

TEST_F(BuildTest, AlertsOfOneEventShareWhatItSays) {
  AlertBuilder builder(rules_, {});
  const auto build = [&](KeptRecord record) { return builder.Build({.rule = 0, .key = "", .events = {record}}); };
  const KeptRecord one = Kept(kRecord, 7), other = Kept(R"({"eventName":"A","userAgent":"x"})", 8);
  KeptRecord elsewhere = one;
  elsewhere.provenance.index = 1;
  const std::vector<Alert> alerts = {build(one),          build(one), build(elsewhere), build(Kept("{", 7)),
                                     build(Kept("[", 7)), build(one), build(other)};
  const auto fields = [&](std::size_t i) { return alerts[i].events.front().fields; };
  EXPECT_EQ(fields(0), fields(1));
  EXPECT_NE(fields(1), fields(2));  // another copy of it
  EXPECT_THAT(*fields(3), IsEmpty());
  EXPECT_THAT(*fields(4), IsEmpty());
  EXPECT_THAT(Names(*fields(5)), testing::ElementsAreArray(Names(*fields(0))));
  EXPECT_THAT(FieldTexts(alerts[6].events.front(), "event.action"), ElementsAre("A"));

  // One behind the other they are written as each of them alone.
  std::string apart;
  for (const Alert& alert : alerts) apart += WriteAll("ndjson", {alert});
  EXPECT_EQ(WriteAll("ndjson", alerts), apart);
}

TEST_F(BuildTest, TheLastEventGivesTimeAndFieldsOfInterest) {
  const KeptRecord first = Kept(R"({"eventName":"A","userAgent":"first"})", 1);
  KeptRecord last = Kept(R"({"eventName":"B","userAgent":"last"})", 0);
  last.has_time = false;
  const Alert alert = Build({first, last});
  EXPECT_FALSE(alert.has_time);
  EXPECT_EQ(ValueText(alert.fields.front().values.front()), "last");
  EXPECT_THAT(FieldTexts(alert.events[0], "event.action"), ElementsAre("A"));
  EXPECT_THAT(FieldTexts(alert.events[1], "event.action"), ElementsAre("B"));
}

TEST_F(BuildTest, ABrokenRecordHasNoFieldsAndIsKept) {
  for (const std::string_view json : {"", "{", "[]", "{\"eventName\": \"\xff\"", "null"}) {
    const Alert alert = Build({Kept(json, 1)});
    EXPECT_THAT(alert.fields, IsEmpty()) << json;
    EXPECT_THAT(*alert.events.front().fields, IsEmpty()) << json;
    EXPECT_EQ(alert.events.front().record.json, json);
    EXPECT_TRUE(OrderedJson::accept(WriteAll("ndjson", {alert}))) << json;
  }
}

TEST_F(BuildTest, ABuilderMayBeUsedAgain) {
  AlertBuilder builder(rules_, {});
  const auto build = [&](std::string_view json) {
    return WriteAll("ndjson", {builder.Build({0, "", {Kept(json, 1)}})});
  };
  const std::string whole = build(kRecord);
  const std::string empty = build("{}");
  EXPECT_NE(whole, empty);
  EXPECT_EQ(build(kRecord), whole);
  EXPECT_EQ(build("{}"), empty);
}

}  // namespace
}  // namespace crosstrail
