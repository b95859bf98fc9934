// Finds the sequences of one EQL query in a stream of hits that is ordered by time.
//
// The semantics are Elasticsearch's (docs/eql.md, "Sequences"): for each key and stage at most one beginning of a
// sequence waits, the newest; stages are tried from the last to the first, so that an event never advances twice;
// `until` comes after them. Missing events are judged by the watermark: a sequence that must not be followed by an
// event is complete only when its span has passed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/step_hit.h"
#include "query/query.h"

namespace crosstrail {

/// One a query; not thread-safe. A hit costs a few look-ups a step and key. Memory: see DetectorLimits.
class SequenceDetector {
 public:
  /// `query` is of kind kSequence and outlives the detector. `identity` names it in saved states, e.g. the hash of the
  /// rule.
  SequenceDetector(const Query& query, std::string identity, DetectorLimits limits = {});
  ~SequenceDetector();
  SequenceDetector(const SequenceDetector&) = delete;
  SequenceDetector& operator=(const SequenceDetector&) = delete;

  /// Takes the next hit; none may be older than the one before. Appends what it completes.
  void Add(const StepHit& hit, std::vector<JoinedEvents>& found);

  /// Nothing older than `watermark` will come: appends the sequences whose missing events can no longer happen.
  void AdvanceTo(Instant watermark, std::vector<JoinedEvents>& found);

  /// Nothing more will come.
  void Finish(std::vector<JoinedEvents>& found);

  /// Beginnings of sequences that were given up to stay within the limits: what they would have become is not found.
  std::uint64_t evicted() const;

  /// Events that had to be missing, came, and were forgotten to stay within the limits: what they would have spoilt is
  /// found.
  std::uint64_t forgotten() const;

  using SaveEvent = std::function<std::string(const HitEvent&)>;
  using LoadEvent = std::function<HitEventRef(const std::string&)>;  // nullptr when the text is none of SaveEvent

  /// The state as text (JSON), for Restore in another process.
  std::string Save(const SaveEvent& save_event) const;

  /// Replaces the state. Error (kMalformed, kUnsupported) when the text is no state, or one of another version or
  /// query; then the state is empty.
  Status Restore(std::string_view state, const LoadEvent& load_event);

 private:
  class Impl;
  const Query& query_;
  const DetectorLimits limits_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crosstrail
