#include "exposure/config_item.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "exposure/resource_name.h"
#include "exposure/resource_state.h"
#include "exposure/state_json.h"
#include "input/record.h"

namespace crosstrail::exposure {
namespace {

struct PartRows {
  Target target;
  Part part;
  std::string_view source, set, clear;
};

// The calls that set and clear a part; a policy that cannot be cleared is set to none.
constexpr std::array kRows = {
    PartRows{Target::kBucket, Part::kPolicy, "s3.amazonaws.com", "PutBucketPolicy", "DeleteBucketPolicy"},
    PartRows{Target::kBucket, Part::kAcl, "s3.amazonaws.com", "PutBucketAcl", ""},
    PartRows{Target::kBucket, Part::kPublicAccessBlock, "s3.amazonaws.com", "PutBucketPublicAccessBlock",
             "DeleteBucketPublicAccessBlock"},
    PartRows{Target::kBucket, Part::kOwnership, "s3.amazonaws.com", "PutBucketOwnershipControls",
             "DeleteBucketOwnershipControls"},
    PartRows{Target::kBucket, Part::kReplication, "s3.amazonaws.com", "PutBucketReplication",
             "DeleteBucketReplication"},
    PartRows{Target::kBucket, Part::kResource, "s3.amazonaws.com", "CreateBucket", "DeleteBucket"},
    PartRows{Target::kObject, Part::kAcl, "s3.amazonaws.com", "PutObjectAcl", ""},
    PartRows{Target::kAccount, Part::kPublicAccessBlock, "s3.amazonaws.com", "PutAccountPublicAccessBlock",
             "DeleteAccountPublicAccessBlock"},
    PartRows{Target::kAccessPoint, Part::kPolicy, "s3.amazonaws.com", "PutAccessPointPolicy",
             "DeleteAccessPointPolicy"},
    PartRows{Target::kMultiRegionAccessPoint, Part::kPolicy, "s3.amazonaws.com", "PutMultiRegionAccessPointPolicy", ""},
    PartRows{Target::kRole, Part::kPolicy, "iam.amazonaws.com", "UpdateAssumeRolePolicy", ""},
    PartRows{Target::kRole, Part::kResource, "iam.amazonaws.com", "", "DeleteRole"},
    PartRows{Target::kKey, Part::kPolicy, "kms.amazonaws.com", "PutKeyPolicy", ""},
    PartRows{Target::kKey, Part::kGrants, "kms.amazonaws.com", "CreateGrant", ""},
    PartRows{Target::kFunction, Part::kResource, "lambda.amazonaws.com", "", "DeleteFunction20150331"},
    PartRows{Target::kQueue, Part::kPolicy, "sqs.amazonaws.com", "SetQueueAttributes", ""},
    PartRows{Target::kQueue, Part::kResource, "sqs.amazonaws.com", "", "DeleteQueue"},
    PartRows{Target::kTopic, Part::kPolicy, "sns.amazonaws.com", "SetTopicAttributes", ""},
    PartRows{Target::kTopic, Part::kResource, "sns.amazonaws.com", "", "DeleteTopic"},
};

// Lambda has no call that sets the whole policy of a function.
constexpr SharingRow kFunctionPolicy = {.source = "lambda.amazonaws.com",
                                        .name = "GetPolicy20150331v2",
                                        .part = Part::kPolicy,
                                        .act = Act::kSet,
                                        .target = Target::kFunction,
                                        .id = {}};

// The row of the call that sets or clears a part; nullptr: there is none.
const SharingRow* RowOf(Target target, Part part, bool clear) {
  if (target == Target::kFunction && part == Part::kPolicy) return &kFunctionPolicy;
  for (const PartRows& rows : kRows) {
    if (rows.target != target || rows.part != part) continue;
    const std::string_view name = clear && !rows.clear.empty() ? rows.clear : rows.set;
    for (const SharingRow& row : FindSharingRows(rows.source, name)) {
      if (row.part == part) return &row;
    }
  }
  return nullptr;
}

// A value of AWS Config, which may be JSON in a string: parsed, and kept as long as this lives.
class Unwrapped {
 public:
  explicit Unwrapped(const JsonNode* node) : node_(node) {
    const std::string_view text = StringOf(node);
    if (!text.starts_with('{') && !text.starts_with('[') && !text.starts_with('"')) return;
    text_ = text;
    text_.append(kJsonPadding, ' ');
    if (tree_.Parse(std::string_view(text_).substr(0, text.size()))) node_ = tree_.root();
  }
  const JsonNode* operator->() const { return node_; }
  const JsonNode* get() const { return node_; }
  const JsonNode* Member(std::string_view key) const {
    return node_ == nullptr || node_->kind != JsonKind::kObject ? nullptr : FindMember(*node_, key);
  }

