// What is known of a resource at one time: the parts that calls set, and what is not known of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "exposure/change.h"
#include "exposure/rare.h"

namespace crosstrail::exposure {

enum class Knowledge : std::uint8_t {
  kUnknown,  // never seen
  kNone,     // there is none
  kSet,      // there is one, and this is it
  kHidden,   // there is one that is not in the log
};

/// A grant of KMS, as the policy of one statement that gives the same.
struct NamedGrant {
  std::string id;
  std::string policy;  // JSON

  bool operator==(const NamedGrant&) const = default;
};

/// Lists that most resources have nothing in.
struct SharingLists {
  std::vector<AclGrant> acl;        // without the owner's
  std::vector<std::string> copies;  // where replication sends them; as Change::targets
  std::vector<NamedGrant> grants;   // to others than the owner, in order of making

  bool empty() const { return acl.empty() && copies.empty() && grants.empty(); }
  bool operator==(const SharingLists&) const = default;
};

/// A copy is a snapshot. Some 90 bytes and the texts: what is smallest comes last, so that who keeps one has room
/// there.
struct ResourceState {
  std::string owner;   // account id; empty: not known
  std::string policy;  // JSON
  Rare<SharingLists> lists;

  Target target = Target::kBucket;

  Knowledge policy_known = Knowledge::kUnknown;
  Knowledge acl_known = Knowledge::kUnknown;
  Knowledge block_known = Knowledge::kUnknown;
  Knowledge ownership_known = Knowledge::kUnknown;
  Knowledge replication_known = Knowledge::kUnknown;
  bool grants_hidden = false;  // one was made that is not in the log
  bool gone = false;           // it was deleted, and whoever makes it again may be somebody else
  bool acl_disabled = false;   // of ownership: no list counts
  PublicAccessBlock block;

  /// Nothing was seen of it yet. Settings do not count: they let nobody in by themselves.
  bool IsNew() const { return policy_known == Knowledge::kUnknown && acl_known == Knowledge::kUnknown; }

  bool operator==(const ResourceState&) const = default;
};

/// A resource as it is when it was just made, or is no more. Buckets made from May 2023 on have ACLs disabled and all
/// public access blocked (AWS News Blog, April 2023: "Amazon S3 Security Changes Are Coming").
ResourceState NewResource(Target target, std::string owner, std::optional<Instant> made);

/// The state after a change that succeeded, at `at`.
void Apply(const Change& change, std::optional<Instant> at, ResourceState& state);

}  // namespace crosstrail::exposure
