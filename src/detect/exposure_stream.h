// Exposures of events that arrive late and unordered: behind a watermark.
//
// A sharing call waits until nothing older than it is to be expected, so that the tracker sees what a batch scan of the
// same events would show it, and says the same.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "detect/event_hits.h"
#include "detect/exposure_pass.h"

namespace crosstrail {

/// Not thread-safe. Memory: the calls of the last `lateness`, and the tracker's.
class ExposureStream {
 public:
  /// Calls may come up to `lateness` later than the newest one before them. What `teller` finds goes to its observer.
  ExposureStream(ExposurePass& pass, ExposureTeller& teller, Duration lateness)
      : pass_(pass), teller_(teller), lateness_(lateness) {}

  /// Takes a sharing call (MatchPlan::IsCall) with a time, in any order; of the copies of one event the first. A call
  /// that comes too late is judged by itself, marked (crosstrail.exposure.late) and changes no state. Error
  /// (kMalformed): one of those that were due is no record; the others were taken.
  Status Add(const Record& record);

  /// Time goes on without calls: nothing older than `watermark` will come.
  Status AdvanceTo(Instant watermark);

  /// Nothing more will come.
  Status Finish();

  Instant watermark() const { return watermark_; }
  std::uint64_t late() const { return late_; }
  std::size_t waiting() const { return waiting_.size(); }

  /// All that was not told yet and all that is known, as text; and back. Error (kMalformed): `text` is no such state;
  /// then the stream is not to be used.
  std::string Save() const;
  Status Restore(std::string_view text);

 private:
  Status Take(const KeptRecord& record, bool late);

  ExposurePass& pass_;
  ExposureTeller& teller_;
  const Duration lateness_;
  std::map<std::pair<Instant, std::string>, KeptRecord> waiting_;
  Instant watermark_ = kMinInstant;
  std::uint64_t late_ = 0;
};

}  // namespace crosstrail
