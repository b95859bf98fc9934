#include "policy/condition_keys.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/conformance.h"

namespace crosstrail::policy {
namespace {

TEST(ConditionKeys, FindsAKeyWhateverItsCase) {
  const ConditionKeyRow* const row = FindConditionKey("AWS:sourceIP");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->name, "aws:SourceIp");
  EXPECT_EQ(row->type, KeyType::kIpAddress);
  EXPECT_EQ(row->kind, ConditionKind::kNetwork);
  EXPECT_FALSE(row->multi_valued);
  EXPECT_FALSE(row->takes_suffix);
}

TEST(ConditionKeys, TagKeysTakeASuffix) {
  for (const std::string_view key :
       {"aws:PrincipalTag/team", "AWS:principaltag/Team", "aws:PrincipalTag/a/b", "aws:PrincipalTag/:"}) {
    const ConditionKeyRow* const row = FindConditionKey(key);
    ASSERT_NE(row, nullptr) << key;
    EXPECT_EQ(row->name, "aws:PrincipalTag/") << key;
    EXPECT_EQ(row->kind, ConditionKind::kTag) << key;
  }
  ASSERT_NE(FindConditionKey("kms:EncryptionContext:app/one"), nullptr);
  EXPECT_EQ(FindConditionKey("kms:EncryptionContext:app/one")->name, "kms:EncryptionContext:");
  ASSERT_NE(FindConditionKey("kms:EncryptionContextKeys"), nullptr);
}

TEST(ConditionKeys, KnowsNothingElse) {
  for (const std::string_view key :
       {"", "aws:", "aws:PrincipalTag", "aws:PrincipalTag/", "aws:SourceIp/x", "aws:SourceIp:x", "aws:SourceIpx",
        "kms:EncryptionContext:", "kms:EncryptionContext", "example:key", ":", "/", "a:b:c"}) {
    EXPECT_EQ(FindConditionKey(key), nullptr) << key;
    EXPECT_EQ(KindOf(key), ConditionKind::kUnknown) << key;
  }
}

TEST(ConditionKeys, FindsEveryRow) {
  for (const ConditionKeyRow& row : ConditionKeys()) {
    EXPECT_EQ(FindConditionKey(std::string(row.name) + (row.takes_suffix ? "x" : "")), &row) << row.name;
    EXPECT_NE(row.kind, ConditionKind::kUnknown) << row.name;
  }
}

TEST(ConditionKeys, Kinds) {
  struct Case {
    std::string_view key;
    ConditionKind kind;
  };
  using enum ConditionKind;
  for (const Case& expected : {Case{"aws:PrincipalOrgID", kPrincipal},
                               Case{"aws:userid", kPrincipal},
                               Case{"aws:SourceArn", kSourceService},
                               Case{"aws:SourceOrgPaths", kSourceService},
                               Case{"aws:SourceVpce", kNetwork},
                               Case{"aws:VpcSourceIp", kNetwork},
                               Case{"s3:DataAccessPointArn", kAccessPoint},
                               Case{"s3:AccessPointNetworkOrigin", kAccessPoint},
                               Case{"s3:x-amz-server-side-encryption-aws-kms-key-id", kKmsKey},
                               Case{"aws:CurrentTime", kTime},
                               Case{"aws:EpochTime", kTime},
                               Case{"aws:MultiFactorAuthPresent", kMfa},
                               Case{"aws:ResourceAccount", kResourceConstant},
                               Case{"s3:ResourceAccount", kResourceConstant},
                               Case{"aws:ResourceOrgPaths", kResourceConstant},
                               Case{"aws:RequestTag/x", kTag},
                               Case{"s3:ExistingObjectTag/x", kTag},
                               Case{"aws:SecureTransport", kRequest},
                               Case{"s3:prefix", kRequest},
                               Case{"token.actions.githubusercontent.com:sub", kPrincipal},
                               Case{"SAML:sub", kPrincipal},
                               Case{"sts:ExternalId", kRequest}}) {
    EXPECT_EQ(KindOf(expected.key), expected.kind) << expected.key;
  }
}

TEST(ConditionKeys, NamesOfKindsDiffer) {
  std::set<std::string_view> names;
  for (int kind = 0; kind <= static_cast<int>(ConditionKind::kRequest); ++kind) {
    names.insert(Name(static_cast<ConditionKind>(kind)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(ConditionKind::kRequest) + 1);
  EXPECT_FALSE(names.contains(""));
}

// Against the gathered reference, where it is at hand.
TEST(ConditionKeys, AgreesWithTheReference) {
  const std::filesystem::path file = ConformanceFolder() / "../reference/condition_keys.json";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
  std::ifstream in(file);
  const nlohmann::json reference = nlohmann::json::parse(in);
  const std::map<std::string, KeyType> types = {{"String", KeyType::kString},
                                                {"ArrayOfString", KeyType::kString},
                                                {"ARN", KeyType::kArn},
                                                {"Numeric", KeyType::kNumber},
                                                {"Date", KeyType::kDate},
                                                {"Bool", KeyType::kBool},
                                                {"IPAddress", KeyType::kIpAddress}};
  for (const char* const part : {"global", "s3"}) {
    for (const auto& entry : reference.at(part)) {
      const auto key = entry.at("key").get<std::string>();  // "aws:PrincipalTag/tag-key"
      const auto type = entry.at("type").get<std::string>();
      const ConditionKeyRow* const row = FindConditionKey(key);
      ASSERT_NE(row, nullptr) << key;
      EXPECT_EQ(row->name, row->takes_suffix ? key.substr(0, key.find('/') + 1) : key);
      EXPECT_EQ(row->type, types.at(type)) << key;
      EXPECT_EQ(row->multi_valued, type == "ArrayOfString") << key;
    }
  }
}

}  // namespace
}  // namespace crosstrail::policy
