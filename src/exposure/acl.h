// S3's access control lists: what a call sets, and whom that lets do what.
//
// Source: S3 User Guide, "Access control list (ACL) overview": canned ACLs, grantees, and which actions each permission
// stands for. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "json/tree.h"
#include "policy/grant.h"

namespace crosstrail::exposure {

enum class Grantee : std::uint8_t { kCanonicalUser, kEmail, kAllUsers, kAuthenticatedUsers, kLogDelivery, kOtherGroup };
enum class AclPermission : std::uint8_t { kRead, kWrite, kReadAcp, kWriteAcp, kFullControl };

struct AclGrant {
  Grantee grantee = Grantee::kCanonicalUser;
  std::string id;  // canonical user id, e-mail address, or the URI of another group
  AclPermission permission = AclPermission::kRead;

  auto operator<=>(const AclGrant&) const = default;
};

struct Acl {
  std::string canned;            // "public-read"; empty when the grants were written out
  std::vector<AclGrant> grants;  // those of the canned one too; in order, each once
  bool readable = true;          // false: something of it could not be read
  bool operator==(const Acl&) const = default;
};

/// The ACL among the request parameters of a call: x-amz-acl, x-amz-grant-* headers (under accessControlList or by
/// themselves) or an AccessControlPolicy, whose grants to its owner are left out. nullopt when there is none.
std::optional<Acl> ReadAcl(const JsonNode& request_parameters);

/// The ACL called `name`; its grants to the owner are left out. Unknown names are not readable.
Acl CannedAcl(std::string_view name);

/// Who of the grantee is in the terms of policies. A user by canonical id may be the owner: nothing here knows.
policy::Who WhoOf(const AclGrant& grant);

/// The actions that `permission` allows on a bucket or on an object: "s3:ListBucket".
std::vector<std::string> ActionsOf(AclPermission permission, bool on_object);

}  // namespace crosstrail::exposure
