// Finds the sequences of one EQL query in a stream of hits that is ordered by time.
//
// The semantics are Elasticsearch's (docs/eql.md, "Sequences"): for each key and stage at most one beginning of a
// sequence waits, the newest; stages are tried from the last to the first, so that an event never advances twice;
// `until` comes after them. Missing events are judged by the watermark: a sequence that must not be followed by an
// event is complete only when its span has passed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "detect/hit_detector.h"
#include "query/query.h"

namespace crosstrail {

/// One a query; not thread-safe. A hit costs a few look-ups a step and key. Memory: see DetectorLimits.
class SequenceDetector : public HitDetector {
 public:
  /// `query` is of kind kSequence and outlives the detector. `identity` names it in saved states, e.g. the hash of the
  /// rule.
  SequenceDetector(const Query& query, std::string identity, DetectorLimits limits = {});
  ~SequenceDetector() override;

  void Add(const StepHit& hit, std::vector<JoinedEvents>& found) override;
  /// Appends the sequences whose missing events can no longer happen.
  void AdvanceTo(Instant watermark, std::vector<JoinedEvents>& found) override;
  void Finish(std::vector<JoinedEvents>& found) override;
  /// Beginnings of sequences.
  std::uint64_t evicted() const override;
  std::uint64_t forgotten() const override;
  std::string Save(const SaveEvent& save_event) const override;
  Status Restore(std::string_view state, const LoadEvent& load_event) override;

 private:
  class Impl;
  const Query& query_;
  const DetectorLimits limits_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crosstrail
