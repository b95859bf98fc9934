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
  constexpr const char* kParts[] = {"policy",      "acl",     "block",    "ownership",
                                    "replication", "website", "resource", "grants"};
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
      {"no parameters, and nothing else that names the resource",
       RecordOf("s3", "PutBucketPolicy", R"("requestParameters":null)"),
       {"policy arn:aws:s3::111111111111:? of 111111111111: hidden"}},
      {"no parameters at all",
       RecordOf("sqs", "SetQueueAttributes", R"("responseElements":null)"),
       {"policy arn:aws:sqs::111111111111:? of 111111111111: hidden"}},
      {"a role without parameters is not one that nobody may assume",
       RecordOf("iam", "CreateRole", R"("requestParameters":null,"responseElements":{"role":{"roleName":"r"}})"),
       {"policy arn:aws:iam::111111111111:role/r of 111111111111: hidden"}},
      {"a refused call has no parameters",
       RecordOf("s3", "PutBucketPolicy", R"("errorCode":"AccessDenied","requestParameters":null)"),
       {}},
      {"an object without parameters", RecordOf("s3", "PutObject", R"("requestParameters":null)"), {}},
      {"parameters that somebody redacted",
       RecordOf("s3", "PutBucketPolicy", R"("requestParameters":"***",)" + bucket),
       {"policy arn:aws:s3:::b of 222222222222: hidden"}},
      {"attributes of a queue that are out of sight",
       RecordOf("sqs", "SetQueueAttributes",
                R"("requestParameters":{"queueUrl":"q","attributes":"HIDDEN_DUE_TO_SECURITY_REASONS"})"),
       {"policy arn:aws:sqs:us-east-1:111111111111:q of 111111111111: hidden"}},
      {"... its policy alone",
       RecordOf("sqs", "SetQueueAttributes",
                R"("requestParameters":{"queueUrl":"q","attributes":{"Policy":"HIDDEN_DUE_TO_SECURITY_REASONS"}})"),
       {"policy arn:aws:sqs:us-east-1:111111111111:q of 111111111111: hidden"}},
      {"... of a new one",
       RecordOf(
           "sqs", "CreateQueue",
           R"("requestParameters":{"attributes":"HIDDEN_DUE_TO_SECURITY_REASONS"},"responseElements":{"queueUrl":"q"})"),
       {"policy arn:aws:sqs:us-east-1:111111111111:q of 111111111111: hidden"}},
      {"the name of a topic's attribute out of sight",
       RecordOf(
           "sns", "SetTopicAttributes",
           R"("requestParameters":{"topicArn":"arn:aws:sns:us-east-1:222222222222:t","attributeName":"HIDDEN_DUE_TO_SECURITY_REASONS","attributeValue":"HIDDEN_DUE_TO_SECURITY_REASONS"})"),
       {"policy arn:aws:sns:us-east-1:222222222222:t of 222222222222: hidden"}},
      {"a list that is out of sight",
       RecordOf("s3", "PutBucketAcl",
                R"("requestParameters":{"bucketName":"b","AccessControlPolicy":"HIDDEN_DUE_TO_SECURITY_REASONS"})"),
       {"acl arn:aws:s3:::b of 111111111111: hidden"}},
      {"... the grants alone",
       RecordOf(
           "s3", "PutBucketAcl",
           R"("requestParameters":{"bucketName":"b","AccessControlPolicy":{"AccessControlList":"HIDDEN_DUE_TO_SECURITY_REASONS"}})"),
       {"acl arn:aws:s3:::b of 111111111111: hidden"}},
      {"a list without grants",
       RecordOf("s3", "PutBucketAcl",
                R"("requestParameters":{"bucketName":"b","AccessControlPolicy":{"AccessControlList":""}})"),
       {"acl arn:aws:s3:::b of 111111111111: "}},
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
      {"a statement of a queue",
       RecordOf(
           "sqs", "AddPermission",
           R"("requestParameters":{"queueUrl":"q","label":"l","AWSAccountIds":["222222222222"],"actions":["SendMessage","*"]})"),
       {R"(policy arn:aws:sqs:us-east-1:111111111111:q of 111111111111: {"Version":"2012-10-17","Statement":[{"Sid":"l","Effect":"Allow","Principal":{"AWS":["222222222222"]},"Action":["sqs:SendMessage","sqs:*"],"Resource":"arn:aws:sqs:us-east-1:111111111111:q"}]}l)"}},
      {"... that is out of sight",
       RecordOf("sqs", "AddPermission",
                R"("requestParameters":{"queueUrl":"q","label":"l","aWSAccountIds":"HIDDEN_DUE_TO_SECURITY_REASONS"})"),
       {"policy arn:aws:sqs:us-east-1:111111111111:q of 111111111111: hidden"}},
      {"a statement of a topic",
       RecordOf(
           "sns", "AddPermission",
           R"("requestParameters":{"topicArn":"arn:aws:sns:us-east-1:111111111111:t","label":"l","aWSAccountId":["222222222222"],"actionName":["Publish"]})"),
       {R"(policy arn:aws:sns:us-east-1:111111111111:t of 111111111111: {"Version":"2012-10-17","Statement":[{"Sid":"l","Effect":"Allow","Principal":{"AWS":["222222222222"]},"Action":["sns:Publish"],"Resource":"arn:aws:sns:us-east-1:111111111111:t"}]}l)"}},
      {"... that goes",
       RecordOf("sns", "RemovePermission",
                R"("requestParameters":{"topicArn":"arn:aws:sns:us-east-1:111111111111:t","label":"l"})"),
       {"policy arn:aws:sns:us-east-1:111111111111:t of 111111111111: l"}},
      {"a statement of a function, as the answer has it",
       RecordOf(
           "lambda", "AddPermission20150331v2",
           R"("requestParameters":{"functionName":"f","statementId":"s","action":"lambda:InvokeFunction","principal":"*"},"responseElements":{"statement":"{\"Sid\":\"s\"}"})"),
       {R"(policy arn:aws:lambda:us-east-1:111111111111:function:f of 111111111111: {"Version":"2012-10-17","Statement":[{"Sid":"s"}]}s)"}},
      {"... and as it was asked for, of an alias", RecordOf("lambda", "AddPermission20150331", R"("requestParameters":{"functionName":"222222222222:function:f","qualifier":"live","statementId":"s","action":"lambda:InvokeFunction","principal":"s3.amazonaws.com","sourceArn":"arn:aws:s3:::b"})"), {R"(policy arn:aws:lambda:us-east-1:222222222222:function:f:live of 222222222222: {"Version":"2012-10-17","Statement":[{"Sid":"s","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:222222222222:function:f:live","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"}}}]}s)"}},
      {"a grant of a key",
       RecordOf(
           "kms", "CreateGrant",
           R"("requestParameters":{"keyId":"k","granteePrincipal":"arn:aws:iam::222222222222:role/r","operations":["Decrypt"],"constraints":{"encryptionContextSubset":{"a":"b"}}},"responseElements":{"grantId":"g"})"),
       {R"(grants arn:aws:kms:us-east-1:111111111111:key/k of 111111111111: {"Version":"2012-10-17","Statement":[{"Sid":"grant","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:role/r"},"Action":["kms:Decrypt"],"Resource":"arn:aws:kms:us-east-1:111111111111:key/k","Condition":{"StringEquals":{"kms:EncryptionContext:a":"b"}}}]}g)"}},
      {"... to the owner's own",
       RecordOf(
           "kms", "CreateGrant",
           R"("requestParameters":{"keyId":"k","granteePrincipal":"arn:aws:iam::111111111111:role/r","operations":["Decrypt"]},"responseElements":{"grantId":"g"})"),
       {}},
      {"... to a service",
       RecordOf(
           "kms", "CreateGrant",
           R"("requestParameters":{"keyId":"k","granteeServicePrincipal":"x.amazonaws.com","operations":["Decrypt"]})"),
       {}},
      {"... to nobody can see whom",
       RecordOf("kms", "CreateGrant", R"("requestParameters":{"omitted":true},"responseElements":{"grantId":"g"})"),
       {"grants arn:aws:kms::111111111111:? of 111111111111: hidden"}},
      {"... that is retired, without parameters",
       RecordOf(
           "kms", "RetireGrant",
           R"("requestParameters":null,"additionalEventData":{"grantId":"g"},"resources":[{"ARN":"arn:aws:kms:us-east-1:111111111111:key/k"}])"),
       {"grants arn:aws:kms:us-east-1:111111111111:key/k of 111111111111: hidden"}},
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
    EXPECT_EQ(row.act != Act::kSet, row.values[0].empty()) << row.name;
  }
  EXPECT_TRUE(FindSharingRows("s3.amazonaws.com", "GetBucketPolicy").empty());
}

}  // namespace
}  // namespace crosstrail::exposure
