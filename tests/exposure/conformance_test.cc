// Bucket policies of real and published records: whose the bucket is, and whether the policy lets another account in.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "policy/analyse.h"
#include "policy/parse.h"
#include "tests/conformance.h"
#include "tests/exposure/records.h"

namespace crosstrail::exposure {
namespace {

using Json = nlohmann::ordered_json;

// Whether an identity of a named account outside gains something. Where the record does not say whose the bucket is,
// every account is outside.
bool SharesWithAnAccount(const Change& change) {
  if (change.failed || change.visibility != Visibility::kText) return false;
  policy::AnalysisOptions options;
  options.trust.owner = change.owner;
  const policy::Analysis analysis = policy::Analyse(policy::ParseDocument(change.policy, "").document, options);
  return std::any_of(analysis.grants.begin(), analysis.grants.end(), [](const policy::Grant& grant) {
    return grant.who.kind == policy::WhoKind::kAccount || grant.who.kind == policy::WhoKind::kIdentity;
  });
}

TEST(ExposureConformance, BucketPoliciesOfRecords) {
  std::ifstream in(ConformanceFolder() / "putbucketpolicy" / "putbucketpolicy.ndjson");
  if (!in) GTEST_SKIP() << "no conformance data";
  std::size_t count = 0;
  for (std::string line; std::getline(in, line); ++count) {
    const Json entry = Json::parse(line);
    Json record = entry.at("record");
    if (record.contains("detail") && record.at("detail").is_object()) record = Json(record.at("detail"));
    bool shared = false;
    for (const Change& change : ReadChangesOf(record.dump())) shared = shared || SharesWithAnAccount(change);
    EXPECT_EQ(shared, entry.at("external_share").get<bool>()) << count << ": " << entry.at("truth");
  }
  EXPECT_EQ(count, 21U);
}

}  // namespace
}  // namespace crosstrail::exposure
