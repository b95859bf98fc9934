// The form in which hits are put aside: what of it their readers and writers share.
//
// In a log the key is the rule, a hash of the event's id and the id, so that the copies of one event stand together. In
// order of time (OrderedHits) it is the time and the id. The rest is a HitRow, then the steps.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/time.h"

namespace crosstrail {

inline constexpr std::size_t kRuleSize = sizeof(std::uint32_t);
inline constexpr std::size_t kBeforeId = kRuleSize + sizeof(std::uint64_t);  // of the key in a log
inline constexpr std::size_t kBeforeIdInOrder = 1 + sizeof(std::uint64_t);

/// Written as it lies in memory: the files do not outlive the process.
struct HitRow {
  Instant time = 0;
  Instant until = 0;  // of a run (TermRun) the last time, which is later; else the same
  std::uint64_t spilled = 0;
  std::uint64_t index = 0;
  std::uint32_t length = 0;
  std::uint32_t source = 0;
  std::uint32_t log = 0;  // in order of time: which log the hit is from
  std::uint16_t form = 0;
  std::uint16_t has_time = 0;
  std::uint64_t added = 0;  // length of Record::added, which lies behind the record
};
static_assert(std::has_unique_object_representations_v<HitRow>);

}  // namespace crosstrail
