// The table of envelopes: every wrapper that CloudTrail records arrive in, recognised by content.
//
// Adding one is a row here (and, where it holds a list at its top level, a row in kContainers).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "input/report.h"
#include "json/object.h"

namespace crosstrail {

/// What to do with a JSON object.
struct Disposition {
  enum class Kind : std::uint8_t {
    kRecord,   // it is a CloudTrail record
    kElastic,  // it is an Elastic document
    kObject,   // `inner` is a JSON object to look at next
    kText,     // `inner` is a JSON string whose text is to be looked at next
    kBase64,   // `inner` is a JSON string: base64 of a (compressed) payload
    kSkip,     // nothing to match: `reason`
    kUnrecognised,
  };
  Kind kind = Kind::kUnrecognised;
  std::string_view inner;    // raw JSON
  std::size_t inner_at = 0;  // its first structural
  SkipReason reason = SkipReason::kOtherEvent;
};

/// Decides what the object with these members is. First row that recognises it wins.
Disposition Classify(std::span<const Member> members);

/// Whether a key that starts with `initial` can be a container's: rules out nearly all keys of records.
inline bool MayBeContainer(char initial) {
  return initial == 'R' || initial == 'E' || initial == 'l' || initial == 'M' || initial == 'h';
}

/// Whether `key` with a value starting in `first` holds, or leads to, a list of records: "Records": [, "hits": {, ...
bool IsContainer(std::string_view key, char first);

/// The raw value of member `name` (escaped spellings too, the last of duplicates), or nullptr.
const Member* FindMember(std::span<const Member> members, std::string_view name);

}  // namespace crosstrail
