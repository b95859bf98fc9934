// Calls that change who may reach a resource, as an organization makes them: mostly by a deployment tool, mostly within
// the account. Four in a thousand let somebody else in.
#include <array>

#include "generate/call.h"

namespace crosstrail::generate {
namespace {

constexpr std::uint8_t kDeployers = kWorkload | kHuman;
constexpr std::string_view kPutTransfer =
    R"({"SignatureVersion":"SigV4","CipherSuite":"$Z","bytesTransferredIn":$b,"AuthenticationMethod":"AuthHeader",)"
    R"("x-amz-id-2":"$x","bytesTransferredOut":0})";

constexpr Call PutPolicy(std::uint32_t weight, std::string_view request) {
  return {.source = "s3",
          .name = "PutBucketPolicy",
          .weight = weight,
          .actors = kDeployers,
          .read_only = false,
          .request = request,
          .additional = kPutTransfer,
          .resources = kBucket,
          .host = "$B.s3.$R.amazonaws.com"};
}

constexpr Call Change(std::string_view source, std::string_view name, std::uint32_t weight, std::string_view request,
                      std::string_view resources = "") {
  return {.source = source,
          .name = name,
          .weight = weight,
          .actors = kDeployers,
          .read_only = false,
          .request = request,
          .resources = resources};
}

#define TLS_ONLY                                                                                       \
  R"({"Sid":"TlsOnly","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::$B",)" \
  R"("arn:aws:s3:::$B/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}})"
#define BEGIN R"({"bucketPolicy":{"Version":"2012-10-17","Statement":[)"
#define END R"(]},"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","policy":""})"

