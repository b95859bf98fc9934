// What `crosstrail policy --format json` prints, against docs/policy.schema.json.
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "tests/e2e/run.h"
#include "tests/schema.h"

namespace crosstrail {
namespace {

using nlohmann::json;

constexpr const char* kOptions = " --owner 111111111111 --org o-own1 --at 2026-01-01T00:00:00Z --format json";

struct Case {
  const char* name;
  const char* statement;  // without its effect, which is Allow
};

// Every kind of who, of limit and of verdict.
const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {"anyone", R"("Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*")"},
      {"any_identity",
       R"("Principal":"*","Action":["s3:PutBucketPolicy","s3:PutObjectTagging"],"Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"],"Condition":{"Null":{"aws:PrincipalArn":"false"}})"},
      {"organization",
       R"("Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-own1"}})"},
      {"organization_path",
       R"("Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b","Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-two/r-a/ou-b/*"}})"},
      {"accounts",
       R"("Principal":{"AWS":["222222222222","arn:aws:iam::333333333333:role/r"]},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*")"},
      {"ids",
       R"("Principal":{"AWS":"AROA2222222222222222A","CanonicalUser":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*")"},
      {"providers",
       R"("Principal":{"Federated":"graph.facebook.com","AWS":"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*")"},
      {"service_for_owner",
       R"("Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:SourceAccount":"111111111111"}})"},
      {"service_for_others",
       R"("Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111111111111:q","Condition":{"ArnLike":{"aws:SourceArn":["arn:aws:sns:*:222222222222:*","arn:aws:s3:::logs"]}})"},
      {"network",
       R"("Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}})"},
      {"time",
       R"("Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"DateLessThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"}})"},
      {"access_point",
       R"("Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"s3:DataAccessPointAccount":"111111111111"}})"},
      {"kms_key",
       R"("Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"s3:x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:us-east-1:111111111111:key/k"}})"},
      {"undecided",
       R"("Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"ArnEquals":{"aws:PrincipalArn":"${aws:username}"}})"},
      {"wrong", R"("Principal":"*","Action":7,"Resource":"arn:aws:s3:::b/*","Condition":{"Nonsense":{"a":"b"}})"},
      {"owner_only", R"("Principal":{"AWS":"111111111111"},"Action":"s3:*","Resource":"*")"},
  };
  return cases;
}

class PolicySchema : public EndToEnd {
 protected:
  // Of a command that prints one document, on one line.
  std::string Document(const std::string& command) {
    const Ran ran = Crosstrail("policy " + command + kOptions);
    EXPECT_FALSE(ran.out.empty()) << command << ran.err;
    return json::parse(ran.out).dump() + "\n";
  }

  void WritePolicies() {
    for (const Case& one : Cases()) {
      Write(File(one), std::string(R"({"Version":"2012-10-17","Statement":[{"Sid":"S","Effect":"Allow",)") +
                           one.statement + "}]}");
    }
  }

  static std::string File(const Case& one) { return std::string(one.name) + ".json"; }

  static void ExpectValid(const std::string& part, const std::string& documents) {
    const SchemaOutcome outcome = Validate("policy.schema.json" + part, documents, "crosstrail_policy_schema.ndjson");
    if (outcome.exit_code == kNoValidator) GTEST_SKIP() << outcome.output;
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  }
};

TEST_F(PolicySchema, EveryReportIsValid) {
  WritePolicies();
  std::string documents = Document("explain " + Quoted(SourceDir() + "/examples/policies/shared-bucket.json"));
  for (const Case& one : Cases()) documents += Document("explain " + File(one));
  ExpectValid("", documents);
}

TEST_F(PolicySchema, TheOtherCommandsToo) {
  WritePolicies();
  std::string diffs;
  std::string fixes;
  for (const Case& one : Cases()) {
    diffs += Document("diff accounts.json " + File(one));
    if (one.name != std::string("wrong")) fixes += Document("fix " + File(one));
  }
  ExpectValid("#/$defs/diff", diffs);
  ExpectValid("#/$defs/fix", fixes);
  ExpectValid("#/$defs/check", Document("check anyone.json accounts.json"));
  const Ran ran = Crosstrail(
      "policy simulate anyone.json --principal '*' --action s3:GetObject --resource arn:aws:s3:::b/x --format json");
  ExpectValid("#/$defs/decision", json::parse(ran.out).dump() + "\n");
}

// The table above leaves no value of a closed vocabulary out, and the schema names no other.
TEST_F(PolicySchema, VocabulariesAreThoseOfTheProgram) {
  WritePolicies();
  std::set<std::string> kinds;
  std::set<std::string> limits;
  std::set<std::string> access;
  std::set<std::string> verdicts;
  for (const Case& one : Cases()) {
    const json report = json::parse(Document("explain " + File(one)));
    verdicts.insert(report.at("verdict"));
    for (const json& grant : report.at("grants")) {
      kinds.insert(grant.at("who").at("kind"));
      for (const json& limit : grant.at("limits")) limits.insert(limit);
      for (const json& level : grant.at("access")) access.insert(level);
    }
  }
  const json defs = json::parse(ReadFile(SourceDir() + "/docs/policy.schema.json")).at("$defs");
  const auto names = [](const json& values) { return values.get<std::set<std::string>>(); };
  EXPECT_EQ(kinds, names(defs.at("who").at("properties").at("kind").at("enum")));
  EXPECT_EQ(limits, names(defs.at("limit").at("enum")));
  EXPECT_EQ(access, names(defs.at("accessLevel").at("enum")));
  EXPECT_EQ(verdicts, names(defs.at("verdict").at("enum")));
}

TEST_F(PolicySchema, WrongReportsAreRefused) {
  WritePolicies();
  const json good = json::parse(Document("explain accounts.json"));
  std::vector<json> bad;
  for (const auto& [key, value] : good.items()) bad.emplace_back(good).erase(key);
  for (const auto& [key, value] : good.at("summary").items()) bad.emplace_back(good).at("summary").erase(key);
  for (const auto& [key, value] : good.at("grants").at(0).items()) bad.emplace_back(good).at("grants").at(0).erase(key);
  bad.emplace_back(good)["extra"] = 1;
  bad.emplace_back(good)["verdict"] = "dreadful";
  bad.emplace_back(good)["owner"] = "me";
  for (const json& document : bad) {
    const SchemaOutcome outcome =
        Validate("policy.schema.json", document.dump() + "\n", "crosstrail_policy_schema_wrong.ndjson");
    if (outcome.exit_code == kNoValidator) GTEST_SKIP() << outcome.output;
    EXPECT_EQ(outcome.exit_code, 1) << document.dump().substr(0, 300);
  }
}

}  // namespace
}  // namespace crosstrail
