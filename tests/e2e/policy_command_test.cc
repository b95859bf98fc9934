// `crosstrail policy` as a user runs it.
#include <nlohmann/json.hpp>

#include "tests/e2e/run.h"

namespace crosstrail {
namespace {

using nlohmann::json;

class PolicyCommand : public EndToEnd {
 protected:
  static std::string Example() { return SourceDir() + "/examples/policies/shared-bucket.json"; }
  Ran Policy(const std::string& words) { return Crosstrail("policy " + words); }
};

TEST_F(PolicyCommand, ExplainsEveryGrantWithAProof) {
  const Ran ran = Policy("explain " + Quoted(Example()) + " --owner 111111111111 --format json");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const json report = json::parse(ran.out);
  EXPECT_EQ(report.at("verdict"), "named_accounts");
  EXPECT_EQ(report.at("summary").at("accounts"), json({"222222222222"}));
  EXPECT_EQ(report.at("summary").at("via_service"), "any_customer");
  ASSERT_EQ(report.at("grants").size(), 2U);
  const json& grant = report.at("grants").at(0);
  EXPECT_EQ(grant.at("who"), json({{"kind", "account"}, {"id", "222222222222"}}));
  EXPECT_EQ(grant.at("actions"), json({"s3:GetObject", "s3:ListBucket"}));
  EXPECT_EQ(grant.at("narrowed_by").at(0).at("sid"), "Secret");

  // The proof holds when it is put to the evaluator.
  const json& witness = grant.at("witness");
  const Ran proof =
      Policy("simulate " + Quoted(Example()) + " --principal " + Quoted(witness.at("principal").at("arn")) +
             " --action " + Quoted(witness.at("action")) + " --resource " + Quoted(witness.at("resource")));
  EXPECT_EQ(proof.exit_code, 0);
  EXPECT_EQ(proof.out.substr(0, proof.out.find(':')), "allow");
}

TEST_F(PolicyCommand, TheTableNamesWhoAndWhat) {
  const Ran ran = Policy("explain " + Quoted(Example()) + " --owner 111111111111");
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.out.find("222222222222 (account)"), std::string::npos);
  EXPECT_NE(ran.out.find("cloudtrail.amazonaws.com for any customer"), std::string::npos);
}

TEST_F(PolicyCommand, CheckFailsOnAnExposureAndPassesWithout) {
  EXPECT_EQ(Policy("check " + Quoted(Example()) + " --owner 111111111111").exit_code, 1);
  EXPECT_EQ(Policy("check " + Quoted(Example()) + " --owner 111111111111 --fail-on public").exit_code, 0);
  const Ran sarif = Policy("check " + Quoted(Example()) + " --owner 111111111111 --format sarif");
  EXPECT_EQ(json::parse(sarif.out).at("runs").at(0).at("results").size(), 2U);
}

TEST_F(PolicyCommand, FixLeavesNothingExposedAndTheOwnersAccessAsItWas) {
  const Ran fixed = Policy("fix " + Quoted(Example()) + " --owner 111111111111 --format json");
  ASSERT_EQ(fixed.exit_code, 0) << fixed.err;
  const json report = json::parse(fixed.out);
  EXPECT_EQ(report.at("edits").size(), 2U);
  EXPECT_EQ(report.at("verdict_after"), "service_for_owner");
  EXPECT_TRUE(report.at("lost_to_trusted").empty());
  EXPECT_EQ(report.at("repaired").at("Statement").at(0).at("Principal").at("AWS"),
            json({"arn:aws:iam::111111111111:root"}));
}

TEST_F(PolicyCommand, DiffOfAPolicyWithItselfIsEmpty) {
  const Ran ran = Policy("diff " + Quoted(Example()) + " " + Quoted(Example()) + " --owner 111111111111 --format json");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_TRUE(json::parse(ran.out).at("gained").empty());
  EXPECT_TRUE(json::parse(ran.out).at("lost").empty());
}

TEST_F(PolicyCommand, SaysWhatIsWrongWithItsArguments) {
  const Ran account = Policy("explain " + Quoted(Example()) + " --owner 1111");
  EXPECT_EQ(account.exit_code, 2);
  EXPECT_NE(account.err.find("12 digits"), std::string::npos);
  const Ran file = Policy("explain nothing.json --owner 111111111111");
  EXPECT_EQ(file.exit_code, 3);
  EXPECT_NE(file.err.find("nothing.json"), std::string::npos);
}

}  // namespace
}  // namespace crosstrail
