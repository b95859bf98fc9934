// What a resource policy gives to whom: the analyser's answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/action_catalogue.h"
#include "policy/public_status.h"
#include "policy/request.h"
#include "policy/trust.h"

namespace crosstrail::policy {

enum class WhoKind : std::uint8_t {
  kAnonymous,             // anybody, without credentials
  kAnyIdentity,           // any AWS identity of any account
  kOrganization,          // any identity of an organization
  kOrganizationPath,      // ... of a part of it
  kAccount,               // any identity of an account
  kIdentity,              // one user, role, session or federated user
  kUniqueId,              // one identity of an unknown account
  kCanonicalUser,         // an account known by its canonical user id
  kFederated,             // whoever an identity provider vouches for
  kService,               // an AWS service
  kOriginAccessIdentity,  // a CloudFront distribution, through its origin access identity
};

/// Whom a service acts for.
enum class CustomerKind : std::uint8_t { kNone, kOwner, kOrganization, kAccount, kUnknown, kAnyone };

struct Who {
  WhoKind kind = WhoKind::kAnonymous;
  std::string id;       // account id, ARN, organization id or path, service name ...; empty: "any"
  std::string account;  // of kIdentity and of a SAML provider
  CustomerKind customer = CustomerKind::kNone;  // of kService
  std::string customer_id;                      // account or organization

  auto operator<=>(const Who&) const = default;
};

/// What keeps a grant from being used at will.
enum class Limit : std::uint8_t { kNetwork, kTime, kAccessPoint, kKmsKey };

/// "network", "time", "access_point", "kms_key".
std::string_view Name(Limit limit);

struct Grant {
  Who who;
  Trust trust = Trust::kUnknown;
  std::string vendor;  // whose account it is, where known

  std::vector<std::string> actions;     // each that is allowed: "s3:GetObject"; "sqs:*" where AWS's list is not at hand
  std::vector<AccessLevel> access;      // sorted
  std::vector<std::string> resources;   // the policy's patterns under which something is allowed
  std::vector<Limit> limits;            // sorted
  std::vector<std::size_t> statements;  // the Allow statements
  std::vector<std::size_t> narrowed_by;  // Deny statements that take part of it away again

  bool in_organization = false;  // only for identities of the owner's organization
  /// Of an untrusted grant: the organizations and networks that it is limited to and that configuration does not name,
  /// as the policy writes them; sorted.
  std::vector<std::string> unnamed;
  /// Of an identity provider: only for identities there that the policy names (policy/provider_subjects.h).
  bool named_subject = false;
  /// Under a limit of network: it can be used through a VPC endpoint that is neither trusted nor the owner's.
  bool through_strange_endpoint = false;
  bool through_access_point = false;  // only through the owner's access points, whose policies decide

  bool decided = true;  // false: the search gave up, and the grant may be less than this, or under more limits
  std::optional<Request> witness;
};

/// Whether the grant is to anybody: everyone, every AWS identity, or whoever has an account with an identity provider.
bool IsToAnybody(const Grant& grant);

/// The worst there is, from nothing to everybody.
enum class Verdict : std::uint8_t {
  kNone,              // nobody but the owner
  kTrusted,           // the owner's organization, or whom configuration trusts
  kServiceForOwner,   // AWS services acting for the owner
  kServiceForOthers,  // AWS services acting for another account, or for any
  kAccessPoints,      // only through the owner's access points
  kLimited,           // strangers, under a limit of network, time or key
  kNamedAccounts,     // named accounts, identities and organizations of others
  kUnknownIdentity,   // an identity whose account cannot be told
  kAnyIdentity,       // any AWS identity
  kPublic,            // anybody
};

/// "none", "trusted", "service_for_owner", "service_for_others", "access_points", "limited", "named_accounts",
/// "unknown_identity", "any_identity", "public".
std::string_view Name(Verdict verdict);
std::optional<Verdict> FindVerdict(std::string_view name);

/// The grants in a few words.
struct Summary {
  bool external_identity = false;     // an identity outside the owner's account can use it
  bool external_outside_org = false;  // ... one outside the owner's organization
  bool anonymous = false;             // a request without credentials can
  bool public_bpa = false;            // S3 calls the policy public (policy/public_status.h)
  std::vector<std::string>
      accounts;  // "*", "222222222222", "org:o-1", "uniqueid:AROA...", "canonical:79a5...", "provider:HOST"; sorted
  std::string via_service = "none";  // "owner", an account id, "org:o-1", "unknown_customer", "any_customer"
  std::vector<Limit> limited_by;     // limits that all of it is under
};

struct Analysis {
  std::vector<Grant> grants;  // to others than the owner, in order of statement and of Who
  Verdict verdict = Verdict::kNone;
  Summary summary;
  PublicStatus public_status;
  bool decided = true;  // of every grant
};

}  // namespace crosstrail::policy
