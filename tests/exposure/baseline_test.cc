// What is known of resources beside the logs.
#include "exposure/baseline.h"

#include <gmock/gmock.h>

#include "tests/exposure/tracking.h"

namespace crosstrail::exposure {
namespace {

using testing::ElementsAreArray;
using testing::HasSubstr;

// "PART ARN of OWNER: VALUE" of every change, "@TIME" before those of an entry that has one.
std::vector<std::string> Entries(const std::string& text) {
  std::vector<std::string> lines;
  const auto entries = ReadBaseline(text, "known.json");
  if (!entries) return {entries.error().message};
  for (const BaselineEntry& entry : *entries) {
    for (const Change& change : entry.changes) {
      std::string value = change.policy;
      if (change.acl) value = std::to_string(change.acl->grants.size()) + " grants";
      if (change.row->part == Part::kPublicAccessBlock) {
        value = fmt::format("{}{}{}{}", change.block.block_public_acls, change.block.ignore_public_acls,
                            change.block.block_public_policy, change.block.restrict_public_buckets);
      }
      if (change.row->part == Part::kOwnership) value = change.text;
      if (change.visibility == Visibility::kNone) value = "none";
      lines.push_back(fmt::format("{}{} {} of {}: {}",
                                  entry.origin.time ? "@" + FormatInstant(*entry.origin.time) + " " : "",
                                  Name(change.row->part), change.resource, change.owner, value));
    }
  }
  return lines;
}

struct Case {
  const char* what;
  std::string text;
  std::vector<std::string> entries;
};

TEST(Baseline, EveryForm) {
  const std::string policy =
      R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}})";
  const std::string quoted = Json(policy).dump();
  const std::string bucket_item =
      R"({"resourceType":"AWS::S3::Bucket","resourceName":"b","ARN":"arn:aws:s3:::b","awsAccountId":"111111111111",)"
      R"("configurationItemCaptureTime":"2026-01-01T00:00:00.000Z","configurationItemStatus":"OK",)";
  for (
      const Case& one : std::vector<Case>{
          {"the AWS CLI's output", R"({"Policy":)" + quoted + "}", {"policy arn:aws:s3:::b of : " + policy}},
          {"... told whose",
           "{\n\"Bucket\":\"c\",\n\"Owner\":\"111111111111\",\n\"Policy\":" + policy + "}",
           {"policy arn:aws:s3:::c of 111111111111: " + policy}},
          {"... of a bucket in another partition",
           R"({"Policy":{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":["arn:aws-cn:s3:::b","arn:aws-cn:s3:::b/*"]}}})",
           {R"(policy arn:aws-cn:s3:::b of : {"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":["arn:aws-cn:s3:::b","arn:aws-cn:s3:::b/*"]}})"}},
          {"... and told which",
           R"({"Bucket":"c","Policy":{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws-us-gov:s3:::c/*"}}})",
           {R"(policy arn:aws-us-gov:s3:::c of : {"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws-us-gov:s3:::c/*"}})"}},
          {"our own lines",
           R"({"arn":"arn:aws:s3:::b","owner":"111111111111","policy":)" + policy + R"(,"time":"2026-01-01"})" +
               "\n\n" + R"({"arn":"arn:aws:iam::222222222222:role/r","policy":null})",
           {"@2026-01-01T00:00:00Z policy arn:aws:s3:::b of 111111111111: " + policy,
            "policy arn:aws:iam::222222222222:role/r of 222222222222: none"}},
          {"a bucket of AWS Config",
           R"({"fileVersion":"1.0","configurationItems":[)" + bucket_item +
               R"("supplementaryConfiguration":{"BucketPolicy":{"policyText":)" + quoted +
               R"(},"PublicAccessBlockConfiguration":{"blockPublicAcls":true,"ignorePublicAcls":false,"blockPublicPolicy":true,"restrictPublicBuckets":false},)"
               R"("AccessControlList":"{\"grantSet\":null,\"grantList\":[{\"grantee\":\"AllUsers\",\"permission\":\"Read\"},{\"grantee\":{\"id\":\"o\"},\"permission\":\"FullControl\"}],\"owner\":{\"id\":\"o\"}}",)"
               R"("OwnershipControls":{"rules":[{"objectOwnership":"ObjectWriter"}]}}}]})",
           {"@2026-01-01T00:00:00Z policy arn:aws:s3:::b of 111111111111: " + policy,
            "@2026-01-01T00:00:00Z public_access_block arn:aws:s3:::b of 111111111111: truefalsetruefalse",
            "@2026-01-01T00:00:00Z acl arn:aws:s3:::b of 111111111111: 1 grants",
            "@2026-01-01T00:00:00Z ownership arn:aws:s3:::b of 111111111111: ObjectWriter"}},
          {"a bucket without a policy",
           bucket_item + R"("supplementaryConfiguration":{"BucketPolicy":{"policyText":null}}})",
           {"@2026-01-01T00:00:00Z policy arn:aws:s3:::b of 111111111111: none"}},
          {"a role",
           R"([{"resourceType":"AWS::IAM::Role","arn":"arn:aws:iam::111111111111:role/with/a/path/r","accountId":"111111111111",)"
           R"("configuration":"{\"assumeRolePolicyDocument\":\"%7B%22Statement%22%3A%5B%5D%7D\"}"}])",
           {R"(policy arn:aws:iam::111111111111:role/r of 111111111111: {"Statement":[]})"}},
          {"a key",
           R"({"baseConfigurationItems":[{"resourceType":"AWS::KMS::Key","arn":"arn:aws:kms:us-east-1:111111111111:key/k","accountId":"111111111111","supplementaryConfiguration":{"Policy":"\"{}\""}}]})",
           {"policy arn:aws:kms:us-east-1:111111111111:key/k of 111111111111: {}"}},
          {"a queue that is gone",
           R"({"resourceType":"AWS::SQS::Queue","arn":"arn:aws:sqs:us-east-1:111111111111:q","awsAccountId":"111111111111","configurationItemStatus":"ResourceDeleted"})",
           {"resource arn:aws:sqs:us-east-1:111111111111:q of 111111111111: none"}},
          {"an account",
           R"({"resourceType":"AWS::S3::AccountPublicAccessBlock","awsAccountId":"111111111111","configuration":{"blockPublicAcls":true,"ignorePublicAcls":true,"blockPublicPolicy":true,"restrictPublicBuckets":true}})",
           {"public_access_block arn:aws:s3:::account/111111111111 of 111111111111: truetruetruetrue"}},
          {"an account in China",
           R"({"resourceType":"AWS::S3::AccountPublicAccessBlock","awsAccountId":"111111111111","awsRegion":"cn-north-1","configuration":{}})",
           {"public_access_block arn:aws-cn:s3:::account/111111111111 of 111111111111: falsefalsefalsefalse"}},
          {"what has no policy to follow",
           R"({"resourceType":"AWS::EC2::Instance","arn":"arn:aws:ec2:us-east-1:1:instance/i"})",
           {}},
      }) {
    EXPECT_THAT(Entries(one.text), ElementsAreArray(one.entries)) << one.what;
  }
}

TEST(Baseline, SaysWhatIsWrong) {
  struct Wrong {
    const char* text;
    const char* message;
  };
  for (const Wrong& one :
       {Wrong{"{", "known.json: a baseline that is no JSON"}, Wrong{"7", "holds something that is no object"},
        Wrong{"{\"a\":1}\n{\"b\":2}", "known.json:1: a baseline that holds an object of an unknown kind"},
        Wrong{"{\"arn\":\"arn:aws:s3:::b\",\"policy\":null}\n{", "known.json:2: a baseline that is no JSON"},
        Wrong{R"({"Policy":"{}"})", "does not say of which bucket"},
        Wrong{R"({"arn":"arn:aws:ec2:us-east-1:1:instance/i","policy":null})", "whose policies are not followed"},
        Wrong{R"({"arn":"arn:aws:s3:::b"})", "has no policy"},
        Wrong{R"({"arn":"arn:aws:s3:::b","policy":null,"time":"soon"})", "has the time soon"},
        Wrong{R"({"resource":"arn:aws:s3:::b","state":{"owner":7}})", "a state that cannot be read"},
        Wrong{R"({"exposure":{"resource":7}})", "an exposure that cannot be read"}}) {
    const auto read = ReadBaseline(one.text, "known.json");
    ASSERT_FALSE(read) << one.text;
    EXPECT_THAT(read.error().message, HasSubstr(one.message));
  }
}

TEST(Baseline, WhatATrackerSavedGivesTheSameStates) {
  Tracker tracker{{}};
  Calls calls(tracker);
  calls.Put(PolicyOf({Statement({{"AWS", "222222222222"}})}));
  calls.Make("PutBucketAcl", {{"x-amz-acl", "public-read"}});
  calls.Make("PutBucketPublicAccessBlock", {{"PublicAccessBlockConfiguration", {{"BlockPublicAcls", true}}}});
  calls.Make("PutBucketOwnershipControls", {{"OwnershipControls", {{"Rule", {{"ObjectOwnership", "ObjectWriter"}}}}}});
  calls.Make("PutObjectAcl", {{"key", "k"}, {"x-amz-acl", "public-read"}});
  calls.Make("PutAccountPublicAccessBlock", {{"PublicAccessBlockConfiguration", {{"BlockPublicPolicy", true}}}});
  calls.Make("PutBucketPolicy", {{"bucketName", "hidden"}});
  calls.Make("DeleteBucketPolicy", {{"bucketName", "none"}});
  calls.Make("CreateGrant",
             {{"keyId", "k"}, {"granteePrincipal", "arn:aws:iam::222222222222:root"}, {"operations", {"Decrypt"}}},
             {{"responseElements", {{"grantId", "g"}}}}, "kms");
  calls.Make("AddPermission20150331v2",
             {{"functionName", "f"}, {"statementId", "s"}, {"action", "lambda:InvokeFunction"}, {"principal", "*"}},
             Json::object(), "lambda");
  Tracker other{{}};
  const auto entries = ReadBaseline(tracker.Save(), "known");
  ASSERT_TRUE(entries) << entries.error().message;
  for (const BaselineEntry& entry : *entries) {
    if (entry.exposure) {
      other.Remember(*entry.exposure);
    } else {
      other.Apply(entry.changes, entry.origin);
    }
  }
  for (const char* arn : {"arn:aws:s3:::b", "arn:aws:s3:::b/k", "arn:aws:s3:::account/111111111111",
                          "arn:aws:s3:::hidden", "arn:aws:s3:::none", "arn:aws:kms:us-east-1:111111111111:key/k",
                          "arn:aws:lambda:us-east-1:111111111111:function:f"}) {
    ASSERT_NE(other.Find(arn), nullptr) << arn;
    EXPECT_EQ(*other.Find(arn), *tracker.Find(arn)) << arn;
  }
  EXPECT_EQ(other.inventory().All(), tracker.inventory().All());
}

}  // namespace
}  // namespace crosstrail::exposure
