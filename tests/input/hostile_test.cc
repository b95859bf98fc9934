// What someone who can write into a log might try, to get past detection or to stop it.
#include <gmock/gmock.h>

#include "base/base64.h"
#include "tests/input/reading.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The seven members that route a record, in the form of the fast path.
std::string Routed(std::string_view members) {
  return R"({"eventVersion":"1.08","eventID":"e","eventTime":"2023-07-10T12:22:41Z",)" + std::string(members) + "}";
}

TEST(HostileRecord, CannotHideItsRouting) {
  const char* const cases[] = {
      R"("eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy")",
      // Escapes, in the key and in the value, early and late.
      R"("eventSource":"s3.amazonaws.com","event\u004eame":"PutBucketPolicy")",
      R"("eventSource":"s3.amazonaws.com","eventNam\u0065":"PutBucketPolicy")",
      R"("eventSource":"s3.amazonaws.com","\u0065ventName":"PutBucketPolicy")",
      R"("event\u0053ource":"s3.amazonaws.com","eventName":"PutBucketPolicy")",
      R"("eventSourc\u0065":"s3.amazonaws.com","eventName":"PutBucketPolicy")",
      R"("eventSource":"s3.amazonaws.com","eventName":"Put\u0042ucketPolicy")",
      R"("eventSource":"s3\u002eamazonaws.com","eventName":"PutBucketPolicy")",
      // Duplicates: the last counts.
      R"("eventSource":"s3.amazonaws.com","eventName":"GetObject","eventName":"PutBucketPolicy")",
      R"("eventSource":"s3.amazonaws.com","eventName":"GetObject","event\u004eame":"PutBucketPolicy")",
      R"("eventSource":"s3.amazonaws.com","event\u004eame":"GetObject","eventName":"PutBucketPolicy")",
      R"("eventSource":"x","eventName":"PutBucketPolicy","eventSource":"s3.amazonaws.com")",
      R"("eventSource":"s3.amazonaws.com","eventName":null,"eventName":"PutBucketPolicy")",
      R"("eventSource":"s3.amazonaws.com","eventName":{"eventName":"x"},"eventName":"PutBucketPolicy")",
      // Members that envelopes have.
      R"("eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","Records":[])",
      R"("eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","hits":{"hits":[]},"Events":[{}])",
      R"("eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","detail":{},"source":"x","message":"y")",
      R"("eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","digestStartTime":"x","Message":"y")",
      R"("requestParameters":{"Records":[{"eventName":"x","eventSource":"y"}],"eventName":"z","hits":[1]},)"
      R"("eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy")",
      R"("eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","eventCategory":"Manage\u006dent")",
      R"("eventSource" : "s3.amazonaws.com" ,)"
      "\n"
      R"("eventName" : "PutBucketPolicy" )",
  };
  for (const char* members : cases) {
    const std::string record = Routed(members);
    for (const std::string& text : {record, "[" + record + "]", S3Object({record}),
                                    R"({"detail-type":"AWS API Call via CloudTrail","detail":)" + record + "}",
                                    R"({"CloudTrailEvent":)" + Quoted(record) + "}"}) {
      const Reading reading = Read(text);
      ASSERT_EQ(reading.records.size(), 1U) << text << reading.Problems();
      EXPECT_EQ(reading.records[0].action, "PutBucketPolicy") << text;
      EXPECT_EQ(reading.records[0].provider, "s3.amazonaws.com") << text;
      EXPECT_EQ(reading.records[0].event_id, "e") << text;
    }
  }
}

TEST(HostileRecord, EscapedAccountRegionAndTimeAreRead) {
  const Reading reading =
      Read(R"({"eventID":"\u0065","eventTime":"2023\u002d07-10T12:22:41Z","eventSource":"s","eventName":"n",)"
           R"("recipientAccountId":"1111\u0032222333\u0033","awsRegion":"us\u002deast-1"})");
  ASSERT_EQ(reading.records.size(), 1U);
  EXPECT_EQ(reading.records[0].event_id, "e");
  EXPECT_EQ(reading.records[0].account, "111122223333");
  EXPECT_EQ(reading.records[0].region, "us-east-1");
  EXPECT_TRUE(reading.records[0].has_time);
}

TEST(HostileRecord, RoutingOfAnotherTypeIsEmptyNotWrong) {
  for (const char* value : {"null", "1", "[\"PutBucketPolicy\"]", "{}", "true", R"("\q")"}) {
    const Reading reading = Read(Routed(R"("eventSource":"s3.amazonaws.com","eventName":)" + std::string(value)));
    ASSERT_EQ(reading.records.size(), 1U) << value;
    EXPECT_EQ(reading.records[0].action, "") << value;
  }
}

