// A detector for hits that arrive late and unordered: behind a watermark.
//
// Used where events come in as they happen. A hit waits until nothing older than it is to be expected, so that the
// detector sees what a batch scan of the same events would show it, and finds the same.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "detect/hit_detector.h"

namespace crosstrail {

/// One a rule; not thread-safe. Memory: the hits of the last `lateness`, and the detector's.
class HitStream {
 public:
  /// Hits may come up to `lateness` later than the newest one before them.
  HitStream(HitDetector& detector, Duration lateness) : detector_(detector), lateness_(lateness) {}

  /// Takes a hit, in any order; appends what is complete by then. Two hits of one event at one time are
  /// one. A hit that comes too late is counted and takes no part.
  void Add(StepHit hit, std::vector<JoinedEvents>& found);

  /// Time goes on without hits: nothing older than `watermark` will come.
  void AdvanceTo(Instant watermark, std::vector<JoinedEvents>& found);

  /// Nothing more will come.
  void Finish(std::vector<JoinedEvents>& found);

  Instant watermark() const { return watermark_; }
  std::uint64_t late() const { return late_; }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  HitDetector& detector_;
  const Duration lateness_;
  std::map<std::pair<Instant, std::string>, StepHit> waiting_;
  Instant watermark_ = kMinInstant;
  std::uint64_t late_ = 0;
};

}  // namespace crosstrail
