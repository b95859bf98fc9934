// Who reaches a resource in the end: its policy and its access control list together, less what Block Public Access,
// ownership settings and the denials of a policy take away.
//
// All of it becomes one policy document that allows what AWS would: the statements of the policy, an Allow for each
// grant of a list or of a key, and a Deny where a public bucket is restricted to its owner. So every answer has the
// exactness of policy/analyse.h, and a difference is what AnalyseGain proves, whichever setting brought it about.
//
// Where a setting is not known it is taken to be off, which leans to "exposed"; where a policy or list is not known
// there is none, and that is said.
//
// Sources: S3 User Guide, "Blocking public access to your Amazon S3 storage", "Controlling ownership of objects and
// disabling ACLs for your bucket".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exposure/resource_state.h"
#include "policy/document.h"
#include "policy/public_status.h"

namespace crosstrail::exposure {

/// What keeps a policy or list from giving what it says, or would not let it be set again.
struct Cut {
  enum class Kind : std::uint8_t {
    kListsDisabled,          // BucketOwnerEnforced: no list counts
    kPublicGrantsIgnored,    // IgnorePublicAcls: grants to everybody and to any AWS identity do not count
    kRestrictedToOwner,      // RestrictPublicBuckets: the policy is public, so only the owner and services get in
    kRefusesPublicGrants,    // BlockPublicAcls: takes nothing from the list there is
    kRefusesPublicPolicies,  // BlockPublicPolicy: takes nothing from the policy there is
  };
  Kind kind = Kind::kListsDisabled;
  std::string reason;  // a clause

  bool operator==(const Cut&) const = default;
};

/// "lists_disabled", "public_grants_ignored", "restricted_to_owner", "refuses_public_grants",
/// "refuses_public_policies".
std::string_view Name(Cut::Kind kind);

/// "policy", "acl", "public_access_block", "ownership", "replication", "website", "resource",
/// "grants".
std::string_view Name(Part part);

/// What has power over a resource beside itself; nullptr: nothing is known of it.
struct Surroundings {
  const ResourceState* bucket = nullptr;   // of an object
  const ResourceState* account = nullptr;  // the owner's use of S3

  bool operator==(const Surroundings&) const = default;
};

struct Composed {
  policy::Document document;
  std::size_t policy_statements = 0;   // those from here on are of no text
  policy::PublicStatus public_status;  // of the policy
  std::vector<Cut> cuts;
  std::vector<Part> hidden;      // changed to something that is not in the log, and it matters
  std::vector<Part> assumed;     // never seen, and it matters
  bool account_matters = false;  // the account's Block Public Access settings would change something
};

/// `arn` is the resource's. A few microseconds.
Composed Compose(const std::string& arn, const ResourceState& state, const Surroundings& surroundings);

}  // namespace crosstrail::exposure
