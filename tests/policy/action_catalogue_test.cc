#include "policy/action_catalogue.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/conformance.h"

namespace crosstrail::policy {
namespace {

using enum ResourceKinds;

TEST(ActionCatalogue, FindsAnActionWhateverItsCase) {
  const ActionRow* const row = FindAction("S3:GETobject");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->name, "s3:GetObject");
  EXPECT_EQ(row->level, AccessLevel::kRead);
  EXPECT_EQ(row->resources, kObject);
  EXPECT_TRUE(row->bucket_policy_applicable);
  EXPECT_FALSE(row->owner_only);
}

TEST(ActionCatalogue, FindsEveryRowAndNothingElse) {
  for (const ActionRow& row : S3Actions()) {
    EXPECT_EQ(FindAction(row.name), &row) << row.name;
    EXPECT_EQ(FindAction(std::string(row.name) + "x"), nullptr) << row.name;
  }
  for (const std::string_view name :
       {"", "*", "s3:*", "s3:", "GetObject", "s3:Get", "ec2:RunInstances", "~", "s3:Get\xc3\xa9"}) {
    EXPECT_EQ(FindAction(name), nullptr) << name;
  }
}

TEST(ActionCatalogue, ResourcesSayWhetherABucketPolicyCanGrantIt) {
  struct Case {
    std::string_view name;
    ResourceKinds resources;
    bool applicable;
  };
  for (const Case& expected :
       {Case{"s3:ListBucket", kBucket | kAccessPoint, true}, Case{"s3:PutObjectAcl", kObject, true},
        Case{"s3:ListAllMyBuckets", kNone, false}, Case{"s3:CreateAccessPoint", kAccessPoint, false},
        Case{"s3:GetDataAccess", kOther, false}, Case{"s3:TagResource", kBucket | kAccessPoint | kOther, true},
        Case{"s3express:CreateSession", kBucket | kAccessPoint, true}, Case{"s3-outposts:GetObject", kObject, true},
        Case{"s3-object-lambda:GetObject", kAccessPoint, false}, Case{"s3tables:GetTableData", kTable, false}}) {
    const ActionRow* const row = FindAction(expected.name);
    ASSERT_NE(row, nullptr) << expected.name;
    EXPECT_EQ(row->resources, expected.resources) << expected.name;
    EXPECT_EQ(row->bucket_policy_applicable, expected.applicable) << expected.name;
  }
}

TEST(ActionCatalogue, APolicyOfABucketIsManagedFromItsAccountAlone) {
  std::vector<std::string_view> of_buckets;
  for (const ActionRow& row : S3Actions()) {
    if (row.owner_only && row.name.starts_with("s3:")) of_buckets.push_back(row.name);
  }
  EXPECT_THAT(of_buckets, testing::ElementsAre("s3:DeleteBucketPolicy", "s3:GetBucketPolicy", "s3:PutBucketPolicy"));
  EXPECT_FALSE(FindAction("s3:PutBucketAcl")->owner_only);
  EXPECT_TRUE(FindAction("s3express:DeleteBucket")->owner_only);
  EXPECT_FALSE(FindAction("s3express:CreateSession")->owner_only);
}

TEST(ActionCatalogue, Overlap) {
  EXPECT_TRUE(Overlap(kBucket | kObject, kObject));
  EXPECT_FALSE(Overlap(kBucket | kObject, kAccessPoint));
  EXPECT_FALSE(Overlap(kNone, kNone));
}

TEST(ActionCatalogue, NamesOfLevels) {
  EXPECT_EQ(Name(AccessLevel::kList), "list");
  EXPECT_EQ(Name(AccessLevel::kRead), "read");
  EXPECT_EQ(Name(AccessLevel::kWrite), "write");
  EXPECT_EQ(Name(AccessLevel::kTagging), "tagging");
  EXPECT_EQ(Name(AccessLevel::kPermissionsManagement), "permissions_management");
}

// Against the gathered reference, where it is at hand.
TEST(ActionCatalogue, AgreesWithTheReference) {
  const std::filesystem::path file = ConformanceFolder() / "../reference/s3_actions.json";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
  std::ifstream in(file);
  const nlohmann::json actions = nlohmann::json::parse(in).at("actions");
  for (const auto& action : actions) {
    const auto name = action.at("action").get<std::string>();
    const ActionRow* const row = FindAction(name);
    ASSERT_NE(row, nullptr) << name;
    EXPECT_EQ(row->name, name);
    const auto level = action.at("access_level").get<std::string>();
    EXPECT_EQ(row->level, level == "List"             ? AccessLevel::kList
                          : level == "Read"           ? AccessLevel::kRead
                          : level == "Write"          ? AccessLevel::kWrite
                          : level == "Tagging, Write" ? AccessLevel::kTagging
                                                      : AccessLevel::kPermissionsManagement)
        << name;
    EXPECT_EQ(row->bucket_policy_applicable, action.at("bucket_policy_applicable").get<bool>()) << name;
  }
  EXPECT_EQ(std::ranges::count_if(S3Actions(), [](const ActionRow& row) { return row.name.starts_with("s3:"); }),
            std::ssize(actions));
}

}  // namespace
}  // namespace crosstrail::policy
