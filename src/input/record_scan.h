// The one pass over a record that every record gets: where it ends, and its routing fields.
//
// Cost: about one nanosecond a structural character. Values of other members are skipped, not read.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "json/object.h"

namespace crosstrail {

/// The members of a CloudTrail record that decide where it goes, before any rule is looked at.
enum class RoutingField : std::uint8_t {
  kEventId,
  kEventTime,
  kEventSource,
  kEventName,
  kEventCategory,
  kAwsRegion,
  kRecipientAccountId,
};
inline constexpr std::size_t kRoutingFields = 7;

struct RecordScan {
  std::array<std::string_view, kRoutingFields> routing;  // raw text between the quotes; empty when absent or no string
  std::string_view request_parameters;                   // the value as it is written; empty when absent
  std::string_view user_identity;                        // the same
  std::size_t begin = 0, end = 0;                        // byte range of the object
  /// A key or a routing value may be written with escapes: the fast path must not decide, read the members instead.
  bool suspicious = false;
  /// The scan stopped at a member that holds a list of records, e.g. "Records": index of its '['; else 0.
  std::size_t container = 0;

  std::string_view operator[](RoutingField field) const { return routing[static_cast<std::size_t>(field)]; }
};

/// Scans the object whose '{' is at positions[at] and moves `at` behind it. With `find_container` the scan stops in
/// front of the first member that is a list of records (see input/envelopes.h), leaving `at` where it was; not when the
/// members before it say that the object is a record itself, whatever list it may hold.
WalkResult ScanRecord(const StructuralText& text, std::size_t& at, bool find_container, int max_depth,
                      RecordScan& scan);

/// Whether a backslash stands in `text`, or in the seven bytes behind it, which must be readable. Cheaper than memchr
/// on the few dozen bytes of a routing field.
bool MayHaveBackslash(std::string_view text);

}  // namespace crosstrail
