#include "input/envelopes.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/base64.h"
#include "tests/input/reading.h"

namespace crosstrail {
namespace {

using nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;

ordered_json Record(const std::string& id) { return ordered_json::parse(PlainRecord(id)); }

ordered_json Bridge(const std::string& id) {
  return {{"version", "0"},     {"id", "e-" + id},           {"detail-type", "AWS API Call via CloudTrail"},
          {"source", "aws.s3"}, {"account", "111122223333"}, {"detail", Record(id)}};
}

ordered_json Decoded(const std::string& first, const std::string& second) {
  return {{"messageType", "DATA_MESSAGE"},
          {"owner", "111122223333"},
          {"logGroup", "trail"},
          {"subscriptionFilters", {"all"}},
          {"logEvents",
           {{{"id", "1"}, {"timestamp", 1688991761000}, {"message", PlainRecord(first)}},
            {{"id", "2"}, {"timestamp", 1688991761000}, {"message", PlainRecord(second)}}}}};
}

ordered_json Lookup(const std::string& id) {
  return {{"EventId", id}, {"EventName", "PutBucketPolicy"}, {"CloudTrailEvent", PlainRecord(id)}};
}

ordered_json Notification(const std::string& message) {
  return {{"Type", "Notification"}, {"MessageId", "m"}, {"TopicArn", "arn"}, {"Message", message}};
}

struct EnvelopeCase {
  const char* name;
  std::vector<ordered_json> documents;  // one after another
};

// Each holds the records "a" and "b".
std::vector<EnvelopeCase> Cases() {
  const std::string s3 = ordered_json{{"Records", {Record("a"), Record("b")}}}.dump();
  const std::string payload = EncodeBase64(Gzip(Decoded("a", "b").dump()));
  const ordered_json hits{
      {"took", 1},
      {"hits",
       {{"total", {{"value", 2}}}, {"hits", {{{"_id", "1"}, {"_source", Record("a")}}, {{"_source", Record("b")}}}}}}};
  return {
      {"S3 object", {ordered_json::parse(s3)}},
      {"S3 objects, one after another", {{{"Records", {Record("a")}}}, {{"Records", {Record("b")}}}}},
      {"S3 objects in an array", {{{{"Records", {Record("a")}}}, {{"Records", {Record("b")}}}}}},
      {"S3 object with other members", {{{"comment", "x"}, {"Records", {Record("a"), Record("b")}}, {"more", {1}}}}},
      {"array", {{Record("a"), Record("b")}}},
      {"arrays in an array",
       {ordered_json::array({ordered_json::array({Record("a")}), ordered_json::array({Record("b")})})}},
      {"records", {Record("a"), Record("b")}},
      {"EventBridge", {Bridge("a"), Bridge("b")}},
      {"EventBridge array", {{Bridge("a"), Bridge("b")}}},
      {"Lambda subscription event", {{{"awslogs", {{"data", payload}}}}}},
      {"Lambda subscription payload", {{{"data", payload}}}},
      {"CloudWatch Logs payload", {Decoded("a", "b")}},
      {"lookup-events", {{{"Events", {Lookup("a"), Lookup("b")}}, {"NextToken", "t"}}}},
      {"lookup-events entries", {Lookup("a"), Lookup("b")}},
      {"Lake events", {{{"eventData", Record("a")}}, {{"eventData", PlainRecord("b")}}}},
      {"SNS", {Notification(PlainRecord("a")), Notification(PlainRecord("b"))}},
      {"SNS of an S3 object", {Notification(s3)}},
      {"SNS to Lambda", {{{"Records", {{{"EventSource", "aws:sns"}, {"Sns", Notification(s3)}}}}}}},
      {"SQS to Lambda",
       {{{"Records", {{{"messageId", "m"}, {"body", s3}, {"eventSource", "aws:sqs"}, {"awsRegion", "us-east-1"}}}}}}},
      {"SQS receive-message",
       {{{"Messages", {{{"Body", Bridge("a").dump()}}, {{"MessageId", "m"}, {"Body", Bridge("b").dump()}}}}}}},
      {"EventBridge in SNS in SQS",
       {{{"Messages",
          {{{"Body", Notification(Bridge("a").dump()).dump()}}, {{"Body", Notification(PlainRecord("b")).dump()}}}}}}},
      {"_search response", {hits}},
      {"Filebeat and Firehose documents",
       {{{"@timestamp", "x"}, {"message", PlainRecord("a")}},
        {{"@timestamp", "x"}, {"aws", {{"firehose", 1}}}, {"message", PlainRecord("b")}}}},
  };
}

std::string Print(const std::vector<ordered_json>& documents, int indent, std::string_view separator) {
  std::vector<std::string> parts;
  for (const ordered_json& document : documents) parts.push_back(document.dump(indent));
  return Join(parts, separator);
}

TEST(Envelopes, GiveTheSameRecordsHoweverTheyAreWritten) {
  for (const EnvelopeCase& c : Cases()) {
    const std::string compact = Print(c.documents, -1, "\n");
    for (const std::string& text :
         {compact, Print(c.documents, 4, "\n"), Print(c.documents, -1, ""), Print(c.documents, -1, "\r\n") + "\r\n",
          "\xEF\xBB\xBF" + compact, "\n \t" + compact + "\n\n"}) {
      for (const std::string& stored : {text, Gzip(text), Zstd(text)}) {
        for (const std::size_t window : {std::size_t{64}, std::size_t{1000}, Framer::kWindow}) {
          const Reading reading = Read(stored, {.limits = {}, .window = window});
          ASSERT_THAT(reading.Ids(), ElementsAre("a", "b")) << c.name << "\n" << text;
          ASSERT_EQ(reading.Problems(), "") << c.name;
          ASSERT_TRUE(reading.skips.empty()) << c.name;
          ASSERT_EQ(reading.content, Framer::Content::kJson);
          for (std::size_t i = 0; i < 2; ++i) {
            const Reading::Seen& seen = reading.records[i];
            EXPECT_EQ(seen.index, i);
            EXPECT_EQ(seen.provider, "s3.amazonaws.com");
            EXPECT_EQ(seen.action, "PutBucketPolicy");
            EXPECT_EQ(seen.account, "111122223333");
            EXPECT_EQ(seen.region, "us-east-1");
            EXPECT_EQ(seen.form, RecordForm::kCloudTrail);
            EXPECT_TRUE(seen.has_time);
            EXPECT_EQ(FormatInstant(seen.time), "2023-07-10T12:22:41Z");
            EXPECT_EQ(ordered_json::parse(seen.json), Record(i == 0 ? "a" : "b"));
          }
        }
      }
    }
  }
}

TEST(Envelopes, LogstashHasATimestampOnly) {
  ordered_json record = Record("a");
  record.erase("eventTime");
  record["@timestamp"] = "2020-09-14T01:03:16.000Z";
  record["@version"] = "1";
  const Reading reading = Read(record.dump());
  ASSERT_EQ(reading.records.size(), 1U);
  EXPECT_EQ(reading.records[0].form, RecordForm::kCloudTrail);
  EXPECT_EQ(FormatInstant(reading.records[0].time), "2020-09-14T01:03:16Z");
}

TEST(Envelopes, ElasticDocumentsNestedOrDotted) {
  const ordered_json nested{{"@timestamp", "2023-07-10T12:22:41.000Z"},
                            {"event", {{"provider", "s3.amazonaws.com"}, {"action", "PutBucketPolicy"}, {"id", "a"}}},
                            {"cloud", {{"account", {{"id", "111122223333"}}}, {"region", "us-east-1"}}},
                            {"data_stream", {{"dataset", "aws.cloudtrail"}}}};
  const ordered_json dotted{{"@timestamp", "2023-07-10T12:22:41.000Z"},  {"event.provider", "s3.amazonaws.com"},
                            {"event.action", "PutBucketPolicy"},         {"event.id", "a"},
                            {"cloud.account", {{"id", "111122223333"}}}, {"cloud.region", "us-east-1"}};
  const std::string escaped =
      R"({"@timestamp":"2023-07-10T12:22:41Z","\u0065vent":{"provider":"x","action":"y"},)"
      R"("event":{"provider":"s3.amazonaws.com","acti\u006fn":"PutBucket\u0050olicy","id":"a"},)"
      R"("cloud":{"account":{"id":"111122223333"},"region":"us-east-1"}})";
  for (const std::string& text :
       {nested.dump(), dotted.dump(), escaped, R"({"hits":{"hits":[{"_source":)" + nested.dump() + "}]}}"}) {
    const Reading reading = Read(text);
    ASSERT_EQ(reading.records.size(), 1U) << text << reading.Problems();
    const Reading::Seen& seen = reading.records[0];
    EXPECT_EQ(seen.form, RecordForm::kElastic);
    EXPECT_EQ(seen.provider, "s3.amazonaws.com") << text;
    EXPECT_EQ(seen.action, "PutBucketPolicy");
    EXPECT_EQ(seen.event_id, "a");
    EXPECT_EQ(seen.account, "111122223333");
    EXPECT_EQ(seen.region, "us-east-1");
    EXPECT_EQ(FormatInstant(seen.time), "2023-07-10T12:22:41Z");
  }
  ordered_json other = nested;
  other["data_stream"]["dataset"] = "aws.vpcflow";
  EXPECT_EQ(Read(other.dump()).skips[SkipReason::kOtherEvent], 1);
}

TEST(Envelopes, WhatHoldsNoRecordIsPassedOverByName) {
  const std::string digest =
      R"({"awsAccountId":"111122223333","digestStartTime":"2023-07-10T12:00:00Z","digestS3Bucket":"b",)"
      R"("logFiles":[{"s3Bucket":"b","s3Object":"o","hashValue":"h"},{"s3Bucket":"b","s3Object":"p"}]})";
  const std::string insight =
      R"({"eventVersion":"1.07","eventTime":"2023-07-10T12:22:41Z","awsRegion":"us-east-1","eventID":"i",)"
      R"("eventType":"AwsCloudTrailInsight","insightDetails":{"eventName":"x"},"eventCategory":"Insight"})";
  const std::string aggregated = R"({"eventVersion":"1.0","accountId":"1","eventId":"g","eventCategory":"Aggregated",)"
                                 R"("eventType":"AwsAggregatedEvent","summary":{}})";
  const std::string control =
      R"({"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logEvents":[{"id":"","timestamp":1,)"
      R"("message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]})";
  const std::string s3_notice =
      R"({"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",)"
      R"("eventTime":"2023-07-10T12:22:41Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"}}}]})";
  const std::string trail_notice = R"({"s3Bucket":"b","s3ObjectKey":["AWSLogs/x.json.gz"]})";
  const struct {
    std::string text;
    SkipReason reason;
  } cases[] = {
      {digest, SkipReason::kDigest},
      {insight, SkipReason::kInsight},
      {S3Object({insight}), SkipReason::kInsight},
      {aggregated, SkipReason::kAggregated},
      {S3Object({aggregated}), SkipReason::kAggregated},
      {control, SkipReason::kControlMessage},
      {R"({"awslogs":{"data":")" + EncodeBase64(Gzip(control)) + "\"}}", SkipReason::kControlMessage},
      {s3_notice, SkipReason::kNotification},
      {trail_notice, SkipReason::kNotification},
      {R"({"Type":"Notification","Message":)" + Quoted(trail_notice) + "}", SkipReason::kNotification},
      {R"({"Type":"SubscriptionConfirmation","Message":"You have chosen..."})", SkipReason::kNotification},
      {R"({"Messages":[{"Body":)" + Quoted(s3_notice) + "}]}", SkipReason::kNotification},
      {R"({"Messages":[{"Body":"hello"}]})", SkipReason::kOtherEvent},
      {R"({"Messages":[{"Body":""}]})", SkipReason::kOtherEvent},
      {R"({"detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","detail":{"state":"x"}})",
       SkipReason::kOtherEvent},
  };
  for (const auto& c : cases) {
    const Reading reading = Read(c.text);
    EXPECT_TRUE(reading.records.empty()) << c.text;
    EXPECT_EQ(reading.Problems(), "") << c.text;
    EXPECT_THAT(reading.skips, ElementsAre(std::pair(c.reason, 1))) << c.text;
  }
}

