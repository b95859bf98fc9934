#include "exposure/resource_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "policy/forms.h"

namespace crosstrail::exposure {
namespace {

constexpr RecordPath kRegion = "awsRegion";
constexpr RecordPath kCaller = "userIdentity.accountId";
constexpr RecordPath kResources = "resources";
constexpr RecordPath kNewRoleName = "responseElements.role.roleName";
constexpr RecordPath kObjectKey = "requestParameters.key";
constexpr RecordPath kQualifier = "requestParameters.qualifier";

struct Listed {
  std::string_view arn;
  std::string_view account;
};

// What `resources` says: of the entry with this ARN, or, where there is no ARN, of the first that is such a target.
Listed FindListed(const RecordMembers& record, std::string_view arn, Target target) {
  Listed listed;
  const JsonNode* const list = record.FindOne(kResources);
  if (list == nullptr || list->kind != JsonKind::kArray) return listed;
  for (const JsonNode& entry : JsonChildren(*list)) {
    const auto text = [&](std::string_view key) { return StringOf(FindMember(entry, key)); };
    const Listed one = {.arn = text("ARN").empty() ? text("arn") : text("ARN"), .account = text("accountId")};
    if (!arn.empty() && one.arn == arn) return one;
    if (arn.empty() && listed.arn.empty() && IsSuch(one.arn, target)) listed = one;
  }
  return listed;
}

// "https://sqs.us-east-1.amazonaws.com/111111111111/name" as an ARN. SQS takes a bare name, too, for a queue of
// `account`, which is the trail's.
std::string QueueArn(std::string_view url, std::string_view partition, std::string_view region,
                     std::string_view account) {
  while (url.ends_with('/')) url.remove_suffix(1);
  const std::size_t name = url.rfind('/') + 1;  // 0 where there is none
  std::string_view path = url.substr(0, name == 0 ? 0 : name - 1);
  path.remove_prefix(path.rfind('/') + 1);
  if (name == url.size()) return {};
  return fmt::format("arn:{}:sqs:{}:{}:{}", partition, region, policy::IsAccountId(path) ? path : account,
                     url.substr(name));
}

// "name", "name:alias", "111111111111:function:name" or an ARN, and the alias or version behind it, as an ARN.
std::string FunctionArn(const RecordMembers& record, std::string_view id, std::string_view partition,
                        std::string_view region, std::string_view account) {
  constexpr std::string_view kFunction = "function:";
  std::string arn(id);
  if (!id.starts_with("arn:")) {
    if (const std::size_t at = id.find(kFunction); at != id.npos) {
      const std::string_view head = id.substr(0, at == 0 ? 0 : at - 1);
      if (policy::IsAccountId(head)) account = head;
      id.remove_prefix(at + kFunction.size());
    }
    arn = fmt::format("arn:{}:lambda:{}:{}:{}{}", partition, region, account, kFunction, id);
  }
  const std::string_view qualifier = StringOf(record.FindOne(kQualifier));
  return qualifier.empty() || arn.ends_with(fmt::format(":{}", qualifier)) ? arn : fmt::format("{}:{}", arn, qualifier);
}

// The ARN of an object of `bucket`, which may be an access point's ARN or alias: then `resources` has the bucket.
std::string ObjectArn(const RecordMembers& record, std::string_view bucket, std::string_view partition) {
  const std::string_view key = StringOf(record.FindOne(kObjectKey));
  if (key.empty()) return {};
  std::string_view arn;
  if (IsSuch(bucket, Target::kAccessPoint) || bucket.ends_with("-s3alias")) {
    arn = FindListed(record, {}, Target::kBucket).arn;
    bucket.remove_prefix(bucket.rfind('/') + 1);
  } else if (bucket.starts_with("arn:")) {
    arn = bucket;
  }
  return arn.empty() ? fmt::format("arn:{}:s3:::{}/{}", partition, bucket, key) : fmt::format("{}/{}", arn, key);
}

std::string ArnOf(const RecordMembers& record, const SharingRow& row) {
  std::string_view id = StringOf(record.FindOne(row.id));
  if (id.empty() && row.target == Target::kRole) id = StringOf(record.FindOne(kNewRoleName));
  const std::string_view region = StringOf(record.FindOne(kRegion));
  const std::string_view partition = PartitionOf(region);
  const std::string_view account = StringOf(record.FindOne(kRecipient));
  if (id.empty()) return {};
  if (row.target == Target::kObject) return ObjectArn(record, id, partition);
  if (row.target == Target::kFunction) return FunctionArn(record, id, partition, region, account);
  if (id.starts_with("arn:")) return std::string(id);
  switch (row.target) {
    case Target::kBucket:
      return fmt::format("arn:{}:s3:::{}", partition, id);
    case Target::kAccount:
      return fmt::format("arn:{}:s3:::account/{}", partition, id);
    case Target::kAccessPoint:
      return fmt::format("arn:{}:s3:{}:{}:accesspoint/{}", partition, region, account, id);
    case Target::kMultiRegionAccessPoint:
      // The ARN has the alias, which the call does not say; the name is as good within an account.
      return fmt::format("arn:{}:s3::{}:accesspoint/{}", partition, account, id);
    case Target::kRole:
      return fmt::format("arn:{}:iam::{}:role/{}", partition, account, id);
    case Target::kKey:
      return fmt::format("arn:{}:kms:{}:{}:{}{}", partition, region, account, id.starts_with("alias/") ? "" : "key/",
                         id);
    case Target::kQueue:
      return QueueArn(id, partition, region, account);
    case Target::kObject:
    case Target::kTopic:
    case Target::kFunction:
      return {};
  }
  return {};
}

}  // namespace

std::string_view PartitionOf(std::string_view region) {
  constexpr std::pair<std::string_view, std::string_view> kPartitions[] = {
      {"cn-", "aws-cn"},         {"us-gov-", "aws-us-gov"}, {"us-iso-", "aws-iso"}, {"us-isob-", "aws-iso-b"},
      {"eu-isoe-", "aws-iso-e"}, {"us-isof-", "aws-iso-f"}, {"eusc-", "aws-eusc"},
  };
  for (const auto& [head, partition] : kPartitions) {
    if (region.starts_with(head)) return partition;
  }
  return "aws";
}

std::string KnownArn(std::string_view arn) {
  constexpr std::string_view kRole = ":role/";
  const std::size_t role = arn.find(kRole);
  if (role == arn.npos || arn.find(":iam:") == arn.npos) return std::string(arn);
  return fmt::format("{}{}", arn.substr(0, role + kRole.size()), arn.substr(arn.rfind('/') + 1));
}

std::string_view AccountOfArn(std::string_view arn) {
  constexpr int kAccountPart = 4;
  for (int part = 0; part < kAccountPart; ++part) {
    const std::size_t colon = arn.find(':');
    if (colon == arn.npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return arn.substr(0, arn.find(':'));
}

bool IsSuch(std::string_view arn, Target target) {
  const auto has = [&](std::string_view part) { return arn.find(part) != arn.npos; };
  switch (target) {
    case Target::kBucket:
      return has(":s3:::") && !has("/");
    case Target::kObject:
      return has(":s3:::") && has("/");
    case Target::kAccount:
      return has(":s3:::account/");
    case Target::kAccessPoint:
    case Target::kMultiRegionAccessPoint:
      return has(":accesspoint/");
    case Target::kRole:
      return has(":role/");
    case Target::kKey:
      return has(":key/");
    case Target::kQueue:
      return has(":sqs:");
    case Target::kTopic:
      return has(":sns:");
    case Target::kFunction:
      return has(":function:");
  }
  return false;
}

ResourceName NameUnknown(const RecordMembers& record, const SharingRow& row) {
  ResourceName name;
  name.owner = StringOf(record.FindOne(kRecipient));
  name.arn = fmt::format("arn:{}:{}::{}:?", PartitionOf(StringOf(record.FindOne(kRegion))),
                         row.source.substr(0, row.source.find('.')), name.owner);
  return name;
}

ResourceName NameResource(const RecordMembers& record, const SharingRow& row) {
  ResourceName name;
  name.arn = ArnOf(record, row);
  const Listed listed = FindListed(record, name.arn, row.target);
  if (name.arn.empty()) name.arn = listed.arn;
  // An object's owner is the bucket's, as far as its ACL goes.
  std::string_view owner = listed.account;
  if (owner.empty() && row.target == Target::kObject) {
    owner = FindListed(record, std::string_view(name.arn).substr(0, name.arn.find('/')), Target::kBucket).account;
  }
  if (!policy::IsAccountId(owner)) owner = AccountOfArn(name.arn);
  if (!policy::IsAccountId(owner)) owner = StringOf(record.FindOne(kRecipient));
  if (!policy::IsAccountId(owner)) owner = StringOf(record.FindOne(kCaller));
  if (policy::IsAccountId(owner)) name.owner = owner;
  return name;
}

}  // namespace crosstrail::exposure
