// The analyser against what is known of public policies: AWS's own examples, recorded attacks, the S3 test suite of
// Ceph, pairs that Terraform calls equal; and all of them, and quacky's, are decided.
#include <gtest/gtest.h>

#include <set>

#include "policies.h"

namespace crosstrail::policy {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kExampleOwner = "111111111111";

std::string OwnerOf(const ordered_json& record) {
  const ordered_json& owner = record.at("owner_account");
  return owner.is_string() ? owner.get<std::string>() : std::string(kExampleOwner);
}

const ordered_json& PolicyOf(const ordered_json& record) {
  return record.at(record.contains("policy_concrete") ? "policy_concrete" : "policy");
}

// The examples stand for the day they were written: any time counts.
Analysis AnalyseRecord(const ordered_json& record, const std::string& organization = {}) {
  AnalysisOptions options = OptionsFor(OwnerOf(record), organization);
  options.now.reset();
  const Analysis analysis = Analyse(ParsePolicy(PolicyOf(record)), options);
  EXPECT_TRUE(analysis.decided);
  return analysis;
}

// "arn:aws:iam::222222222222:root", "222222222222" or the guide's "AccountB-ID".
std::string AccountOf(const std::string& principal) {
  if (principal == "AccountB-ID") return "222222222222";
  const std::size_t account = principal.find("::");
  return account == std::string::npos ? principal : principal.substr(account + 2, 12);
}

std::vector<std::string> AccountsOf(const ordered_json& principals) {
  std::set<std::string> accounts;
  for (const ordered_json& principal : principals) accounts.insert(AccountOf(principal.get<std::string>()));
  return {accounts.begin(), accounts.end()};
}

void ExpectLabels(const ordered_json& record) {
  SCOPED_TRACE(record.at("id").get<std::string>());
  const ordered_json& expected = record.at("expected");
  const Summary summary = AnalyseRecord(record).summary;
  if (expected.contains("public")) {
    EXPECT_EQ(summary.public_bpa, expected["public"].get<bool>());
  }
  if (expected.contains("delegates_to_access_points_of")) {
    // To delegate to somebody's access points is not yet to let an identity in.
    EXPECT_EQ(summary.limited_by, std::vector{Limit::kAccessPoint});
  }
  if (expected.contains("cross_account")) {
    EXPECT_EQ(summary.external_identity, expected["cross_account"].get<bool>());
  }
  if (expected.contains("external_principals")) {
    EXPECT_EQ(summary.accounts, AccountsOf(expected["external_principals"]));
  }
  if (expected.contains("org_only")) {
    const auto organization = expected["org_only"].get<std::string>();
    EXPECT_EQ(summary.accounts, std::vector{"org:" + organization});
    EXPECT_FALSE(AnalyseRecord(record, organization).summary.external_outside_org);
  }
  if (expected.contains("anonymous_get_allowed_without_bpa")) {
    EXPECT_EQ(summary.anonymous, expected["anonymous_get_allowed_without_bpa"].get<bool>());
  }
}

TEST(AnalysisConformance, LabelledExamplesOfAws) {
  const ordered_json records = PolicyRecords("aws_docs.json");
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  std::size_t labelled = 0;
  for (const ordered_json& record : records) {
    if (record.at("expected").empty()) continue;
    ExpectLabels(record);
    ++labelled;
  }
  EXPECT_EQ(labelled, 39U);
}

TEST(AnalysisConformance, RecordedAttacks) {
  const ordered_json records = PolicyRecords("attack_events.json");
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  EXPECT_EQ(records.size(), 4U);
  for (const ordered_json& record : records) ExpectLabels(record);
}

TEST(AnalysisConformance, CephTestsOfS3) {
  const ordered_json records = PolicyRecords("ceph_s3_tests.json");
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  EXPECT_EQ(records.size(), 7U);
  for (const ordered_json& record : records) {
    ExpectLabels(record);
    const ordered_json& expected = record.at("expected");
    if (!expected.contains("put_rejected")) continue;
    const ParsedDocument parsed = ParseDocument(record.at("policy").dump(), "policy.json");
    EXPECT_EQ(HasErrors(parsed.diagnostics), expected["put_rejected"].get<bool>());
  }
}

// The two texts of a pair; nothing that can be read counts as the empty policy.
Document SideOf(const ordered_json& record, const char* member, std::size_t raw) {
  if (record.at("raw").is_array()) return ParsePolicy(record["raw"].at(raw).get<std::string>());
  return ParsePolicy(record.at(member));
}

TEST(AnalysisConformance, DiffIsEmptyWherePoliciesAreEqual) {
  const ordered_json records = PolicyRecords("awspolicyequivalence.json");
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  Agreement agreement({
      {"the two differ in Version alone, one of them none that IAM knows: no request can tell",
       {"awspolicyequivalence/Different Effect"}},
      {"without a Principal it is an identity's policy, for whoever asks; with an empty one it is for nobody",
       {"awspolicyequivalence/Empty Principal and missing Principal have the same effect",
        "awspolicyequivalence/Principal with empty sets and missing Principal have the same effect"}},
  });
  AnalysisOptions options = OptionsFor(std::string(kExampleOwner));
  options.now.reset();
  for (const ordered_json& record : records) {
    const auto id = record.at("id").get<std::string>();
    if (record.at("expected").at("error").get<bool>()) {
      for (const ordered_json& text : record.at("raw")) {
        EXPECT_TRUE(ParseDocument(text.get<std::string>(), id).unreadable) << id;
      }
      continue;
    }
    const Document a = SideOf(record, "policy", 0);
    const Document b = SideOf(record, "policy2", 1);
    const Analysis gained = AnalyseGain(a, b, options);
    const Analysis lost = AnalyseGain(b, a, options);
    EXPECT_TRUE(gained.decided && lost.decided) << id;
    agreement.Compare(id, record.at("expected").at("equivalent").get<bool>(),
                      gained.grants.empty() && lost.grants.empty());
  }
  agreement.ExpectCompared(45);
}

void ExpectDecided(std::string_view file, std::size_t count, std::size_t budget = AnalysisOptions().budget) {
  const ordered_json records = PolicyRecords(file);
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  EXPECT_EQ(records.size(), count);
  for (const ordered_json& record : records) {
    for (const char* member : {"policy", "policy_concrete"}) {
      if (!record.contains(member)) continue;
      AnalysisOptions options = OptionsFor(OwnerOf(record), "o-ownerorg01");
      options.budget = budget;
      const Analysis analysis = Analyse(ParsePolicy(record[member]), options);
      EXPECT_TRUE(analysis.decided) << record.at("id");
      for (const Grant& grant : analysis.grants) {
        EXPECT_TRUE(grant.decided && grant.witness) << grant.who.id << " by statement " << grant.statements.front();
      }
    }
  }
}

TEST(AnalysisConformance, QuackyIsDecided) { ExpectDecided("quacky.json", 737); }
TEST(AnalysisConformance, ExamplesOfAwsAreDecided) { ExpectDecided("aws_docs.json", 186); }

// One of them, the policy of a VPC endpoint with 70 buckets of AWS, is more work than the default budget.
TEST(AnalysisConformance, DataPerimetersAreDecided) { ExpectDecided("data_perimeter.json", 16, 2'000'000); }

}  // namespace
}  // namespace crosstrail::policy
