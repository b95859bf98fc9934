#include "input/s3_key.h"

#include <gtest/gtest.h>

#include "input/selection.h"

namespace crosstrail {
namespace {

Instant At(std::string_view text) { return ParseInstant(text).value(); }

TEST(S3Key, IsReadAsFarAsThePathGoes) {
  const struct {
    std::string_view path, organization, account, kind, region, first, last;
  } cases[] = {
      {"AWSLogs/111122223333/CloudTrail/us-east-1/2023/07/10/111122223333_CloudTrail_us-east-1_x.json.gz", "",
       "111122223333", "CloudTrail", "us-east-1", "2023-07-10", "2023-07-11"},
      {"/data/prefix/AWSLogs/o-abc123/111122223333/CloudTrail/ap-southeast-2/2023/12/31/x.json.gz", "o-abc123",
       "111122223333", "CloudTrail", "ap-southeast-2", "2023-12-31", "2024-01-01"},
      {"o-abc/AWSLogs/o-abc/111122223333/CloudTrail/us-gov-west-1/2024/02/", "o-abc", "111122223333", "CloudTrail",
       "us-gov-west-1", "2024-02-01", "2024-03-01"},
      {"AWSLogs/111122223333/CloudTrail/us-east-1/2023/", "", "111122223333", "CloudTrail", "us-east-1", "2023-01-01",
       "2024-01-01"},
      {"AWSLogs/111122223333/CloudTrail/us-east-1/2023/02/30/x", "", "111122223333", "CloudTrail", "us-east-1", "", ""},
      {"AWSLogs/111122223333/CloudTrail/us-east-1/2023/13/01/x", "", "111122223333", "CloudTrail", "us-east-1", "", ""},
      {"AWSLogs/111122223333/CloudTrail/us-east-1/x.json", "", "111122223333", "CloudTrail", "us-east-1", "", ""},
      {"AWSLogs/111122223333/CloudTrail/x.json.gz", "", "111122223333", "CloudTrail", "", "", ""},
      {"AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2023/07/10/x.json.gz", "", "111122223333", "CloudTrail-Digest",
       "us-east-1", "2023-07-10", "2023-07-11"},
      {"AWSLogs/111122223333/vpcflowlogs/us-east-1/2023/07/10/x", "", "111122223333", "vpcflowlogs", "", "", ""},
      {"AWSLogs/111122223333/", "", "111122223333", "", "", "", ""},
      {"AWSLogs/AWSLogs/111122223333/", "", "111122223333", "", "", "", ""},
  };
  for (const auto& c : cases) {
    const auto key = ParseS3Key(c.path);
    ASSERT_TRUE(key) << c.path;
    EXPECT_EQ(key->organization, c.organization) << c.path;
    EXPECT_EQ(key->account, c.account) << c.path;
    EXPECT_EQ(key->kind, c.kind) << c.path;
    EXPECT_EQ(key->region, c.region) << c.path;
    EXPECT_EQ(key->first, ParseInstant(c.first)) << c.path;
    EXPECT_EQ(key->last, ParseInstant(c.last)) << c.path;
  }
}

TEST(S3Key, IsNotSeenWhereThereIsNone) {
  for (const char* path : {"", "logs/2023/07/10/x.json", "AWSLogs", "AWSLogs/", "AWSLogs/11112222333/CloudTrail/",
                           "MyAWSLogs/111122223333/CloudTrail/", "AWSLogs/o-abc/x.json", "AWSLogs/111122223333x/"}) {
    EXPECT_FALSE(ParseS3Key(path)) << path;
  }
}

TEST(Selection, PrunesByKeyWithAMargin) {
  Selection selection;
  selection.from = At("2023-07-10T00:00:00Z");
  selection.to = At("2023-07-11T00:00:00Z");
  const auto pruned = [&](const std::string& below) {
    return IsPruned(selection, "AWSLogs/111122223333/CloudTrail/us-east-1/" + below);
  };
  EXPECT_TRUE(pruned("2023/07/08/x.json.gz"));
  EXPECT_FALSE(pruned("2023/07/09/x.json.gz"));
  EXPECT_FALSE(pruned("2023/07/10/x.json.gz"));
  EXPECT_FALSE(pruned("2023/07/12/x.json.gz"));  // delivered late
  EXPECT_TRUE(pruned("2023/07/13/x.json.gz"));
  EXPECT_FALSE(pruned("2023/07/"));
  EXPECT_TRUE(pruned("2023/06/"));
  EXPECT_FALSE(pruned("2023/"));
  EXPECT_TRUE(pruned("2022/"));
  EXPECT_FALSE(pruned("x.json.gz"));
  EXPECT_FALSE(IsPruned(selection, "flat/x.json.gz"));
}

TEST(Selection, PrunesByAccountAndRegion) {
  Selection selection;
  selection.accounts = {"111122223333"};
  selection.regions = {"us-east-1", "eu-west-1"};
  EXPECT_FALSE(IsPruned(selection, "AWSLogs/111122223333/CloudTrail/eu-west-1/2023/07/10/x"));
  EXPECT_TRUE(IsPruned(selection, "AWSLogs/111122223333/CloudTrail/eu-west-2/2023/07/10/x"));
  EXPECT_TRUE(IsPruned(selection, "AWSLogs/444455556666/CloudTrail/eu-west-1/2023/07/10/x"));
  EXPECT_TRUE(IsPruned(selection, "AWSLogs/444455556666/"));
  EXPECT_FALSE(IsPruned(selection, "AWSLogs/111122223333/CloudTrail/x.json.gz"));
  EXPECT_FALSE(IsPruned(selection, "AWSLogs/"));
}

TEST(Selection, KeepsEverythingByDefaultAndAtTheEndsOfTime) {
  EXPECT_FALSE(IsPruned({}, "AWSLogs/111122223333/CloudTrail/us-east-1/1999/01/01/x"));
  Selection selection;
  selection.from = kMinInstant;
  selection.to = At("2023-01-01");
  EXPECT_FALSE(IsPruned(selection, "AWSLogs/111122223333/CloudTrail/us-east-1/1999/01/01/x"));
  selection = {};
  selection.from = At("2023-01-01");
  EXPECT_FALSE(IsPruned(selection, "AWSLogs/111122223333/CloudTrail/us-east-1/2199/01/01/x"));
}

TEST(Selection, FiltersRecords) {
  const SourceObject plain{"flat.json", {}};
  const SourceObject keyed{"AWSLogs/444455556666/CloudTrail/eu-west-1/2023/07/10/x", {}};
  Selection selection;
  selection.from = At("2023-07-10T00:00:00Z");
  selection.to = At("2023-07-11T00:00:00Z");
  Record record;
  record.source = &plain;
  EXPECT_EQ(WhyNotSelected(selection, record), std::nullopt) << "no time is no way to hide";
  record.has_time = true;
  record.time = selection.from;
  EXPECT_EQ(WhyNotSelected(selection, record), std::nullopt);
  record.time = selection.to - 1;
  EXPECT_EQ(WhyNotSelected(selection, record), std::nullopt);
  record.time = selection.to;
  EXPECT_EQ(WhyNotSelected(selection, record), SkipReason::kOutsideTime);
  record.time = selection.from - 1;
  EXPECT_EQ(WhyNotSelected(selection, record), SkipReason::kOutsideTime);

  record.time = selection.from;
  selection.accounts = {"444455556666"};
  EXPECT_EQ(WhyNotSelected(selection, record), SkipReason::kOtherAccount);
  record.source = &keyed;
  EXPECT_EQ(WhyNotSelected(selection, record), std::nullopt);
  record.account = "111122223333";
  EXPECT_EQ(WhyNotSelected(selection, record), SkipReason::kOtherAccount);
  selection.accounts.clear();
  selection.regions = {"eu-west-1"};
  EXPECT_EQ(WhyNotSelected(selection, record), std::nullopt);
  record.region = "us-east-1";
  EXPECT_EQ(WhyNotSelected(selection, record), SkipReason::kOtherRegion);
}

}  // namespace
}  // namespace crosstrail