 private:
  const JsonNode* node_;
  std::string text_;
  JsonTree tree_;
};

bool IsOn(const Unwrapped& block, std::string_view flag) {
  const JsonNode* const value = block.Member(flag);
  return value != nullptr && value->text == "true";
}

std::optional<AclPermission> RecordedPermission(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames = {"Read", "Write", "ReadAcp", "WriteAcp", "FullControl"};
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<AclPermission>(found - kNames.begin());
}

// {"grantList": [{"grantee": "AllUsers" or {"id": ...}, "permission": "Read"}], "owner": {"id": ...}}.
Acl ReadList(const Unwrapped& list) {
  Acl acl;
  const JsonNode* const owner = list.Member("owner");
  const std::string_view owner_id = owner == nullptr ? "" : StringOf(FindMember(*owner, "id"));
  const JsonNode* const grants = list.Member("grantList");
  if (grants == nullptr || grants->kind != JsonKind::kArray) return acl;
  for (const JsonNode& one : JsonChildren(*grants)) {
    const JsonNode* const grantee = FindMember(one, "grantee");
    const auto permission = RecordedPermission(StringOf(FindMember(one, "permission")));
    if (grantee == nullptr || !permission) {
      acl.readable = false;
      continue;
    }
    AclGrant grant;
    grant.permission = *permission;
    const std::string_view group = StringOf(grantee);
    if (group == "AllUsers") {
      grant.grantee = Grantee::kAllUsers;
    } else if (group == "AuthenticatedUsers") {
      grant.grantee = Grantee::kAuthenticatedUsers;
    } else if (group == "LogDelivery") {
      grant.grantee = Grantee::kLogDelivery;
    } else {
      grant.id = StringOf(FindMember(*grantee, "id"));
      if (grant.id.empty()) acl.readable = false;
      if (grant.id.empty() || grant.id == owner_id) continue;
    }
    acl.grants.push_back(std::move(grant));
  }
  std::ranges::sort(acl.grants);
  return acl;
}

class Item {
 public:
  explicit Item(const JsonNode& item)
      : configuration_(FindMember(item, "configuration")), supplement_(FindMember(item, "supplementaryConfiguration")) {
    const auto text = [&](std::string_view a, std::string_view b) {
      const std::string_view first = StringOf(FindMember(item, a));
      return std::string(first.empty() ? StringOf(FindMember(item, b)) : first);
    };
    arn_ = KnownArn(text("ARN", "arn"));
    owner_ = text("awsAccountId", "accountId");
    type_ = text("resourceType", "");
    partition_ = PartitionOf(text("awsRegion", ""));
    name_ = text("resourceName", "resourceId");
    deleted_ = text("configurationItemStatus", "").starts_with("ResourceDeleted");
  }

  std::vector<Change> Run() && {
    const std::optional<Target> target = FindTarget(type_);
    if (type_ == "AWS::S3::AccountPublicAccessBlock") {
      arn_ = "arn:" + partition_ + ":s3:::account/" + owner_;
      AddBlock(Target::kAccount, configuration_);
    } else if (!target) {
      return {};
    } else if (deleted_) {
      if (Change* const change = Add(*target, Part::kResource, true)) change->visibility = Visibility::kNone;
    } else if (*target == Target::kBucket) {
      ReadBucket();
    } else if (*target == Target::kRole) {
      AddPolicy(*target, configuration_.Member("assumeRolePolicyDocument"));
    } else if (const JsonNode* const policy = supplement_.Member("Policy")) {
      AddPolicy(*target, policy);
    } else {
      const JsonNode* const own = configuration_.Member("Policy");
      AddPolicy(*target, own == nullptr ? configuration_.Member("policy") : own);
    }
    return std::move(changes_);
  }

 private:
  Change* Add(Target target, Part part, bool clear) {
    const SharingRow* const row = RowOf(target, part, clear);
    if (row == nullptr || arn_.empty()) return nullptr;
    Change& change = changes_.emplace_back();
    change.row = row;
    change.resource = arn_;
    change.owner = owner_;
    change.visibility = clear ? Visibility::kNone : Visibility::kText;
    return &change;
  }

  void ReadBucket() {
    if (arn_.empty()) arn_ = "arn:" + partition_ + ":s3:::" + name_;
    if (const Unwrapped policy(supplement_.Member("BucketPolicy")); policy.get() != nullptr) {
      const JsonNode* const text = policy.Member("policyText");
      if (text == nullptr || text->kind == JsonKind::kNull) {
        Add(Target::kBucket, Part::kPolicy, true);
      } else {
        AddPolicy(Target::kBucket, text);
      }
    }
    AddBlock(Target::kBucket, Unwrapped(supplement_.Member("PublicAccessBlockConfiguration")));
    if (const Unwrapped list(supplement_.Member("AccessControlList")); list.get() != nullptr) {
      Change* const change = Add(Target::kBucket, Part::kAcl, false);
      if (change != nullptr) change->acl = ReadList(list);
      if (change != nullptr && !change->acl->readable) change->visibility = Visibility::kHidden;
    }
    const Unwrapped ownership(supplement_.Member("OwnershipControls"));
    const JsonNode* const rules = ownership.Member("rules");
    if (rules == nullptr || rules->kind != JsonKind::kArray) return;
    for (const JsonNode& rule : JsonChildren(*rules)) {
      Change* const change = Add(Target::kBucket, Part::kOwnership, false);
      if (change != nullptr) change->text = StringOf(FindMember(rule, "objectOwnership"));
    }
  }

