// S3. Data events dominate trails that have them switched on.
#include "generate/call.h"

namespace crosstrail::generate {
namespace {

constexpr std::string_view kTransfer =
    R"({"SignatureVersion":"SigV4","CipherSuite":"$Z","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader",)"
    R"("x-amz-id-2":"$x","bytesTransferredOut":$b})";
constexpr std::string_view kTransferIn =
    R"({"SignatureVersion":"SigV4","CipherSuite":"$Z","bytesTransferredIn":$b,"SSEApplied":"SSE_KMS",)"
    R"("AuthenticationMethod":"AuthHeader","x-amz-id-2":"$x","bytesTransferredOut":0})";
constexpr std::string_view kObject = R"([{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::$B/$K"},)"
                                     R"({"accountId":"$A","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::$B"}])";
constexpr std::string_view kListing = R"([{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::$B/"},)"
                                      R"({"accountId":"$A","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::$B"}])";
constexpr std::string_view kHost = "$B.s3.$R.amazonaws.com";
constexpr std::string_view kEncrypted = R"({"x-amz-server-side-encryption":"aws:kms",)"
                                        R"("x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:$R:$A:key/$k",)"
                                        R"("x-amz-server-side-encryption-bucket-key-enabled":"true"})";

constexpr std::uint8_t kCallers = kWorkload | kUser;
constexpr std::uint8_t kReaders = kWorkload | kHuman | kUser | kServiceRole;
constexpr std::uint8_t kAdministrators = kHuman | kUser;

// A call that reads one setting of a bucket.
constexpr Call ReadSetting(std::string_view name, std::uint32_t weight, std::string_view request,
                           std::string_view error_code = "", std::string_view error_message = "",
                           std::uint32_t error_permille = 0) {
  return {.source = "s3",
          .name = name,
          .weight = weight,
          .actors = kReaders,
          .request = request,
          .additional = kTransfer,
          .resources = kBucket,
          .host = kHost,
          .error_code = error_code,
          .error_message = error_message,
          .error_permille = error_permille};
}

// A call that changes one setting of a bucket.
constexpr Call ChangeSetting(std::string_view name, std::uint32_t weight, std::string_view request) {
  return {.source = "s3",
          .name = name,
          .weight = weight,
          .actors = kAdministrators,
          .read_only = false,
          .request = request,
          .additional = kTransfer,
          .resources = kBucket,
          .host = kHost};
}

