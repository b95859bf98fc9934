// What the detectors of sequences and samples see of an event: when it happened, which steps it satisfied, and by which
// keys it can be joined.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/time.h"

namespace crosstrail {

/// An event that took part, shared by everything that waits for more. `place` is the caller's: where to find the rest
/// of it.
struct HitEvent {
  Instant time = 0;
  std::string event_id;
  std::uint64_t place = 0;
};
using HitEventRef = std::shared_ptr<const HitEvent>;

struct StepKeys {
  std::uint32_t step = 0;         // of the query; the number of steps for `until`
  std::vector<std::string> keys;  // KeyTuples (detect/join_keys.h), at least one
};

/// The next element of a list that is written over: it may still hold what it held before. `used` are in use.
template <typename Element>
Element& Reused(std::vector<Element>& list, std::size_t& used) {
  if (used == list.size()) list.emplace_back();
  return list[used++];
}

struct StepHit {
  HitEventRef event;
  std::vector<StepKeys> steps;  // ascending
  bool history = false;         // it is there to learn from, and gives no alert
};

/// What a threshold counted, of which JoinedEvents::events are a part.
struct HitCount {
  std::uint64_t events = 0;                // 0: it is no threshold
  std::vector<std::uint64_t> values = {};  // different ones, by Threshold::cardinality
  Instant first = 0, last = 0;

  bool operator==(const HitCount&) const = default;
};

/// A rule is complete. `events` holds nullptr for each event that had to be missing.
struct JoinedEvents {
  std::string key;  // a text of KeyTuples
  std::vector<HitEventRef> events;
  std::uint64_t ordinal = 0;  // of the event that completed it: results are ordered by it, then by key
  HitCount count = {};
};

/// How much a detector may hold. What is over a bound is given up, the oldest first, and counted. The bounds are apart:
/// no flood of events that must be missing costs the beginning of a sequence.
struct DetectorLimits {
  std::size_t waiting =
      std::size_t{1} << 20U;  // beginnings of sequences, and sequences that wait for their span to end
  std::size_t leading = std::size_t{1} << 19U;  // keys under which an event came that must not come first
};

}  // namespace crosstrail
