#include "exposure/resource_state.h"

#include <utility>

namespace crosstrail::exposure {
namespace {

constexpr Instant kSafeByDefault = Instant{1'682'899'200} * kSecond;  // 2023-05-01

Knowledge KnowledgeOf(const Change& change) {
  if (change.row->act == Act::kClear || change.visibility == Visibility::kNone) return Knowledge::kNone;
  return change.visibility == Visibility::kText ? Knowledge::kSet : Knowledge::kHidden;
}

bool IsOfS3(Target target) { return target == Target::kBucket || target == Target::kObject; }

}  // namespace

ResourceState NewResource(Target target, std::string owner, std::optional<Instant> made) {
  ResourceState state;
  state.owner = std::move(owner);
  state.target = target;
  state.policy_known = Knowledge::kNone;
  if (!IsOfS3(target)) return state;
  state.acl_known = Knowledge::kNone;
  state.replication_known = Knowledge::kNone;
  state.block_known = Knowledge::kNone;
  state.ownership_known = Knowledge::kNone;
  if (target == Target::kBucket && made && *made >= kSafeByDefault) {
    state.block = {true, true, true, true};
    state.block_known = Knowledge::kSet;
    state.acl_disabled = true;
    state.ownership_known = Knowledge::kSet;
  }
  return state;
}

void Apply(const Change& change, std::optional<Instant> at, ResourceState& state) {
  const SharingRow& row = *change.row;
  if (!change.owner.empty()) state.owner = change.owner;
  state.target = row.target;
  const Knowledge known = KnowledgeOf(change);
  // What is there already is not made again: S3 in us-east-1, SNS and SQS answer such calls with success.
  if (row.creates && known == Knowledge::kNone && !state.IsNew()) return;
  switch (row.part) {
    case Part::kPolicy:
      state.policy_known = known;
      state.policy = change.policy;
      break;
    case Part::kAcl:
      state.acl_known = known;
      state.acl = change.acl ? change.acl->grants : std::vector<AclGrant>();
      if (known == Knowledge::kSet && state.acl->empty()) state.acl_known = Knowledge::kNone;
      break;
    case Part::kPublicAccessBlock:
      state.block_known = known;
      state.block = change.block;
      break;
    case Part::kOwnership:
      state.ownership_known = known;
      state.acl_disabled = change.text == "BucketOwnerEnforced";
      break;
    case Part::kReplication:
      state.replication_known = known;
      state.copies = change.targets;
      break;
    case Part::kWebsite:  // serves what is public already
      break;
    case Part::kResource:
      if (row.act == Act::kSet && !state.IsNew()) break;
      state = NewResource(row.target, state.owner, row.act == Act::kSet ? at : std::nullopt);
      break;
  }
}

}  // namespace crosstrail::exposure