  void AddBlock(Target target, const Unwrapped& block) {
    if (block.get() == nullptr || block->kind != JsonKind::kObject) return;
    Change* const change = Add(target, Part::kPublicAccessBlock, false);
    if (change == nullptr) return;
    change->block = {.block_public_acls = IsOn(block, "blockPublicAcls"),
                     .ignore_public_acls = IsOn(block, "ignorePublicAcls"),
                     .block_public_policy = IsOn(block, "blockPublicPolicy"),
                     .restrict_public_buckets = IsOn(block, "restrictPublicBuckets")};
  }

  void AddPolicy(Target target, const JsonNode* node) {
    if (node == nullptr || arn_.empty()) return;
    // Some types have the text as JSON once more.
    const Unwrapped text(StringOf(node).starts_with('"') ? node : nullptr);
    changes_.push_back(PolicyChange(arn_, owner_, target, text.get() == nullptr ? node : text.get()));
  }

  Unwrapped configuration_, supplement_;
  std::string arn_, owner_, type_, name_, partition_;
  bool deleted_ = false;
  std::vector<Change> changes_;
};

}  // namespace

bool IsJson(std::string_view text) {
  std::string padded(text);
  padded.append(kJsonPadding, ' ');
  JsonTree tree;
  return tree.Parse(std::string_view(padded).substr(0, text.size())).has_value();
}

std::optional<Target> TargetOf(std::string_view arn) {
  constexpr std::array kTargets = {Target::kAccount,     Target::kBucket, Target::kObject,
                                   Target::kAccessPoint, Target::kRole,   Target::kKey,
                                   Target::kQueue,       Target::kTopic,  Target::kFunction};
  if (!arn.starts_with("arn:")) return std::nullopt;
  const auto* const found = std::ranges::find_if(kTargets, [&](Target target) { return IsSuch(arn, target); });
  return found == kTargets.end() ? std::nullopt : std::optional(*found);
}

Change PolicyChange(std::string arn, std::string owner, Target target, const JsonNode* node) {
  Change change;
  change.resource = std::move(arn);
  change.owner = std::move(owner);
  PolicyText policy = ReadPolicyText(node);
  if (node != nullptr && node->kind == JsonKind::kNull) policy.visibility = Visibility::kNone;
  change.visibility = policy.visibility;
  change.policy = std::move(policy.json);
  change.row = RowOf(target, Part::kPolicy, change.visibility == Visibility::kNone);
  return change;
}

std::vector<Change> ReadConfigItem(const JsonNode& item) { return Item(item).Run(); }

Result<std::vector<Change>> ReadSavedState(std::string_view arn, const std::string& state) {
  ResourceState saved;
  if (const Status read = Reading(1, [&] { saved = StateOf(nlohmann::json::parse(state)); }); !read) {
    return tl::unexpected<Error>(read.error());
  }
  std::vector<Change> changes;
  const auto add = [&](Part part, Knowledge known) -> Change* {
    const SharingRow* const row = RowOf(saved.target, part, known == Knowledge::kNone);
    if (known == Knowledge::kUnknown || row == nullptr) return nullptr;
    Change& change = changes.emplace_back();
    change.row = row;
    change.resource = arn;
    change.owner = saved.owner;
    change.visibility = known == Knowledge::kSet    ? Visibility::kText
                        : known == Knowledge::kNone ? Visibility::kNone
                                                    : Visibility::kHidden;
    return &change;
  };
  if (Change* const change = add(Part::kPolicy, saved.policy_known)) change->policy = saved.policy;
  if (Change* const change = add(Part::kAcl, saved.acl_known))
    change->acl = Acl{.canned = {}, .grants = saved.lists->acl};
  if (Change* const change = add(Part::kPublicAccessBlock, saved.block_known)) change->block = saved.block;
  if (Change* const change = add(Part::kOwnership, saved.ownership_known)) {
    change->text = saved.acl_disabled ? "BucketOwnerEnforced" : "ObjectWriter";
  }
  if (Change* const change = add(Part::kReplication, saved.replication_known)) change->targets = saved.lists->copies;
  for (const NamedGrant& grant : saved.lists->grants) {
    if (Change* const change = add(Part::kGrants, Knowledge::kSet)) {
      change->policy = grant.policy;
      change->text = grant.id;
    }
  }
  if (saved.grants_hidden) add(Part::kGrants, Knowledge::kHidden);
  return changes;
}

}  // namespace crosstrail::exposure
