// The exact rules on public data: real and published records, the decision table of policies as events, attack logs.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "policy/parse.h"
#include "rule/load.h"
#include "tests/conformance.h"
#include "tests/detect/detect_text.h"

namespace crosstrail {
namespace {

using Json = nlohmann::ordered_json;

const std::string kShared = "3f0e4a52-7c1b-4d0e-9a55-2a4b6d1c8e01";
const std::string kPublic = "b9c0d1f4-52a7-4a3f-8f9e-6a0f1d2e3c02";

LoadedRules AllRules() { return LoadRules({std::string(CROSSTRAIL_SOURCE_DIR) + "/rules"}); }

// Ids of the rules that alert, each once.
std::set<std::string> Alerting(const RuleSet& rules, const std::vector<std::string>& texts) {
  std::set<std::string> ids;
  for (const Detection& detection : DetectIn(rules, texts).detections) ids.insert(rules.rules[detection.rule].rule.id);
  return ids;
}

TEST(ExactRules, SayTheTruthOfEveryPutBucketPolicyRecord) {
  std::ifstream lines(ConformanceFolder() / "putbucketpolicy/putbucketpolicy.ndjson");
  if (!lines) GTEST_SKIP() << "putbucketpolicy suite: not found in " << ConformanceFolder();
  const LoadedRules rules = AllRules();
  std::size_t rows = 0;
  for (std::string line; std::getline(lines, line); ++rows) {
    const Json row = Json::parse(line);
    const std::set<std::string> alerting = Alerting(rules.rules, {row.at("record").dump()});
    EXPECT_EQ(alerting.contains(kShared), row.at("external_share").get<bool>()) << rows << ": " << row.at("truth");
    const auto truth = row.at("truth").get<std::string>();
    const bool is_public = truth.starts_with("public *") || truth == "panther label True";
    EXPECT_EQ(alerting.contains(kPublic), is_public) << rows << ": " << truth;
  }
  EXPECT_EQ(rows, 21U);
}

// A PutBucketPolicy event that sets the policy of a row.
Json EventOf(const Json& row, bool as_string) {
  const auto bucket = row.at("bucket").get<std::string>();
  const Json& policy = row.at("policy");
  return {
      {"eventVersion", "1.11"},
      {"eventTime", "2026-03-01T12:00:00Z"},
      {"eventSource", "s3.amazonaws.com"},
      {"eventName", "PutBucketPolicy"},
      {"awsRegion", "us-east-1"},
      {"eventID", row.at("id")},
      {"requestParameters", {{"bucketName", bucket}, {"bucketPolicy", as_string ? Json(policy.dump()) : policy}}},
      {"resources",
       Json::array(
           {{{"accountId", row.at("owner_account")}, {"type", "AWS::S3::Bucket"}, {"ARN", "arn:aws:s3:::" + bucket}}})},
      {"recipientAccountId", row.at("owner_account")}};
}

TEST(ExactRules, JudgeTheDecisionTableAsPolicyExplainDoes) {
  std::ifstream in(ConformanceFolder() / "policies/decision_table.json");
  if (!in) GTEST_SKIP() << "policies suite: not found in " << ConformanceFolder();
  const Json table = Json::parse(in);
  constexpr double kEventTime = 1'772'366'400;
  std::size_t judged = 0;
  for (const Json& row : table) {
    policy::AnalysisOptions options;
    options.trust.owner = row.at("owner_account").get<std::string>();
    options.trust.organization = row.value("owner_org", "");
    options.bucket = row.at("bucket").get<std::string>();
    options.now = kEventTime;
    const policy::Document document = policy::ParseDocument(row.at("policy").dump(), "").document;
    const policy::Analysis expected = policy::Analyse(document, options);
    for (const bool as_string : {false, true}) {
      ScanOptions scan;
      scan.exposure.trust.push_back({.from = kMinInstant, .trust = options.trust});
      scan.exposure.always = true;
      std::size_t calls = 0;
      scan.exposure.observer = [&](const TrackedCall& call) {
        ++calls;
        const exposure::Effect& effect = call.outcome.effects.at(0);
        EXPECT_EQ(effect.after, expected.verdict) << row.at("id");
        EXPECT_EQ(effect.added.verdict, expected.verdict) << row.at("id");
        EXPECT_EQ(effect.is->others.summary.accounts, expected.summary.accounts) << row.at("id");
        EXPECT_EQ(effect.is->others.summary.via_service, expected.summary.via_service) << row.at("id");
        EXPECT_EQ(effect.is->others.public_status.is_public, expected.public_status.is_public) << row.at("id");
        ++judged;
      };
      ScanOf(RuleSet(), {EventOf(row, as_string).dump()}, scan);
      EXPECT_EQ(calls, 1U) << row.at("id");
    }
  }
  EXPECT_EQ(judged, 2 * table.size());
  EXPECT_GE(table.size(), 60U);
}

TEST(ExactRules, TellTheStoryOfTheInvictusAttack) {
  const std::filesystem::path logs = ConformanceFolder() / "logs/invictus";
  if (!std::filesystem::exists(logs)) GTEST_SKIP() << "logs suite: not found in " << ConformanceFolder();
  const LoadedRules rules = AllRules();
  ScanOptions options;
  options.paths = {logs.string()};
  std::vector<std::string> policies;
  options.exposure.observer = [&](const TrackedCall& call) {
    if (call.origin.action != "PutBucketPolicy") return;
    const exposure::Effect& effect = call.outcome.effects.at(0);
    std::string text = effect.resource.substr(effect.resource.rfind('-') + 1) + ":";
    std::set<std::string> gained;
    for (const policy::Grant& grant : effect.added.grants) gained.insert(grant.who.id);
    for (const std::string& id : gained) text += " " + id;
    policies.push_back(text);
  };
  ReadProgress progress;
  const ScanResult result = Scan(options, rules.rules, progress);
  EXPECT_EQ(policies, (std::vector<std::string>{"qyxyekjbtk: cloudtrail.amazonaws.com",
                                                "zqfsvooxqj: cloudtrail.amazonaws.com", "lhfzvgcamn: 193672423079"}));
  std::vector<exposure::Exposure> attack;
  for (exposure::Exposure& exposure : result.exposures->inventory().All()) {
    if (exposure.resource.ends_with("lhfzvgcamn")) attack.push_back(std::move(exposure));
  }
  ASSERT_EQ(attack.size(), 1U);
  EXPECT_EQ(attack[0].who.id, "193672423079");
  EXPECT_EQ(attack[0].opened.action, "PutBucketPolicy");
  ASSERT_TRUE(attack[0].closed);
  EXPECT_EQ(attack[0].closed->action, "DeleteBucketPolicy");
}

}  // namespace
}  // namespace crosstrail
