// The public collection of policies (../shared/conformance/policies): all of them can be read, and our opinion of
// their validity is compared with that of Scality's Arsenal.
#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/conformance.h"
#include "tests/policy/summary.h"

namespace crosstrail::policy {
namespace {

using nlohmann::ordered_json;

std::filesystem::path Folder() { return ConformanceFolder() / "policies"; }

ordered_json Load(const std::filesystem::path& path) {
  std::ifstream in(path);
  return ordered_json::parse(in);
}

// The texts of one record: its policy or policies, and what is no JSON or is kept as text.
std::vector<std::string> Policies(const ordered_json& record) {
  std::vector<std::string> texts;
  const auto add = [&](const ordered_json& value) {
    if (!value.is_null()) texts.push_back(value.is_string() ? value.get<std::string>() : value.dump());
  };
  for (const char* key : {"policy", "policy_concrete", "raw"}) {
    const auto member = record.find(key);
    if (member == record.end()) continue;
    if (member->is_array()) {
      for (const ordered_json& item : *member) add(item);
    } else {
      add(*member);
    }
  }
  return texts;
}

// Records with a text that is broken on purpose.
const std::set<std::string> kBroken = {
    "awspolicyequivalence/Invalid policy JSON",
    "awspolicyequivalence/Equivalence of emptiness",
    "arsenal-valid/Policies validation - Invalid JSON > should return error for invalid user policy JSON",
    "arsenal-valid/Policies validation - Invalid JSON > should return error for invaild resource policy JSON",
};

TEST(PolicyConformance, EveryPolicyCanBeRead) {
  if (!std::filesystem::exists(Folder())) GTEST_SKIP() << "no " << Folder();
  std::size_t policies = 0;
  for (const auto& file : std::filesystem::directory_iterator(Folder())) {
    if (file.path().extension() != ".json" || file.path().filename() == "_meta.json") continue;
    for (const ordered_json& record : Load(file.path())) {
      const std::string id = record.value("id", "");
      for (const std::string& text : Policies(record)) {
        const ParsedDocument parsed = ParseDocument(text, id, {.bytes = std::size_t{1} << 20});
        ++policies;
        EXPECT_TRUE(!parsed.unreadable || kBroken.contains(id))
            << id << '\n'
            << (parsed.diagnostics.empty() ? "" : Render(parsed.diagnostics.front(), false));
      }
    }
  }
  EXPECT_GT(policies, 1800U);
}

// Where we do not agree with Arsenal's schema, and why. The same test is often there for both kinds of policy.
const std::map<std::string, std::string> kDisagreements = {
    // Valid for us.
    {"should return error if Version field in user policy is missing", "AWS takes a missing Version for 2008-10-17"},
    {"should return error if Version field in resource policy is missing",
     "AWS takes a missing Version for 2008-10-17"},
    {"user policy should fail with multiple anonymous", "a value said twice is redundant, not an error"},
    {"resource policy should fail with multiple anonymous", "a value said twice is redundant, not an error"},
    {"should not allow Resource field",
     "a Principal is fine in a resource policy: the kind of policy is not known here"},
    {"user policy should return error for missing required field - Resource",
     "trust policies have no Resource: the kind of policy is not known here"},
    {"resource policy should return error for missing required field - Resource",
     "trust policies have no Resource: the kind of policy is not known here"},
    {"user policy should fail if Sid is not a valid format", "a warning: S3 and SNS store such a Sid, IAM does not"},
    {"resource policy should fail if Sid is not a valid format",
     "a warning: S3 and SNS store such a Sid, IAM does not"},
    {"should fail for empty list of resources", "a warning: Access Analyzer calls an empty list a suggestion"},
    // Invalid for us.
    {"should allow user policy principal field with with backbeat service", "a service of Scality's own"},
    {"should allow user policy notPrincipal field with with backbeat service", "a service of Scality's own"},
    {"should allow resource policy principal field with with backbeat service", "a service of Scality's own"},
    {"should allow resource policy principal field with with canonical user id", "its canonical id is not hexadecimal"},
    {"should succeed for arn:aws:ec2:us-west-1:1234567890:vol/*", "an account id has 12 digits, not 10"},
    {"should succeed for arn:aws:ec2:us-west-1:1234567890:vol/*#2", "an account id has 12 digits, not 10"},
};

TEST(PolicyConformance, ValidityAsArsenalSeesIt) {
  const std::filesystem::path path = Folder() / "arsenal_validity.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  std::size_t agreed = 0;
  std::set<std::string> disagreements;
  for (const ordered_json& record : Load(path)) {
    const std::string id = record.at("id").get<std::string>();
    const std::string test = id.substr(id.find(" > ") + 3);
    for (const std::string& text : Policies(record)) {
      const ParsedDocument parsed = ParseDocument(text, id);
      if (HasErrors(parsed.diagnostics) != record.at("expected").at("valid").get<bool>()) {
        ++agreed;
        continue;
      }
      disagreements.insert(test);
      EXPECT_TRUE(kDisagreements.contains(test))
          << test << "\n"
          << text << '\n'
          << (parsed.diagnostics.empty() ? "" : Render(parsed.diagnostics.front(), false));
    }
  }
  EXPECT_EQ(disagreements.size(), kDisagreements.size()) << "one of them is settled";
  EXPECT_GE(agreed, 148U);
}

}  // namespace
}  // namespace crosstrail::policy
