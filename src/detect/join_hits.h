// From hits in order to what a rule finds: events, sequences or samples after its pipes, thresholds, new terms.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detect/hit_detector.h"
#include "detect/join_keys.h"
#include "detect/ordered_hits.h"
#include "detect/rule_index.h"
#include "detect/schedule.h"
#include "rule/rule.h"

namespace crosstrail {

struct JoinOptions {
  DetectorLimits limits = {};
  bool elastic_windows = false;               // thresholds and new terms as Kibana's runs would find them
  bool incomplete_history = false;            // new terms, too, where the logs do not go back far enough to tell
  std::optional<Instant> begin_of_logs = {};  // nullopt: since ever
};

/// The runs that Kibana would make of the rule, where the options ask for them.
std::optional<RunSchedule> ScheduleOf(const Rule& rule, const JoinOptions& options);

/// Whether the hits of the rule have to be put in order before it can find anything.
bool NeedsJoin(const CompiledRule& rule);

/// The steps in `hits`, all of `rule`, with the keys that `event` gives them, as the rule's detector expects them. A
/// step is left out where a key that it needs has no value. `tuples` is about the event. They take the place of what
/// is in `steps`, whose memory is used again.
void StepsOf(const CompiledRule& rule, std::span<const StepRef> hits, FieldSource& event, TupleMemo& tuples,
             std::vector<StepKeys>& steps);

/// Whether one thread's hits of the rule may be left out where they cannot be news (TermRuns).
bool IsThinned(const Rule& rule, const JoinOptions& options);

/// The detector for the hits of the rule; nullptr where each hit is found by itself, and for samples. `rule` must
/// outlive it; `identity` names it in saved states.
std::unique_ptr<HitDetector> MakeDetector(const CompiledRule& rule, std::string identity, const JoinOptions& options);

/// One result of a rule: hits in order, the missing ones left out.
struct JoinedHits {
  std::string key;                // a text of KeyTuples; empty for a single event
  std::vector<LoggedHit> events;  // at least one
  HitCount count;
};

/// What alerts have to have in common with `found` to be suppressed by it (AlertSuppression); empty: none is.
std::string SuppressionGroup(const CompiledRule& rule, const JoinedHits& found);

/// Goes through the hits of one rule once, and gives what it found one by one. Not thread-safe. Memory: the detector's
/// and two RowSorters', whatever is found.
class JoinedResults {
 public:
  /// `rule` and the logs of `hits` must outlive the results; `hits` may be nullptr, for none.
  JoinedResults(const CompiledRule& rule, std::unique_ptr<OrderedHits> hits, JoinOptions options = {});

  /// Before everything below. At the end of the hits all time is taken to have passed: an event that had to be missing
  /// was. Error (kIo): a temporary file cannot be written or read back; then there are no results.
  Status Find();

  std::uint64_t size() const { return end_ - begin_; }
  std::uint64_t without_time() const { return without_time_; }  // events that could take no part for lack of a time
  std::uint64_t evicted() const { return evicted_; }            // see HitDetector
  std::uint64_t forgotten() const { return forgotten_; }
  std::uint64_t incomplete() const { return incomplete_; }

  /// The next result, in the order of their completion, then by key; false after the last. Error (kIo): it cannot be
  /// read back.
  Result<bool> Next(JoinedHits& result);

 private:
  template <typename Take>
  Status EachHit(bool timed, Take take);
  Status FindWith(HitDetector& detector);
  Status FindSamples();
  Status FindNewTerms();
  Status PutAside(std::vector<JoinedEvents>& joined);
  void ApplyPipes(std::uint64_t count);
  Result<bool> NextEvents(JoinedHits& result);

  const CompiledRule& rule_;
  const Query& query_;
  const std::unique_ptr<OrderedHits> hits_;
  const JoinOptions options_;
  bool finds_hits_ = true;  // one by one
  RowSorter found_;         // by ordinal and key: the places of the hits
  std::optional<RowReader> reader_;
  std::uint64_t begin_ = 0, end_ = 0;  // what the pipes leave of all that was found
  std::uint64_t next_ = 0;             // how many were read
  std::uint64_t without_time_ = 0, evicted_ = 0, forgotten_ = 0, incomplete_ = 0;
};

}  // namespace crosstrail