constexpr auto kSharingCalls = std::to_array<Call>({
    PutPolicy(200, BEGIN TLS_ONLY END),
    PutPolicy(180, BEGIN TLS_ONLY
              R"(,{"Sid":"Application","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::$A:role/$r",)"
              R"("arn:aws:iam::$A:role/deploy"]},"Action":["s3:GetObject","s3:PutObject","s3:DeleteObject"],)"
              R"("Resource":"arn:aws:s3:::$B/*"},{"Sid":"List","Effect":"Allow","Principal":{"AWS":)"
              R"("arn:aws:iam::$A:role/$r"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::$B","Condition":)"
              R"({"StringLike":{"s3:prefix":["in/*","out/*"]}}})" END),
    PutPolicy(120, BEGIN
              R"({"Sid":"LogDeliveryWrite","Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},)"
              R"("Action":"s3:PutObject","Resource":"arn:aws:s3:::$B/AWSLogs/$A/*","Condition":{"StringEquals":)"
              R"({"s3:x-amz-acl":"bucket-owner-full-control","aws:SourceAccount":"$A"},"ArnLike":{"aws:SourceArn":)"
              R"("arn:aws:logs:$R:$A:*"}}},{"Sid":"LogDeliveryAcl","Effect":"Allow","Principal":{"Service":)"
              R"("delivery.logs.amazonaws.com"},"Action":["s3:GetBucketAcl","s3:ListBucket"],"Resource":)"
              R"("arn:aws:s3:::$B","Condition":{"StringEquals":{"aws:SourceAccount":"$A"}}},)" TLS_ONLY END),
    PutPolicy(100, BEGIN TLS_ONLY
              R"(,{"Sid":"Organization","Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:ListBucket"],)"
              R"("Resource":["arn:aws:s3:::$B","arn:aws:s3:::$B/*"],"Condition":{"StringEquals":)"
              R"({"aws:PrincipalOrgID":"o-exampleorg"}}})" END),
    PutPolicy(60, BEGIN
              R"({"Sid":"Distribution","Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":)"
              R"("s3:GetObject","Resource":"arn:aws:s3:::$B/*","Condition":{"StringEquals":{"AWS:SourceArn":)"
              R"("arn:aws:cloudfront::$A:distribution/EDFDVBD6EXAMPLE"}}},)" TLS_ONLY END),
    PutPolicy(40, BEGIN TLS_ONLY
              R"(,{"Sid":"Perimeter","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::$B",)"
              R"("arn:aws:s3:::$B/*"],"Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-exampleorg"},)"
              R"("BoolIfExists":{"aws:PrincipalIsAWSService":"false","aws:ViaAWSService":"false"}}},)"
              R"({"Sid":"Endpoint","Effect":"Deny","Principal":"*","Action":["s3:GetObject","s3:PutObject"],)"
              R"("Resource":"arn:aws:s3:::$B/*","Condition":{"StringNotEquals":{"aws:SourceVpce":)"
              R"(["vpce-0a1b2c3d4e5f60718","vpce-1a2b3c4d5e6f70819"]}}},{"Sid":"Pipeline","Effect":"Allow",)"
              R"("Principal":{"AWS":"arn:aws:iam::$A:role/$r"},"Action":["s3:GetObject","s3:GetObjectVersion",)"
              R"("s3:PutObject","s3:AbortMultipartUpload","s3:ListMultipartUploadParts"],"Resource":)"
              R"("arn:aws:s3:::$B/*"})" END),
    PutPolicy(3, BEGIN
              R"({"Sid":"Partner","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:root"},"Action":)"
              R"(["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::$B","arn:aws:s3:::$B/*"]},)" TLS_ONLY END),
    PutPolicy(1, BEGIN R"({"Sid":"Website","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":)"
                       R"("arn:aws:s3:::$B/*"})" END),
    {.source = "s3",
     .name = "DeleteBucketPolicy",
     .weight = 20,
     .actors = kDeployers,
     .read_only = false,
     .request = R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","policy":""})",
     .additional = kPutTransfer,
     .resources = kBucket,
     .host = "$B.s3.$R.amazonaws.com"},
    {.source = "s3",
     .name = "PutBucketPublicAccessBlock",
     .weight = 80,
     .actors = kDeployers,
     .read_only = false,
     .request = R"({"publicAccessBlock":"","bucketName":"$B","Host":"$B.s3.$R.amazonaws.com",)"
                R"("PublicAccessBlockConfiguration":{"RestrictPublicBuckets":true,"BlockPublicPolicy":true,)"
                R"("BlockPublicAcls":true,"IgnorePublicAcls":true}})",
     .additional = kPutTransfer,
     .resources = kBucket,
     .host = "$B.s3.$R.amazonaws.com"},
    Change("sqs", "SetQueueAttributes", 60,
           R"({"queueUrl":"https://sqs.$R.amazonaws.com/$A/$r-events","attributes":{"Policy":"{\"Version\":)"
           R"(\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"sns.amazonaws.com\"},)"
           R"(\"Action\":\"sqs:SendMessage\",\"Resource\":\"arn:aws:sqs:$R:$A:$r-events\",\"Condition\":)"
           R"({\"ArnEquals\":{\"aws:SourceArn\":\"arn:aws:sns:$R:$A:$r\"}}}]}"}})"),
    Change("kms", "PutKeyPolicy", 40,
           R"({"keyId":"$k","policyName":"default","policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":)"
           R"(\"Root\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::$A:root\"},\"Action\":\"kms:*\",)"
           R"(\"Resource\":\"*\"},{\"Sid\":\"Use\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":)"
           R"(\"arn:aws:iam::$A:role/$r\"},\"Action\":[\"kms:Decrypt\",\"kms:GenerateDataKey*\"],\"Resource\":)"
           R"(\"*\"}]}","bypassPolicyLockoutSafetyCheck":false})",
           R"([{"accountId":"$A","type":"AWS::KMS::Key","ARN":"arn:aws:kms:$R:$A:key/$k"}])"),
    {.source = "iam",
     .name = "UpdateAssumeRolePolicy",
     .weight = 80,
     .actors = kDeployers,
     .read_only = false,
     .flags = kGlobal,
     .request = R"({"roleName":"$r","policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":)"
                R"(\"Allow\",\"Principal\":{\"Service\":\"ecs-tasks.amazonaws.com\",\"AWS\":)"
                R"(\"arn:aws:iam::$A:role/deploy\"},\"Action\":\"sts:AssumeRole\"}]}"})",
     .host = "iam.amazonaws.com"},
});

#undef TLS_ONLY
#undef BEGIN
#undef END

}  // namespace

std::span<const Call> SharingCalls() { return kSharingCalls; }

}  // namespace crosstrail::generate
