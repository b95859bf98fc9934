// What one record changes in who may reach which resource.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "event/record_path.h"
#include "exposure/acl.h"
#include "exposure/policy_text.h"
#include "exposure/sharing_calls.h"

namespace crosstrail::exposure {

/// S3's Block Public Access; a flag that a call does not name is off.
struct PublicAccessBlock {
  bool block_public_acls = false;
  bool ignore_public_acls = false;
  bool block_public_policy = false;
  bool restrict_public_buckets = false;

  bool operator==(const PublicAccessBlock&) const = default;
};

struct Change {
  const SharingRow* row = nullptr;
  std::string resource;                       // ARN; "arn:aws:s3:::account/111111111111" for S3 as an account uses it
  std::string owner;                          // account id; empty where nothing in the record says it
  bool failed = false;                        // the call was refused: an attempt
  Visibility visibility = Visibility::kNone;  // of what is set; kNone: the part is cleared

  std::string policy;       // JSON, of a policy that is visible; of kAdd, of the one statement
  std::optional<Acl> acl;   // of an ACL that is visible
  PublicAccessBlock block;  // of a block that is visible
  std::string text;  // of ownership: "BucketOwnerEnforced"; of kAdd and kRemove: what the statement or grant is called
  std::vector<std::string> targets;  // of replication: ARNs of buckets and ids of accounts that copies go to
};

/// The changes of a record of CloudTrail, one a part that its call sets, in order of rows; none when it is about
/// something else or names no resource. A few hundred nanoseconds for the calls in the table, a look-up for all others.
std::vector<Change> ReadChanges(const RecordMembers& record);

}  // namespace crosstrail::exposure