constexpr Call kStorageCalls[] = {
    {.source = "s3",
     .name = "GetObject",
     .weight = 11000,
     .actors = kCallers,
     .flags = kData,
     .request = R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","key":"$K"})",
     .additional = kTransfer,
     .resources = kObject,
     .host = kHost,
     .error_code = "NoSuchKey",
     .error_message = "The specified key does not exist.",
     .error_permille = 6},
    {.source = "s3",
     .name = "HeadObject",
     .weight = 4200,
     .actors = kCallers,
     .flags = kData,
     .request = R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","key":"$K"})",
     .additional = kTransfer,
     .resources = kObject,
     .host = kHost,
     .permission = "s3:GetObject",
     .error_code = "NoSuchKey",
     .error_message = "The specified key does not exist.",
     .error_permille = 60},
    {.source = "s3",
     .name = "PutObject",
     .weight = 3600,
     .actors = kCallers,
     .read_only = false,
     .flags = kData,
     .request = R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","key":"$K"})",
     .response = kEncrypted,
     .additional = kTransferIn,
     .resources = kObject,
     .host = kHost},
    {.source = "s3",
     .name = "ListObjects",
     .weight = 2600,
     .actors = kCallers,
     .flags = kData,
     .request = R"({"list-type":"2","bucketName":"$B","encoding-type":"url","prefix":"events/raw/","delimiter":"/",)"
                R"("Host":"$B.s3.$R.amazonaws.com"})",
     .additional = kTransfer,
     .resources = kListing,
     .host = kHost,
     .permission = "s3:ListBucket"},
    {.source = "s3",
     .name = "DeleteObject",
     .weight = 420,
     .actors = kCallers,
     .read_only = false,
     .flags = kData,
     .request = R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","key":"$K"})",
     .additional = kTransfer,
     .resources = kObject,
     .host = kHost},
    {.source = "s3",
     .name = "CopyObject",
     .weight = 240,
     .actors = kCallers,
     .read_only = false,
     .flags = kData,
     .request = R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","key":"archive/$K",)"
                R"("x-amz-copy-source":"$B/$K"})",
     .response = kEncrypted,
     .additional = kTransferIn,
     .resources = kObject,
     .host = kHost,
     .permission = "s3:PutObject"},
    {.source = "s3",
     .name = "CreateMultipartUpload",
     .weight = 210,
     .actors = kCallers,
     .read_only = false,
     .flags = kData,
     .request = R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","key":"$K","uploads":""})",
     .response = kEncrypted,
     .additional = kTransfer,
     .resources = kObject,
     .host = kHost,
     .permission = "s3:PutObject"},
    {.source = "s3",
     .name = "UploadPart",
     .weight = 620,
     .actors = kCallers,
     .read_only = false,
     .flags = kData,
     .request = R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","key":"$K","partNumber":"$d",)"
                R"("uploadId":"$w$h$w"})",
     .response = kEncrypted,
     .additional = kTransferIn,
     .resources = kObject,
     .host = kHost,
     .permission = "s3:PutObject"},
    {.source = "s3",
     .name = "ListBuckets",
     .weight = 620,
     .actors = kReaders,
     .flags = kGlobal,
     .request = R"({"Host":"s3.amazonaws.com"})",
     .additional = kTransfer,
     .host = "s3.amazonaws.com",
     .permission = "s3:ListAllMyBuckets"},
    ReadSetting("GetBucketAcl", 1500, R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","acl":""})"),
    ReadSetting("GetBucketPolicy", 420, R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","policy":""})",
                "NoSuchBucketPolicy", "The bucket policy does not exist", 300),
    ReadSetting("GetBucketPolicyStatus", 360,
                R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","policyStatus":""})", "NoSuchBucketPolicy",
                "The bucket policy does not exist", 300),
    ReadSetting("GetBucketLocation", 700, R"({"bucketName":"$B","Host":"s3.$R.amazonaws.com","location":""})"),
    ReadSetting("GetBucketEncryption", 330, R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","encryption":""})"),
    ReadSetting("GetBucketVersioning", 330, R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","versioning":""})"),
    ReadSetting("GetBucketLogging", 240, R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","logging":""})"),
    ReadSetting("GetBucketTagging", 300, R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","tagging":""})",
                "NoSuchTagSet", "The TagSet does not exist", 250),
    ReadSetting("GetBucketLifecycle", 200, R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","lifecycle":""})",
                "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", 400),
    ReadSetting("GetBucketPublicAccessBlock", 380,
                R"({"publicAccessBlock":"","bucketName":"$B","Host":"$B.s3.$R.amazonaws.com"})",
                "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", 120),
    ReadSetting("GetBucketReplication", 150, R"({"replication":"","bucketName":"$B","Host":"$B.s3.$R.amazonaws.com"})",
                "ReplicationConfigurationNotFoundError", "The replication configuration was not found", 700),
    ChangeSetting("PutBucketTagging", 14,
                  R"({"tagging":"","bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","Tagging":{"TagSet":{"Tag":[)"
                  R"({"Key":"owner","Value":"platform"},{"Key":"stage","Value":"prod"}]}}})"),
    ChangeSetting(
        "PutBucketLifecycle", 10,
        R"({"lifecycle":"","bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","LifecycleConfiguration":)"
        R"({"Rule":{"ID":"expire","Filter":{"Prefix":"tmp/"},"Status":"Enabled","Expiration":{"Days":30}}}})"),
    ChangeSetting("PutBucketPublicAccessBlock", 8,
                  R"({"publicAccessBlock":"","bucketName":"$B","Host":"$B.s3.$R.amazonaws.com",)"
                  R"("PublicAccessBlockConfiguration":{"RestrictPublicBuckets":true,"BlockPublicPolicy":true,)"
                  R"("BlockPublicAcls":true,"IgnorePublicAcls":true}})"),
    // Bucket policies of the ordinary mix never reach outside the account.
    ChangeSetting("PutBucketPolicy", 10,
                  R"({"bucketPolicy":{"Version":"2012-10-17","Statement":[{"Sid":"TrailAcl","Effect":"Allow",)"
                  R"("Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl",)"
                  R"("Resource":"arn:aws:s3:::$B"},{"Sid":"TrailWrite","Effect":"Allow",)"
                  R"("Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject",)"
                  R"("Resource":"arn:aws:s3:::$B/AWSLogs/$A/*",)"
                  R"("Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control"}}}]},)"
                  R"("bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","policy":""})"),
    ChangeSetting("PutBucketPolicy", 14,
                  R"({"bucketPolicy":{"Version":"2012-10-17","Statement":[{"Sid":"TlsOnly","Effect":"Deny",)"
                  R"("Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::$B","arn:aws:s3:::$B/*"],)"
                  R"("Condition":{"Bool":{"aws:SecureTransport":"false"}}}]},)"
                  R"("bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","policy":""})"),
    ChangeSetting("PutBucketPolicy", 16,
                  R"({"bucketPolicy":{"Version":"2012-10-17","Statement":[{"Sid":"Application","Effect":"Allow",)"
                  R"("Principal":{"AWS":"arn:aws:iam::$A:role/$r"},"Action":["s3:GetObject","s3:PutObject"],)"
                  R"("Resource":"arn:aws:s3:::$B/*"}]},)"
                  R"("bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","policy":""})"),
    ChangeSetting("DeleteBucketPolicy", 4, R"({"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","policy":""})"),
    {.source = "s3",
     .name = "CreateBucket",
     .weight = 6,
     .actors = kAdministrators,
     .read_only = false,
     .request = R"({"CreateBucketConfiguration":{"LocationConstraint":"$R",)"
                R"("xmlns":"http://s3.amazonaws.com/doc/2006-03-01/"},"bucketName":"$B-$h",)"
                R"("Host":"s3.$R.amazonaws.com"})",
     .additional = kTransfer,
     .resources = R"([{"accountId":"$A","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::$B-$h"}])",
     .host = "s3.$R.amazonaws.com"},
};

}  // namespace

std::span<const Call> StorageCalls() { return kStorageCalls; }

}  // namespace crosstrail::generate