TEST(HostileRecord, WithoutNameOrSourceStillCounts) {
  const Reading reading =
      Read(R"({"eventVersion":"1.08","userIdentity":{},"eventTime":"2023-07-10T12:22:41Z","eventSource":"s"})");
  EXPECT_EQ(reading.records.size(), 1U);
}

TEST(HostileRecord, ThatIsAnEnvelopeTooIsNamed) {
  for (const char* text : {R"({"Records":[],"eventName":"PutBucketPolicy","eventSource":"s3.amazonaws.com"})",
                           R"({"eventName":"x","Records":[],"event\u0053ource":"s3.amazonaws.com"})",
                           R"([{"hits":[],"eventSource":"s3.amazonaws.com","a":1,"eventName":"x"}])"}) {
    EXPECT_THAT(Read(text).Problems(), HasSubstr("members of a record")) << text;
  }
  // A container's key written with escapes is none, and so the whole is nothing known.
  EXPECT_THAT(Read(R"({"Record\u0073":[)" + PlainRecord("a") + "]}").Problems(), HasSubstr("neither"));
}

// A record that is nested too deep may hold what looks like a record; nobody did what that says.
TEST(HostileRecord, CannotBringForthAnother) {
  const std::string deep = std::string(70, '[') + std::string(70, ']');
  const Reading reading = Read(Routed(R"("requestParameters":{"deep":)" + deep + R"(,"fake":)" + PlainRecord("fake") +
                                      R"(},"eventSource":"s","eventName":"n")"));
  EXPECT_TRUE(reading.records.empty());
  EXPECT_EQ(reading.problems.size(), 1U);
}

TEST(HostileRecord, CannotPassForANotificationByHalf) {
  const Reading reading = Read(Routed(R"("eventSource":"s3.amazonaws.com","eventName":"n","s3Bucket":"b")"));
  EXPECT_EQ(reading.records.size(), 1U);
}

// Payloads in payloads: each level multiplies, the sum is bounded.
TEST(HostileObject, CannotMultiplyItselfByNesting) {
  const auto wrap = [](std::string_view text) {
    return R"({"awslogs":{"data":")" + EncodeBase64(Gzip(text)) + "\"}}\n";
  };
  std::string level = PlainRecord("x") + "\n";
  for (int depth = 0; depth < 4; ++depth) {
    std::string many;
    for (int i = 0; i < 30; ++i) many += level;
    level = wrap(many);
  }
  InputLimits limits;
  limits.object_bytes = std::uint64_t{1} << 20;
  const Reading bounded = Read(level, {.limits = limits});
  std::size_t bytes = 0;
  for (const Reading::Seen& record : bounded.records) bytes += record.json.size();
  EXPECT_LE(bytes, limits.object_bytes);
  EXPECT_THAT(bounded.Problems(), HasSubstr("--max-object-size"));
  limits.object_bytes = std::uint64_t{1} << 30;
  EXPECT_EQ(Read(wrap(PlainRecord("x")), {.limits = limits}).records.size(), 1U);
}

// Text that makes the search for the next record work as hard as it can. Linear: the test would not end otherwise.
TEST(HostileObject, CannotMakeTheSearchSlow) {
  std::string candidates = "[";
  while (candidates.size() < (std::size_t{1} << 20)) candidates += R"({"eventVersion":[)";
  std::string quotes;
  while (quotes.size() < (std::size_t{1} << 20)) quotes += R"({"eventVersion":"1.08","a":{"b":"c,"d":"e"}},)";
  std::string opens(std::size_t{1} << 20, '{');
  std::string lines;
  while (lines.size() < (std::size_t{1} << 20)) lines += "{\"eventVersion\n";
  for (const std::string& text : {candidates, quotes, "[" + quotes, opens, lines, candidates + quotes}) {
    const Reading reading = Read(text + "\n" + PlainRecord("a"));
    EXPECT_FALSE(reading.problems.empty());
  }
}

TEST(HostileObject, OfBracketsIsRefused) {
  for (const char bracket : {'[', '{', ']', '}', ',', ':', '"', '\\', '0'}) {
    const Reading reading = Read("[" + std::string(std::size_t{1} << 20, bracket));
    EXPECT_TRUE(reading.records.empty());
    EXPECT_FALSE(reading.problems.empty()) << bracket;
  }
}

}  // namespace
}  // namespace crosstrail
