#include "exposure/sharing_calls.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "exposure/headers.h"

namespace crosstrail::exposure {
namespace {

constexpr std::string_view kIam = "iam.amazonaws.com";
constexpr std::string_view kKms = "kms.amazonaws.com";
constexpr std::string_view kLambda = "lambda.amazonaws.com";
constexpr std::string_view kS3 = "s3.amazonaws.com";
constexpr std::string_view kSns = "sns.amazonaws.com";
constexpr std::string_view kSqs = "sqs.amazonaws.com";

using Paths = std::array<RecordPath, 3>;

// A call that says what it sets, or sets nothing.
constexpr SharingRow Sets(std::string_view source, std::string_view name, Part part, Target target, RecordPath id,
                          const Paths& values) {
  SharingRow row{.source = source, .name = name, .part = part, .act = Act::kSet, .target = target, .id = id};
  row.values = values;
  return row;
}

// A call that is made for nothing else.
constexpr SharingRow AlwaysSets(std::string_view source, std::string_view name, Part part, Target target, RecordPath id,
                                const Paths& values) {
  SharingRow row = Sets(source, name, part, target, id, values);
  row.required = true;
  return row;
}

constexpr SharingRow Clears(std::string_view source, std::string_view name, Part part, Target target, RecordPath id) {
  return {.source = source, .name = name, .part = part, .act = Act::kClear, .target = target, .id = id};
}

constexpr SharingRow Adds(std::string_view source, std::string_view name, Part part, Target target, RecordPath id) {
  return {.source = source, .name = name, .part = part, .act = Act::kAdd, .target = target, .id = id};
}

constexpr SharingRow Removes(std::string_view source, std::string_view name, Part part, Target target, RecordPath id) {
  return {.source = source, .name = name, .part = part, .act = Act::kRemove, .target = target, .id = id};
}

constexpr SharingRow Creates(SharingRow row) {
  row.creates = true;
  return row;
}

constexpr SharingRow Where(SharingRow row, RecordPath path, std::string_view value) {
  row.only_where = path;
  row.only_value = value;
  return row;
}

constexpr RecordPath kBucketName = "requestParameters.bucketName";
constexpr RecordPath kName = "requestParameters.name";
constexpr RecordPath kRoleName = "requestParameters.roleName";
constexpr RecordPath kFunctionName = "requestParameters.functionName";
constexpr RecordPath kKeyId = "requestParameters.keyId";
constexpr RecordPath kQueueUrl = "requestParameters.queueUrl";
constexpr RecordPath kTopicArn = "requestParameters.topicArn";
constexpr RecordPath kParameters =
    "requestParameters";  // an ACL may stand in several of them; of headers case does not count
constexpr RecordPath kMultiRegionName = "requestParameters.PutMultiRegionAccessPointPolicyRequest.Details.Name";
constexpr RecordPath kMultiRegionPolicy = "requestParameters.PutMultiRegionAccessPointPolicyRequest.Details.Policy";
constexpr Paths kBlock = {"requestParameters.PublicAccessBlockConfiguration"};

constexpr std::array kRows = {
    Creates(Sets(kIam, "CreateRole", Part::kPolicy, Target::kRole, kRoleName,
                 {"requestParameters.assumeRolePolicyDocument"})),
    Clears(kIam, "DeleteRole", Part::kResource, Target::kRole, kRoleName),
    AlwaysSets(kIam, "UpdateAssumeRolePolicy", Part::kPolicy, Target::kRole, kRoleName,
               {"requestParameters.policyDocument"}),
    Adds(kKms, "CreateGrant", Part::kGrants, Target::kKey, kKeyId),
    Creates(Sets(kKms, "CreateKey", Part::kPolicy, Target::kKey, "responseElements.keyMetadata.arn",
                 {"requestParameters.policy"})),
    AlwaysSets(kKms, "PutKeyPolicy", Part::kPolicy, Target::kKey, kKeyId, {"requestParameters.policy"}),
    Removes(kKms, "RetireGrant", Part::kGrants, Target::kKey, kKeyId),
    Removes(kKms, "RevokeGrant", Part::kGrants, Target::kKey, kKeyId),
    Adds(kLambda, "AddPermission20150331", Part::kPolicy, Target::kFunction, kFunctionName),
    Adds(kLambda, "AddPermission20150331v2", Part::kPolicy, Target::kFunction, kFunctionName),
    Clears(kLambda, "DeleteFunction20150331", Part::kResource, Target::kFunction, kFunctionName),
    Removes(kLambda, "RemovePermission20150331", Part::kPolicy, Target::kFunction, kFunctionName),
    Removes(kLambda, "RemovePermission20150331v2", Part::kPolicy, Target::kFunction, kFunctionName),
    Sets(kS3, "CopyObject", Part::kAcl, Target::kObject, kBucketName, {kParameters}),
    Creates(Sets(kS3, "CreateBucket", Part::kResource, Target::kBucket, kBucketName, {kParameters})),
    Sets(kS3, "CreateBucket", Part::kAcl, Target::kBucket, kBucketName, {kParameters}),
    Sets(kS3, "CreateBucket", Part::kOwnership, Target::kBucket, kBucketName, {kParameters}),
    Sets(kS3, "CreateMultipartUpload", Part::kAcl, Target::kObject, kBucketName, {kParameters}),
    Clears(kS3, "DeleteAccessPoint", Part::kResource, Target::kAccessPoint, kName),
    Clears(kS3, "DeleteAccessPointPolicy", Part::kPolicy, Target::kAccessPoint, kName),
    Clears(kS3, "DeleteAccountPublicAccessBlock", Part::kPublicAccessBlock, Target::kAccount, kRecipient),
    Clears(kS3, "DeleteBucket", Part::kResource, Target::kBucket, kBucketName),
    Clears(kS3, "DeleteBucketOwnershipControls", Part::kOwnership, Target::kBucket, kBucketName),
    Clears(kS3, "DeleteBucketPolicy", Part::kPolicy, Target::kBucket, kBucketName),
    Clears(kS3, "DeleteBucketPublicAccessBlock", Part::kPublicAccessBlock, Target::kBucket, kBucketName),
    Clears(kS3, "DeleteBucketReplication", Part::kReplication, Target::kBucket, kBucketName),
    Clears(kS3, "DeleteBucketWebsite", Part::kWebsite, Target::kBucket, kBucketName),
    Sets(kS3, "PostObject", Part::kAcl, Target::kObject, kBucketName, {kParameters}),
    AlwaysSets(kS3, "PutAccessPointPolicy", Part::kPolicy, Target::kAccessPoint, kName,
               {"requestParameters.PutAccessPointPolicyRequest.Policy", "requestParameters.policy",
                "requestParameters.accessPointPolicy"}),
    AlwaysSets(kS3, "PutAccountPublicAccessBlock", Part::kPublicAccessBlock, Target::kAccount, kRecipient, kBlock),
    AlwaysSets(kS3, "PutBucketAcl", Part::kAcl, Target::kBucket, kBucketName, {kParameters}),
    AlwaysSets(kS3, "PutBucketOwnershipControls", Part::kOwnership, Target::kBucket, kBucketName,
               {"requestParameters.OwnershipControls.Rule.ObjectOwnership"}),
    AlwaysSets(kS3, "PutBucketPolicy", Part::kPolicy, Target::kBucket, kBucketName, {"requestParameters.bucketPolicy"}),
    AlwaysSets(kS3, "PutBucketPublicAccessBlock", Part::kPublicAccessBlock, Target::kBucket, kBucketName, kBlock),
    AlwaysSets(kS3, "PutBucketReplication", Part::kReplication, Target::kBucket, kBucketName,
               {"requestParameters.ReplicationConfiguration.Rule"}),
    AlwaysSets(kS3, "PutBucketWebsite", Part::kWebsite, Target::kBucket, kBucketName, {kParameters}),
    AlwaysSets(kS3, "PutMultiRegionAccessPointPolicy", Part::kPolicy, Target::kMultiRegionAccessPoint, kMultiRegionName,
               {kMultiRegionPolicy}),
    Sets(kS3, "PutObject", Part::kAcl, Target::kObject, kBucketName, {kParameters}),
    AlwaysSets(kS3, "PutObjectAcl", Part::kAcl, Target::kObject, kBucketName, {kParameters}),
    Adds(kSns, "AddPermission", Part::kPolicy, Target::kTopic, kTopicArn),
    Creates(Sets(kSns, "CreateTopic", Part::kPolicy, Target::kTopic, "responseElements.topicArn",
                 {"requestParameters.attributes.Policy"})),
    Clears(kSns, "DeleteTopic", Part::kResource, Target::kTopic, kTopicArn),
    Removes(kSns, "RemovePermission", Part::kPolicy, Target::kTopic, kTopicArn),
    Where(AlwaysSets(kSns, "SetTopicAttributes", Part::kPolicy, Target::kTopic, kTopicArn,
                     {"requestParameters.attributeValue"}),
          "requestParameters.attributeName", "Policy"),
    Adds(kSqs, "AddPermission", Part::kPolicy, Target::kQueue, kQueueUrl),
    Creates(Sets(kSqs, "CreateQueue", Part::kPolicy, Target::kQueue, "responseElements.queueUrl",
                 {"requestParameters.attributes.Policy"})),
    Clears(kSqs, "DeleteQueue", Part::kResource, Target::kQueue, kQueueUrl),
    Removes(kSqs, "RemovePermission", Part::kPolicy, Target::kQueue, kQueueUrl),
    Sets(kSqs, "SetQueueAttributes", Part::kPolicy, Target::kQueue, kQueueUrl, {"requestParameters.attributes.Policy"}),
};

constexpr std::array<std::string_view, 10> kTargetNames = {
    "AWS::S3::Bucket", "AWS::S3::Object", "AWS::::Account",  "AWS::S3::AccessPoint", "AWS::S3::MultiRegionAccessPoint",
    "AWS::IAM::Role",  "AWS::KMS::Key",   "AWS::SQS::Queue", "AWS::SNS::Topic",      "AWS::Lambda::Function"};

// A bit for each letter that a name begins with.
constexpr std::uint32_t kFirstLetters = [] {
  std::uint32_t letters = 0;
  for (const SharingRow& row : kRows) letters |= 1U << (static_cast<unsigned char>(row.name.front()) & 31U);
  return letters;
}();

struct Order {
  using Call = std::pair<std::string_view, std::string_view>;
  static Call CallOf(const SharingRow& row) { return {row.source, row.name}; }
  bool operator()(const SharingRow& row, const Call& call) const { return CallOf(row) < call; }
  bool operator()(const Call& call, const SharingRow& row) const { return call < CallOf(row); }
};

}  // namespace

std::span<const SharingRow> SharingRows() { return kRows; }

std::span<const SharingRow> FindSharingRows(std::string_view source, std::string_view name) {
  // Most calls of a trail read something, and end here.
  if (name.empty() || (kFirstLetters >> (static_cast<unsigned char>(name.front()) & 31U) & 1U) == 0) return {};
  const auto [first, last] = std::equal_range(kRows.begin(), kRows.end(), std::pair(source, name), Order());
  return {first, last};
}

std::string_view Name(Target target) { return kTargetNames[static_cast<std::size_t>(target)]; }

std::optional<Target> FindTarget(std::string_view name) {
  const auto* const found = std::ranges::find(kTargetNames, name);
  if (found == kTargetNames.end()) return std::nullopt;
  return static_cast<Target>(found - kTargetNames.begin());
}

bool MaySet(std::span<const SharingRow> rows, std::string_view parameters) {
  const auto is_optional_list = [](const SharingRow& row) {
    return row.part == Part::kAcl && row.target == Target::kObject && !row.required;
  };
  if (!std::ranges::all_of(rows, is_optional_list)) return !rows.empty();
  // Such a call has its list in headers alone. An escape may hide them.
  if (std::memchr(parameters.data(), '\\', parameters.size()) != nullptr) return true;
  constexpr std::string_view kHead = "-amz-";  // behind an x; dashes are rare
  while (const void* const found = std::memchr(parameters.data(), '-', parameters.size())) {
    parameters.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(found) - parameters.data()));
    if (BeginsHeader(parameters, kHead)) {
      const std::string_view name = parameters.substr(kHead.size());
      if (BeginsHeader(name, "acl") || BeginsHeader(name, "grant-")) return true;
    }
    parameters.remove_prefix(1);
  }
  return false;
}

}  // namespace crosstrail::exposure
