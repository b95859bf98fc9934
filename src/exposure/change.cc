#include "exposure/change.h"

#include <algorithm>
#include <string_view>

#include "exposure/headers.h"
#include "exposure/permission.h"
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

// Whether the value would stand in something that is no object: that was cut, or put out of sight.
bool IsCut(const JsonNode& parameters, std::string_view path) {
  const JsonNode* node = &parameters;
  while (!path.empty()) {
    if (node == nullptr || node->kind == JsonKind::kNull) return false;
    if (node->kind != JsonKind::kObject) return true;
    const std::size_t end = std::min(path.find('.'), path.size());
    node = FindMember(*node, path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return false;
}

// Whether a call that is about the part only for one value of a parameter may be about it for all that can be seen.
bool MayBeAbout(const RecordMembers& record, const SharingRow& row) {
  const std::string_view value = StringOf(record.FindOne(row.only_where));
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return value.empty() || !std::ranges::all_of(value, is_letter);  // no attribute is called HIDDEN_DUE_TO_...
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
  if (destination == nullptr) return false;
  const std::string_view bucket = StringOf(FindMember(*destination, "Bucket"));
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
  const bool none = parameters == nullptr || parameters->kind == JsonKind::kNull;
  const bool failed = !StringOf(record.FindOne(kErrorCode)).empty();
  // Left out as a whole: then even what a call need not set may have been set.
  const bool left_out = !none && (IsOmitted(*parameters) || parameters->kind != JsonKind::kObject);
  for (const SharingRow& row : FindSharingRows(StringOf(record.FindOne(kSource)), StringOf(record.FindOne(kName)))) {
    // Calls that were refused have none; objects are written without a list all the time.
    const bool omitted = left_out || (none && !failed && row.target != Target::kObject);
    bool hidden = omitted;
    if (!omitted && !row.only_where.empty() && StringOf(record.FindOne(row.only_where)) != row.only_value) {
      if (!MayBeAbout(record, row)) continue;
      hidden = true;
    }
    for (const RecordPath path : row.values) {
      hidden = hidden ||
               (!none && !path.empty() && path.rest().size() != path.text().size() && IsCut(*parameters, path.rest()));
    }
    Change change;
    change.row = &row;
    change.failed = failed;
    if (row.act == Act::kSet && !ReadValue(hidden ? nullptr : FirstValue(record, row), change) && !hidden) {
      if (!row.creates) continue;
      change.visibility = Visibility::kNone;
    }
    ResourceName name = NameResource(record, row);
    // IAM counts no blanks, so that a trust policy can be made too large for the log: that has to be seen.
    if (name.arn.empty() && omitted && (row.act == Act::kSet || row.act == Act::kAdd)) name = NameUnknown(record, row);
    if (name.arn.empty()) continue;
    change.resource = std::move(name.arn);
    change.owner = std::move(name.owner);
    if (row.act == Act::kAdd || row.act == Act::kRemove) {
      Permission permission = ReadPermission(record, row, change.resource, change.owner);
      if (permission.visibility == Visibility::kNone) continue;
      change.visibility = hidden ? Visibility::kHidden : permission.visibility;
      change.policy = std::move(permission.policy);
      change.text = std::move(permission.name);
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace crosstrail::exposure
