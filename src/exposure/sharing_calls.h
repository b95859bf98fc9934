// The API calls that can change who reaches a resource: one row for each part of a resource that a call sets.
//
// A service that is to be watched as well is a row here (and a Target where its resources are named in a way of their
// own). Sources: the API references of the services, and records of CloudTrail, whose spelling of parameters differs
// from the API's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "event/record_path.h"

namespace crosstrail::exposure {

/// What a call sets.
enum class Part : std::uint8_t {
  kPolicy,
  kAcl,
  kPublicAccessBlock,
  kOwnership,    // whether ACLs count: S3's object ownership
  kReplication,  // where copies go
  kWebsite,
  kResource,  // the resource itself goes, and all its parts with it
  kGrants,    // of a key
};

/// kAdd and kRemove: one statement or grant of several, by its name.
enum class Act : std::uint8_t { kSet, kClear, kAdd, kRemove };

/// The account whose trail the record is in.
inline constexpr RecordPath kRecipient = "recipientAccountId";

/// How the resource is named, and who owns it.
enum class Target : std::uint8_t {
  kBucket,
  kObject,
  kAccount,  // S3 as the account uses it
  kAccessPoint,
  kMultiRegionAccessPoint,
  kRole,
  kKey,
  kQueue,
  kTopic,
  kFunction,
};

/// Whether an ACL, Block Public Access and ownership controls count for it.
inline bool IsOfS3(Target target) { return target == Target::kBucket || target == Target::kObject; }

/// "AWS::S3::Bucket", as CloudFormation has it.
std::string_view Name(Target target);
std::optional<Target> FindTarget(std::string_view name);

struct SharingRow {
  std::string_view source;  // eventSource
  std::string_view name;    // eventName
  Part part;
  Act act;
  Target target;
  RecordPath id;  // what names the resource
  /// What is set, in each spelling there is; nothing for kClear.
  std::array<RecordPath, 3> values = {};
  /// Whether a call without it sets the part all the same, to something that is not in the record.
  bool required = false;
  /// The call makes the resource, unless it is there already.
  bool creates = false;
  /// The call is about the part only where this parameter has this value.
  RecordPath only_where = {};
  std::string_view only_value = {};
};

/// All rows, sorted by source and name; of one call in the order in which they count.
std::span<const SharingRow> SharingRows();

/// The rows of a call; none when it shares nothing. O(log n).
std::span<const SharingRow> FindSharingRows(std::string_view source, std::string_view name);

/// Whether a call of these rows may set what one of them is about, by its request parameters (or more of the record) as
/// they are written: objects that are written without a list have to be looked at no further, and there are many. A
/// scan of the text.
bool MaySet(std::span<const SharingRow> rows, std::string_view parameters);

}  // namespace crosstrail::exposure
