#include "exposure/resource_state.h"

#include <utility>

#include "exposure/statements.h"

namespace crosstrail::exposure {
namespace {

constexpr Instant kSafeByDefault = Instant{1'682'899'200} * kSecond;  // 2023-05-01

Knowledge KnowledgeOf(const Change& change) {
  if (change.row->act == Act::kClear || change.visibility == Visibility::kNone) return Knowledge::kNone;
  return change.visibility == Visibility::kText ? Knowledge::kSet : Knowledge::kHidden;
}

// Adds one statement to the policy, or takes it away.
void ChangeStatement(const Change& change, ResourceState& state) {
  if (change.row->act == Act::kAdd && change.visibility != Visibility::kText) {
    state.policy_known = Knowledge::kHidden;
    return;
  }
  if (change.row->act == Act::kRemove && state.policy_known == Knowledge::kUnknown) return;
  Result<std::string> policy = change.row->act == Act::kAdd ? WithStatements(state.policy, change.policy)
                                                            : WithoutStatement(state.policy, change.text);
  if (!policy) {  // what is there cannot be read
    state.policy_known = Knowledge::kHidden;
    if (change.row->act == Act::kAdd) state.policy = change.policy;
    return;
  }
  state.policy = std::move(*policy);
  if (state.policy_known != Knowledge::kHidden) {
    state.policy_known = state.policy.empty() ? Knowledge::kNone : Knowledge::kSet;
  }
}

void ChangeGrant(const Change& change, ResourceState& state) {
  if (change.row->act == Act::kAdd && change.visibility != Visibility::kText) {
    state.grants_hidden = true;
    return;
  }
  state.lists.Update([&](SharingLists& lists) {
    std::erase_if(lists.grants, [&](const NamedGrant& grant) { return grant.id == change.text; });
    if (change.row->act == Act::kAdd) lists.grants.push_back({.id = change.text, .policy = change.policy});
  });
}

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
  const bool is_there = !state.IsNew() && !state.gone;
  if (row.creates && known == Knowledge::kNone && is_there) return;
  state.gone = false;
  switch (row.part) {
    case Part::kPolicy:
      if (row.act == Act::kAdd || row.act == Act::kRemove) {
        ChangeStatement(change, state);
        break;
      }
      state.policy_known = known;
      state.policy = change.policy;
      break;
    case Part::kAcl:
      state.acl_known = known;
      state.lists.Update(
          [&](SharingLists& lists) { lists.acl = change.acl ? change.acl->grants : std::vector<AclGrant>(); });
      if (known == Knowledge::kSet && state.lists->acl.empty()) state.acl_known = Knowledge::kNone;
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
      state.lists.Update([&](SharingLists& lists) { lists.copies = change.targets; });
      break;
    case Part::kGrants:
      ChangeGrant(change, state);
      break;
    case Part::kWebsite:  // serves what is public already
      break;
    case Part::kResource:
      if (row.act == Act::kSet && is_there) break;
      state = NewResource(row.target, state.owner, row.act == Act::kSet ? at : std::nullopt);
      state.gone = row.act == Act::kClear;
      break;
  }
}

}  // namespace crosstrail::exposure
