// What records change, from the record's text.
#include "exposure/change.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "exposure/sharing_calls.h"
#include "tests/exposure/records.h"

namespace crosstrail::exposure {
namespace {

// "policy arn:aws:s3:::b of 111111111111: {...}", one a change; "-" for none.
std::string Print(const Change& change) {
  constexpr const char* kParts[] = {"policy", "acl", "block", "ownership", "replication", "website", "resource"};
  constexpr const char* kVisibility[] = {"", "cleared", "hidden"};
  std::string what = kVisibility[static_cast<std::size_t>(change.visibility)];
  if (change.visibility == Visibility::kText) {
    what = change.policy + change.text;
    if (change.acl) {
      for (const AclGrant& grant : change.acl->grants) {
        what += fmt::format("{}/{}/{} ", static_cast<int>(grant.grantee), grant.id, static_cast<int>(grant.permission));
      }
    }
    if (change.row->part == Part::kPublicAccessBlock) {
      what = fmt::format("{:d}{:d}{:d}{:d}", change.block.block_public_acls, change.block.ignore_public_acls,
                         change.block.block_public_policy, change.block.restrict_public_buckets);
    }
    for (const std::string& target : change.targets) what += target + " ";
  }
  return fmt::format("{}{} {} of {}: {}", change.failed ? "failed " : "",
                     kParts[static_cast<std::size_t>(change.row->part)], change.resource,
                     change.owner.empty() ? "?" : change.owner, what);
}

std::vector<std::string> Changes(const std::string& record) {
  std::vector<std::string> out;
  for (const Change& change : ReadChangesOf(record)) out.push_back(Print(change));
  return out;
}

// A record of `call` with `rest` behind it.
std::string RecordOf(const std::string& service, const std::string& call, const std::string& rest) {
  return fmt::format(
      R"({{"eventSource":"{}.amazonaws.com","eventName":"{}","awsRegion":"us-east-1","recipientAccountId":"111111111111",{}}})",
      service, call, rest);
}

struct Case {
  const char* what;
  std::string record;
  std::vector<std::string> changes;
};

TEST(Changes, OfEveryKindOfCall) {
  const std::string bucket = R"("resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"},)"
                             R"({"accountId":"222222222222","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::b"}])";
  const std::vector<Case> cases = {
      {"an object; the bucket's owner is in resources, not the caller's trail",
       RecordOf("s3", "PutBucketPolicy",
                R"("requestParameters":{"policy":"","bucketName":"b","bucketPolicy":{"Statement":[]}},)" + bucket),
       {R"(policy arn:aws:s3:::b of 222222222222: {"Statement":[]})"}},
      {"JSON in a string",
       RecordOf("s3", "PutBucketPolicy",
                R"("requestParameters":{"bucketName":"b","bucketPolicy":"{\"Statement\":[]}"})"),
       {R"(policy arn:aws:s3:::b of 111111111111: {"Statement":[]})"}},
      {"refused",
       RecordOf("s3", "PutBucketPolicy",
                R"("errorCode":"AccessDenied","requestParameters":{"bucketName":"b","bucketPolicy":{}})"),
       {"failed policy arn:aws:s3:::b of 111111111111: {}"}},
      {"the policy left out of the record",
       RecordOf("s3", "PutBucketPolicy", R"("requestParameters":{"bucketName":"b"})"),
       {"policy arn:aws:s3:::b of 111111111111: hidden"}},
      {"all parameters left out",
       RecordOf("s3", "PutBucketPolicy", R"("requestParameters":{"omitted":true,"reason":"too large"},)" + bucket),
       {"policy arn:aws:s3:::b of 222222222222: hidden"}},
      {"all parameters left out, and nothing else that names the resource",
       RecordOf("iam", "UpdateAssumeRolePolicy", R"("requestParameters":{"omitted":true,"reason":"too large"})"),
       {"policy arn:aws:iam::111111111111:? of 111111111111: hidden"}},
      {"... of a role that the answer names",
       RecordOf(
           "iam", "CreateRole",
           R"("requestParameters":{"omitted":true,"reason":"too large"},"responseElements":{"role":{"roleName":"r"}})"),
       {"policy arn:aws:iam::111111111111:role/r of 111111111111: hidden"}},
      {"no resource at all", RecordOf("s3", "PutBucketPolicy", R"("requestParameters":null)"), {}},
      {"taken away",
       RecordOf("s3", "DeleteBucketPolicy", R"("requestParameters":{"bucketName":"b"})"),
       {"policy arn:aws:s3:::b of 111111111111: cleared"}},
      {"a canned ACL and object ownership in one call",
       RecordOf(
           "s3", "CreateBucket",
           R"("requestParameters":{"bucketName":"b","x-amz-acl":"public-read","x-amz-object-ownership":"ObjectWriter"})"),
       {"resource arn:aws:s3:::b of 111111111111: ", "acl arn:aws:s3:::b of 111111111111: 2//0 ",
        "ownership arn:aws:s3:::b of 111111111111: ObjectWriter"}},
      {"neither",
       RecordOf("s3", "CreateBucket", R"("requestParameters":{"bucketName":"b"})"),
       {"resource arn:aws:s3:::b of 111111111111: "}},
      {"grants written out",
       RecordOf(
           "s3", "PutBucketAcl",
           R"("requestParameters":{"bucketName":"b","acl":"","AccessControlPolicy":{"Owner":{"ID":"o"},"AccessControlList":{"Grant":[)"
           R"({"Grantee":{"xsi:type":"CanonicalUser","ID":"79a5"},"Permission":"FULL_CONTROL"},)"
           R"({"Grantee":{"xsi:type":"Group","URI":"http://acs.amazonaws.com/groups/global/AuthenticatedUsers"},"Permission":"WRITE_ACP"}]}}})"),
       {"acl arn:aws:s3:::b of 111111111111: 0/79a5/4 3//3 "}},
      {"one grant",
       RecordOf(
           "s3", "PutBucketAcl",
           R"("requestParameters":{"bucketName":"b","AccessControlPolicy":{"AccessControlList":{"Grant":{"Grantee":{"EmailAddress":"a@b"},"Permission":"READ"}}}})"),
       {"acl arn:aws:s3:::b of 111111111111: 1/a@b/0 "}},
      {"grants in headers",
       RecordOf(
           "s3", "PutObjectAcl",
           R"("requestParameters":{"bucketName":"b","key":"k/l","accessControlList":{"x-amz-grant-full-control":"id=\"79a5\", uri=http://acs.amazonaws.com/groups/global/AllUsers","x-amz-grant-read-acp":"emailAddress=a@b"}},)" +
               bucket),
       {"acl arn:aws:s3:::b/k/l of 222222222222: 0/79a5/4 1/a@b/2 2//4 "}},
      {"headers of older records, in lists",
       RecordOf(
           "s3", "PutObject",
           R"("requestParameters":{"bucketName":"b","key":"k","x-amz-acl":["public-read"],"x-amz-grant-write-acp":["id=79a5","id=79a6"]})"),
       {"acl arn:aws:s3:::b/k of 111111111111: 0/79a5/3 0/79a6/3 2//0 "}},
      {"headers as somebody may write them",
       RecordOf(
           "s3", "CreateBucket",
           R"("requestParameters":{"bucketName":"b","X-Amz-Acl":"public-read","X-AMZ-Object-Ownership":"ObjectWriter","X-Amz-Grant-READ-acp":"Id=79a5"})"),
       {"resource arn:aws:s3:::b of 111111111111: ", "acl arn:aws:s3:::b of 111111111111: 0/79a5/2 2//0 ",
        "ownership arn:aws:s3:::b of 111111111111: ObjectWriter"}},
      {"a grant in the spelling of some records",
       RecordOf(
           "s3", "PutObjectAcl",
           R"("requestParameters":{"bucketName":"b","key":"k","AccessControlPolicy":{"AccessControlList":{"Grant":{"Grantee":{"ID":"79a5"},"permission":"READ"}}}})"),
       {"acl arn:aws:s3:::b/k of 111111111111: 0/79a5/0 "}},
      {"ownership that cannot be read",
       RecordOf("s3", "PutBucketOwnershipControls", R"("requestParameters":{"bucketName":"b","OwnershipControls":{}})"),
       {"ownership arn:aws:s3:::b of 111111111111: hidden"}},
      {"an object through an access point",
       RecordOf(
           "s3", "PutObjectAcl",
           R"("requestParameters":{"bucketName":"arn:aws:s3:us-east-1:111111111111:accesspoint/ap","key":"k","x-amz-acl":"public-read"},)" +
               bucket),
       {"acl arn:aws:s3:::b/k of 222222222222: 2//0 "}},
      {"an object through the alias of an access point",
       RecordOf("s3", "PutObjectAcl",
                R"("requestParameters":{"bucketName":"ap-abc-s3alias","key":"k","x-amz-acl":"public-read"},)" + bucket),
       {"acl arn:aws:s3:::b/k of 222222222222: 2//0 "}},
      {"... where nothing says of which bucket it is",
       RecordOf(
           "s3", "PutObjectAcl",
           R"("requestParameters":{"bucketName":"arn:aws:s3:us-east-1:111111111111:accesspoint/ap","key":"k","x-amz-acl":"public-read"})"),
       {"acl arn:aws:s3:::ap/k of 111111111111: 2//0 "}},
      {"an ACL that cannot be read",
       RecordOf("s3", "PutBucketAcl", R"("requestParameters":{"bucketName":"b","x-amz-acl":"something-new"})"),
       {"acl arn:aws:s3:::b of 111111111111: hidden"}},
      {"an object without a word of ACL",
       RecordOf("s3", "PutObject", R"("requestParameters":{"bucketName":"b","key":"k"})"),
       {}},
      {"a block",
       RecordOf(
           "s3", "PutBucketPublicAccessBlock",
           R"("requestParameters":{"bucketName":"b","PublicAccessBlockConfiguration":{"RestrictPublicBuckets":true,"BlockPublicAcls":"true"}})"),
       {"block arn:aws:s3:::b of 111111111111: 1001"}},
      {"the account's block",
       RecordOf("s3", "DeleteAccountPublicAccessBlock", R"("requestParameters":{"host":["x"]})"),
       {"block arn:aws:s3:::account/111111111111 of 111111111111: cleared"}},
      {"copies to another account",
       RecordOf(
           "s3", "PutBucketReplication",
           R"("requestParameters":{"bucketName":"b","ReplicationConfiguration":{"Role":"r","Rule":[{"Destination":{"Bucket":"arn:aws:s3:::far","Account":"333333333333"}},{"Destination":{"Bucket":"arn:aws:s3:::near"}}]}})"),
       {"replication arn:aws:s3:::b of 111111111111: arn:aws:s3:::far 333333333333 arn:aws:s3:::near "}},
      {"copies by a rule that is off",
       RecordOf(
           "s3", "PutBucketReplication",
           R"("requestParameters":{"bucketName":"b","ReplicationConfiguration":{"Rule":{"Status":"Disabled","Destination":{"Bucket":"arn:aws:s3:::far"}}}})"),
       {"replication arn:aws:s3:::b of 111111111111: "}},
      {"copies by a rule that cannot be read",
       RecordOf(
           "s3", "PutBucketReplication",
           R"("requestParameters":{"bucketName":"b","ReplicationConfiguration":{"Rule":{"Status":"Enabled","destination":"far"}}})"),
       {"replication arn:aws:s3:::b of 111111111111: hidden"}},
      {"an access point",
       RecordOf("s3", "PutAccessPointPolicy",
                R"("requestParameters":{"name":"ap","PutAccessPointPolicyRequest":{"Policy":"{}"}})"),
       {"policy arn:aws:s3:us-east-1:111111111111:accesspoint/ap of 111111111111: {}"}},
      {"an access point of which the record has only the marker of the call",
       RecordOf("s3", "PutAccessPointPolicy", R"("requestParameters":{"name":"ap","policy":""})"),
       {"policy arn:aws:s3:us-east-1:111111111111:accesspoint/ap of 111111111111: hidden"}},
      {"a trust policy with percent escapes",
       RecordOf("iam", "UpdateAssumeRolePolicy",
                R"("requestParameters":{"roleName":"r","policyDocument":"%7B%22Statement%22%3A%5B%5D%7D"})"),
       {R"(policy arn:aws:iam::111111111111:role/r of 111111111111: {"Statement":[]})"}},
      {"a key by its id",
       RecordOf("kms", "PutKeyPolicy", R"("requestParameters":{"keyId":"1234","policy":"{}","policyName":"default"})"),
       {"policy arn:aws:kms:us-east-1:111111111111:key/1234 of 111111111111: {}"}},
      {"a queue, whose URL has the owner",
       RecordOf(
           "sqs", "SetQueueAttributes",
           R"("requestParameters":{"queueUrl":"https://sqs.us-east-1.amazonaws.com/222222222222/q","attributes":{"Policy":""}})"),
       {"policy arn:aws:sqs:us-east-1:222222222222:q of 222222222222: cleared"}},
      {"a queue by its name alone",
       RecordOf("sqs", "SetQueueAttributes", R"("requestParameters":{"queueUrl":"q","attributes":{"Policy":"{}"}})"),
       {"policy arn:aws:sqs:us-east-1:111111111111:q of 111111111111: {}"}},
      {"a queue by the end of its URL",
       RecordOf("sqs", "DeleteQueue", R"("requestParameters":{"queueUrl":"222222222222/q/"})"),
       {"resource arn:aws:sqs:us-east-1:222222222222:q of 222222222222: cleared"}},
      {"another attribute of a queue",
       RecordOf(
           "sqs", "SetQueueAttributes",
           R"("requestParameters":{"queueUrl":"https://sqs.us-east-1.amazonaws.com/222222222222/q","attributes":{"DelaySeconds":"5"}})"),
       {}},
      {"a topic",
       RecordOf(
           "sns", "SetTopicAttributes",
           R"("requestParameters":{"topicArn":"arn:aws:sns:us-east-1:222222222222:t","attributeName":"Policy","attributeValue":"{}"})"),
       {"policy arn:aws:sns:us-east-1:222222222222:t of 222222222222: {}"}},
      {"another attribute of a topic",
       RecordOf(
           "sns", "SetTopicAttributes",
           R"("requestParameters":{"topicArn":"arn:aws:sns:us-east-1:222222222222:t","attributeName":"DisplayName","attributeValue":"{}"})"),
       {}},
      {"a bucket of another partition",
       R"({"eventSource":"s3.amazonaws.com","eventName":"DeleteBucketPolicy","awsRegion":"us-isob-east-1",)"
       R"("recipientAccountId":"111111111111","requestParameters":{"bucketName":"b"}})",
       {"policy arn:aws-iso-b:s3:::b of 111111111111: cleared"}},
      {"a call that shares nothing", RecordOf("s3", "GetObject", R"("requestParameters":{"bucketName":"b"})"), {}},
  };
  for (const Case& one : cases) EXPECT_EQ(Changes(one.record), one.changes) << one.what;
}

TEST(SharingCalls, ObjectsAreLookedAtWhereTheyMayHaveAList) {
  const auto may_set = [](std::string_view parameters) {
    return MaySet(FindSharingRows("s3.amazonaws.com", "PutObject"), parameters);
  };
  EXPECT_TRUE(may_set(R"({"key":"a-b","x-amz-acl":"public-read"})"));
  EXPECT_TRUE(may_set(R"({"X-AMZ-Grant-Read":"id=79a5"})"));
  EXPECT_TRUE(may_set(R"({"x-amz-\u0061cl":"public-read"})"));
  EXPECT_FALSE(may_set(R"({"key":"a-amz-b","x-amz-storage-class":"x-amz-"})"));
}

TEST(SharingCalls, AreInOrderAndFoundByName) {
  const auto call = [](const SharingRow& row) { return std::pair(row.source, row.name); };
  const std::span<const SharingRow> rows = SharingRows();
  for (std::size_t i = 1; i < rows.size(); ++i) EXPECT_LE(call(rows[i - 1]), call(rows[i])) << rows[i].name;
  for (const SharingRow& row : rows) {
    EXPECT_FALSE(FindSharingRows(row.source, row.name).empty());
    EXPECT_EQ(row.act == Act::kClear, row.values[0].empty()) << row.name;
  }
  EXPECT_TRUE(FindSharingRows("s3.amazonaws.com", "GetBucketPolicy").empty());
}

}  // namespace
}  // namespace crosstrail::exposure
