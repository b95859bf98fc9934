// The detector for rules on single events: every hit is a detection, each event once, at most max_signals a rule.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/distinct_counter.h"
#include "detect/detection.h"
#include "detect/event_copy.h"

namespace crosstrail {

/// One a thread, then merged: the outcome depends on the hits alone, not on their order or on who found them. Keeps the
/// earliest max_signals events of a rule (by time, then event id; events without a time last), each once (see
/// CopyOrder), and counts the rest.
/// Not thread-safe. Memory: the kept records, and a buffer of 16 MiB for a rule with millions of hits.
class EventHits {
 public:
  /// `max_signals` replaces every rule's own limit; 0 lifts it.
  EventHits(const RuleSet& rules, std::optional<std::uint64_t> max_signals);

  void Add(std::uint32_t rule, const Record& record);
  void Merge(EventHits&& other);

  struct Outcome {
    std::vector<Detection> detections;      // by time, event id, rule
    std::vector<std::uint64_t> over_limit;  // by rule: events that matched but are not among the detections
  };
  Outcome Finish();

 private:
  struct Key {
    bool no_time = false;
    Instant time = 0;
    std::string event_id;
    auto operator<=>(const Key&) const = default;
  };
  using Kept = std::map<Key, KeptRecord>;
  struct PerRule {
    std::uint64_t limit = 0;  // 0: none
    Kept kept;
    std::unordered_map<std::string_view, Kept::iterator> by_id;
    DistinctCounter matched;
  };

  static void Keep(PerRule& rule, Key key, KeptRecord record);

  std::vector<PerRule> rules_;
};

/// By time and id of the last event, then by rule, key and the other events.
void SortDetections(std::vector<Detection>& detections);

/// A copy that outlives the framer's window, of the record whose EventIdOf is `event_id`.
KeptRecord KeepRecord(const Record& record, std::string event_id);

/// The other way round, for an Event to open. Views into `kept`, whose text must have room for kJsonPadding bytes
/// behind it; without routing fields and source.
Record AsRecord(const KeptRecord& kept);

}  // namespace crosstrail
