// What becomes of hits, before they are joined: exceptions hide some, the others go to the detector of single events or
// to the log of those that have to be put in order.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "base/distinct_counter.h"
#include "detect/event_hits.h"
#include "detect/hit_log.h"
#include "detect/join_hits.h"
#include "detect/join_keys.h"
#include "detect/term_runs.h"
#include "event/event.h"
#include "rule/exceptions.h"

namespace crosstrail {

/// By exception, which events it hid.
using ExceptedEvents = std::map<const CompiledException*, DistinctCounter>;

struct HitSinkOptions {
  JoinOptions join;
  std::optional<std::uint64_t> max_signals;  // see EventHits
  unsigned threads = 1;                      // that have one, too: they share memory
};

/// One a thread; not thread-safe. `rules` must outlive it.
class HitSink {
 public:
  HitSink(const HitSinkOptions& options, const RuleSet& rules);
  HitSink(const HitSink&) = delete;
  HitSink& operator=(const HitSink&) = delete;

  /// `steps` are what the record satisfies, `event` is open on it. Error (kIo): one of the hits cannot be put aside.
  Status Take(const Record& record, const std::vector<StepRef>& steps, Event& event);

  /// After the last record, before the log is read: adds the hits of single events to `hits`, and what exceptions hid
  /// to `excepted`. Error (kIo): new terms are missing.
  Status MergeInto(EventHits& hits, ExceptedEvents& excepted);
  /// All but the hits of single events.
  Status MergeJoinedInto(ExceptedEvents& excepted);

  HitLog& log() { return log_; }

 private:
  Status Log(const Record& record, std::span<const StepRef> hits, Event& event);

  const RuleSet& rules_;
  const JoinOptions join_;
  EventHits hits_;
  ExceptedEvents excepted_;
  HitLog log_;
  TermRuns terms_;
  TupleMemo tuples_;
  std::vector<StepKeys> steps_;
};

}  // namespace crosstrail
