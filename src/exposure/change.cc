#include "exposure/change.h"

#include <string_view>

#include "exposure/headers.h"
#include "exposure/resource_name.h"

namespace crosstrail::exposure {
namespace {

constexpr RecordPath kSource = "eventSource";
constexpr RecordPath kName = "eventName";
constexpr RecordPath kErrorCode = "errorCode";
constexpr RecordPath kParameters = "requestParameters";

const JsonNode* FirstValue(const RecordMembers& record, const SharingRow& row) {
  for (const RecordPath path : row.values) {
    if (path.empty()) break;
    if (const JsonNode* const node = record.FindOne(path)) return node;
  }
  return nullptr;
}

bool IsOn(const JsonNode& block, std::string_view flag) {
  const JsonNode* const value = FindMember(block, flag);
  return value != nullptr && (value->text == "true" || value->text == "True");
}

// The destinations of the rules of replication that are on: one rule, or a list. False: one of them has no destination
// that can be read.
bool AddTargets(const JsonNode& rules, std::vector<std::string>& targets) {
  if (rules.kind == JsonKind::kArray) {
    bool readable = true;
    for (const JsonNode& rule : JsonChildren(rules)) readable = AddTargets(rule, targets) && readable;
    return readable;
  }
  if (StringOf(FindMember(rules, "Status")) == "Disabled") return true;
  const JsonNode* const destination = FindMember(rules, "Destination");
  const std::string_view bucket = destination == nullptr ? "" : StringOf(FindMember(*destination, "Bucket"));
  if (bucket.empty()) return false;
  targets.emplace_back(bucket);
  const std::string_view account = StringOf(FindMember(*destination, "Account"));
  if (!account.empty()) targets.emplace_back(account);
  return true;
}

// What the call sets; false when it sets nothing.
bool ReadValue(const JsonNode* node, Change& change) {
  const SharingRow& row = *change.row;
  if (node != nullptr && IsOmitted(*node)) node = nullptr;
  change.visibility = node == nullptr ? Visibility::kHidden : Visibility::kText;
  if (row.part == Part::kPolicy) {
    PolicyText policy = ReadPolicyText(node);
    change.visibility = policy.visibility;
    // No call of these sets an empty policy: such a text is a marker of the request, or stands for one that was cut.
    if (row.required && change.visibility == Visibility::kNone) change.visibility = Visibility::kHidden;
    change.policy = std::move(policy.json);
    return node != nullptr || row.required;
  }
  if (node == nullptr) return row.required;
  switch (row.part) {
    case Part::kAcl:
      change.acl = ReadAcl(*node);
      if (!change.acl || !change.acl->readable) change.visibility = Visibility::kHidden;
      return change.acl.has_value() || row.required;
    case Part::kPublicAccessBlock:
      change.block = {.block_public_acls = IsOn(*node, "BlockPublicAcls"),
                      .ignore_public_acls = IsOn(*node, "IgnorePublicAcls"),
                      .block_public_policy = IsOn(*node, "BlockPublicPolicy"),
                      .restrict_public_buckets = IsOn(*node, "RestrictPublicBuckets")};
      return true;
    case Part::kOwnership:
      change.text = node->kind == JsonKind::kObject ? FindHeader(*node, "x-amz-object-ownership") : node->text;
      if (change.text.empty()) change.visibility = Visibility::kHidden;
      return !change.text.empty() || row.required;
    case Part::kReplication:
      if (!AddTargets(*node, change.targets)) change.visibility = Visibility::kHidden;
      return true;
    default:
      return true;
  }
}

}  // namespace

std::vector<Change> ReadChanges(const RecordMembers& record) {
  std::vector<Change> changes;
  const JsonNode* const parameters = record.FindOne(kParameters);
  // Left out as a whole: then even what a call need not set may have been set.
  const bool omitted = parameters != nullptr && IsOmitted(*parameters);
  for (const SharingRow& row : FindSharingRows(StringOf(record.FindOne(kSource)), StringOf(record.FindOne(kName)))) {
    if (!omitted && !row.only_where.empty() && StringOf(record.FindOne(row.only_where)) != row.only_value) continue;
    Change change;
    change.row = &row;
    change.failed = !StringOf(record.FindOne(kErrorCode)).empty();
    if (row.act == Act::kSet && !ReadValue(FirstValue(record, row), change) && !omitted) {
      if (!row.creates) continue;
      change.visibility = Visibility::kNone;
    }
    ResourceName name = NameResource(record, row);
    // IAM counts no blanks, so that a trust policy can be made too large for the log: that has to be seen.
    if (name.arn.empty() && omitted && row.act == Act::kSet) name = NameUnknown(record, row);
    if (name.arn.empty()) continue;
    change.resource = std::move(name.arn);
    change.owner = std::move(name.owner);
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace crosstrail::exposure
