// The events of a rule of type "new_terms" in hits that are all there: what NewTermsDetector finds without a limit,
// however many combinations there are.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "base/row_sorter.h"
#include "base/time.h"
#include "detect/hit_detector.h"
#include "detect/step_hit.h"

namespace crosstrail {

/// Not thread-safe. Memory: RowSorter's.
class NewTermsFinder {
 public:
  /// Events before `complete_from` are learned from.
  NewTermsFinder(Duration history, Instant complete_from) : history_(history), complete_from_(complete_from) {}

  /// Takes the hits in order of time. Error (kIo): see RowSorter.
  Status Add(const StepHit& hit);
  /// Its terms were there from `first` to `last`, never longer than the history away (TermRuns).
  Status AddRun(const StepHit& hit, Instant last);

  /// After the last one: hands out what was found, by combination. Error: that of `take`, or (kIo) the hits cannot be
  /// read back.
  Status Finish(const std::function<Status(JoinedEvents)>& take);

  /// How many first sights there were before everything is known.
  std::uint64_t incomplete() const { return incomplete_; }

 private:
  Status AddRow(const StepHit& hit, bool is_run, Instant last);

  const Duration history_;
  const Instant complete_from_;
  RowSorter rows_;  // by term, time and ordinal
  std::uint64_t ordinal_ = 0;
  std::uint64_t incomplete_ = 0;
};

}  // namespace crosstrail