TEST(Envelopes, EmptyListsAreNoProblem) {
  for (const char* text : {R"({"Records":[]})", "[]", R"({"Events":[]})", R"({"hits":{"total":0,"hits":[]}})"}) {
    const Reading reading = Read(text);
    EXPECT_TRUE(reading.records.empty() && reading.problems.empty() && reading.skips.empty()) << text;
  }
}

TEST(Envelopes, JsonThatIsNoEnvelopeIsNamed) {
  for (const char* text : {R"({"name":"package","version":"1.0"})", "{}", R"([{"a":1}])"}) {
    EXPECT_THAT(Read(text).Problems(), HasSubstr("neither a CloudTrail record nor an envelope")) << text;
  }
  EXPECT_THAT(Read("[1]").Problems(), HasSubstr("is not a JSON object"));
  EXPECT_THAT(Read(R"({"CloudTrailEvent":"\ud800"})").Problems(), HasSubstr("bad escape"));
  EXPECT_THAT(Read(R"({"awslogs":{"data":"no base64!"}})").Problems(), HasSubstr("not base64"));
}

TEST(Envelopes, OfEnvelopesAreOpenedOnlySoFar) {
  std::string text = PlainRecord("a");
  for (int depth = 0; depth < 12; ++depth) {
    const Reading reading = Read(text);
    if (depth <= kEnvelopeDepth) {
      ASSERT_THAT(reading.Ids(), ElementsAre("a")) << depth;
    } else {
      ASSERT_THAT(reading.Problems(), HasSubstr("more envelopes than are opened")) << depth;
    }
    text = R"({"Body":)" + Quoted(text) + "}";
  }
}

}  // namespace
}  // namespace crosstrail
