// How exposures are taken back.
#include "exposure/remedy.h"

#include <gmock/gmock.h>

#include "tests/exposure/tracking.h"

namespace crosstrail::exposure {
namespace {

using testing::ElementsAre;

struct Case {
  const char* what;
  const char* arn;
  Target target;
  Part part;
  const char* command;
};

TEST(Remedy, EveryPartHasItsCommand) {
  const std::string kAll =
      "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true";
  const Json own = Statement({{"AWS", {"111111111111", "222222222222"}}}, "*");
  for (
      const Case& one : {
          Case{"a bucket", "arn:aws:s3:::b", Target::kBucket, Part::kPolicy,
               "aws s3api put-bucket-policy --bucket b --policy file://repaired.json"},
          Case{
              "an access point", "arn:aws:s3:us-east-1:111111111111:accesspoint/p", Target::kAccessPoint, Part::kPolicy,
              "aws s3control put-access-point-policy --account-id 111111111111 --name p --policy file://repaired.json"},
          Case{"a role", "arn:aws:iam::111111111111:role/path/r", Target::kRole, Part::kPolicy,
               "aws iam update-assume-role-policy --role-name r --policy-document file://repaired.json"},
          Case{
              "a key", "arn:aws:kms:us-east-1:111111111111:key/k", Target::kKey, Part::kPolicy,
              "aws kms put-key-policy --key-id arn:aws:kms:us-east-1:111111111111:key/k --policy-name default --policy "
              "file://repaired.json"},
          Case{"a topic", "arn:aws:sns:us-east-1:111111111111:t", Target::kTopic, Part::kPolicy,
               "aws sns set-topic-attributes --topic-arn arn:aws:sns:us-east-1:111111111111:t --attribute-name Policy "
               "--attribute-value file://repaired.json"},
          Case{"a queue", "arn:aws:sqs:us-east-1:111111111111:q", Target::kQueue, Part::kPolicy,
               "aws sqs set-queue-attributes --queue-url \"$(aws sqs get-queue-url --queue-name q --query QueueUrl "
               "--output text)\" --attributes \"$(jq '{Policy: tojson}' repaired.json)\""},
          Case{"a list", "arn:aws:s3:::b", Target::kBucket, Part::kAcl,
               "aws s3api put-bucket-acl --bucket b --acl private"},
          Case{"an object's list", "arn:aws:s3:::b/a/it's", Target::kObject, Part::kAcl,
               R"(aws s3api put-object-acl --bucket b --key 'a/it'\''s' --acl private)"},
          Case{"the list of an object with colons in its key", "arn:aws:s3:::b/2026:01/k", Target::kObject, Part::kAcl,
               "aws s3api put-object-acl --bucket b --key 2026:01/k --acl private"},
          Case{"ownership", "arn:aws:s3:::b", Target::kBucket, Part::kOwnership,
               "aws s3api put-bucket-ownership-controls --bucket b --ownership-controls "
               "'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'"},
          Case{"replication", "arn:aws:s3:::$(reboot)", Target::kBucket, Part::kReplication,
               "aws s3api delete-bucket-replication --bucket '$(reboot)'"},
      }) {
    ResourceState state;
    state.target = one.target;
    state.owner = "111111111111";
    Json statement = own;
    statement["Resource"] = one.arn;
    if (one.target == Target::kBucket) statement["Resource"] = {one.arn, std::string(one.arn) + "/*"};
    if (one.target == Target::kRole) statement.erase("Resource");
    if (one.target == Target::kRole) statement["Action"] = "sts:AssumeRole";
    state.policy = PolicyOf({statement}).dump();
    policy::AnalysisOptions options;
    options.trust.owner = state.owner;
    const Remedy remedy = RemedyFor(one.arn, state, one.part, options);
    EXPECT_THAT(remedy.commands, ElementsAre(one.command)) << one.what;
    if (one.part != Part::kPolicy) continue;
    EXPECT_THAT(remedy.edits, ElementsAre("statement 1: drop the principal 222222222222")) << one.what;
    EXPECT_EQ(Json::parse(remedy.policy).at("Statement").at(0).at("Principal"), Json({{"AWS", {"111111111111"}}}));
  }
  ResourceState state;
  state.owner = "111111111111";
  EXPECT_THAT(RemedyFor("arn:aws:s3:::b", state, Part::kPublicAccessBlock, {}).commands,
              ElementsAre("aws s3api put-public-access-block --bucket b --public-access-block-configuration " + kAll));
  state.target = Target::kAccount;
  EXPECT_THAT(RemedyFor("arn:aws:s3:::account/111111111111", state, Part::kPublicAccessBlock, {}).commands,
              ElementsAre("aws s3control put-public-access-block --account-id 111111111111 "
                          "--public-access-block-configuration " +
                          kAll));
}

TEST(Remedy, APolicyWithNothingLeftIsDeleted) {
  ResourceState state;
  state.owner = "111111111111";
  state.policy = PolicyOf({Statement({{"AWS", "222222222222"}})}).dump();
  policy::AnalysisOptions options;
  options.trust.owner = state.owner;
  const Remedy remedy = RemedyFor("arn:aws:s3:::b", state, Part::kPolicy, options);
  EXPECT_THAT(remedy.edits, ElementsAre("statement 1: drop the statement"));
  EXPECT_EQ(remedy.policy, "");
  EXPECT_THAT(remedy.commands, ElementsAre("aws s3api delete-bucket-policy --bucket b"));
  const std::string queue = "arn:aws:sqs:us-east-1:111111111111:q";
  state.target = Target::kQueue;
  state.policy =
      PolicyOf(
          {{{"Effect", "Allow"}, {"Principal", {{"AWS", "222222222222"}}}, {"Action", "sqs:*"}, {"Resource", queue}}})
          .dump();
  EXPECT_THAT(RemedyFor(queue, state, Part::kPolicy, options).commands,
              ElementsAre("aws sqs set-queue-attributes --queue-url \"$(aws sqs get-queue-url --queue-name q --query "
                          "QueueUrl --output text)\" --attributes '{\"Policy\":\"\"}'"));
}

TEST(Remedy, StatementsAndGrantsGoOneByOne) {
  ResourceState function;
  function.target = Target::kFunction;
  function.owner = "111111111111";
  const std::string arn = "arn:aws:lambda:us-east-1:111111111111:function:f";
  const auto statement = [&](const char* sid, const Json& principal) {
    return Json{{"Sid", sid},
                {"Effect", "Allow"},
                {"Principal", principal},
                {"Action", "lambda:InvokeFunction"},
                {"Resource", arn}};
  };
  function.policy = PolicyOf({statement("own", {{"AWS", "111111111111"}}), statement("two words", "*"),
                              statement("other", {{"AWS", {"111111111111", "222222222222"}}})})
                        .dump();
  policy::AnalysisOptions options;
  options.trust.owner = function.owner;
  const Remedy remedy = RemedyFor(arn, function, Part::kPolicy, options);
  EXPECT_THAT(remedy.edits, ElementsAre("statement 2: drop the statement", "statement 3: drop the statement"));
  EXPECT_THAT(remedy.commands,
              ElementsAre("aws lambda remove-permission --function-name " + arn + " --statement-id 'two words'",
                          "aws lambda remove-permission --function-name " + arn + " --statement-id other"));
  EXPECT_EQ(remedy.policy, "");
  ResourceState key;
  key.target = Target::kKey;
  key.lists = SharingLists{.acl = {}, .copies = {}, .grants = {{.id = "g1", .policy = {}}, {.id = "g2", .policy = {}}}};
  EXPECT_THAT(RemedyFor("arn:aws:kms:us-east-1:111111111111:key/k", key, Part::kGrants, options).commands,
              ElementsAre("aws kms revoke-grant --key-id arn:aws:kms:us-east-1:111111111111:key/k --grant-id g1",
                          "aws kms revoke-grant --key-id arn:aws:kms:us-east-1:111111111111:key/k --grant-id g2"));
}

TEST(Remedy, ServicesKeepTheirRoles) {
  const Json services = {
      {"Effect", "Allow"}, {"Principal", {{"Service", "ec2.amazonaws.com"}}}, {"Action", "sts:AssumeRole"}};
  Json both = services;
  both["Principal"]["AWS"] = "222222222222";
  ResourceState state;
  state.owner = "111111111111";
  state.target = Target::kRole;
  state.policy = PolicyOf({services, both}).dump();
  policy::AnalysisOptions options;
  options.trust.owner = state.owner;
  const Remedy remedy = RemedyFor("arn:aws:iam::111111111111:role/r", state, Part::kPolicy, options);
  EXPECT_THAT(remedy.edits, ElementsAre("statement 2: drop the principal 222222222222"));
  EXPECT_EQ(Json::parse(remedy.policy), PolicyOf({services, services}));
}

}  // namespace
}  // namespace crosstrail::exposure
