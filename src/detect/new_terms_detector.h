// Finds the events of a rule of type "new_terms": those with a combination of values that no event of the rule had in
// the time before, as long as its history.
//
// Exact: an event is compared with the history before itself, whatever the interval of the rule. With a schedule it
// finds what Kibana's runs would: the first event of a run's window whose values are in none of the events between the
// beginning of the run's history and its window.
//
// What was there before the first event of the logs nobody knows, so nothing is found until a history's length after
// it: those events are counted as incomplete.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/hit_detector.h"
#include "detect/schedule.h"

namespace crosstrail {

/// One a rule; not thread-safe. Hits have step 0 with the combinations as keys; each that is new is found by itself. A
/// hit costs a look-up a combination. Memory: a hundred bytes and the text for each combination of the last history,
/// of at most DetectorLimits::waiting.
class NewTermsDetector : public HitDetector {
 public:
  /// Events before `complete_from` are learned from. `identity` names the rule in saved states.
  NewTermsDetector(Duration history, Instant complete_from, std::optional<RunSchedule> schedule, std::string identity,
                   DetectorLimits limits = {});

  void Add(const StepHit& hit, std::vector<JoinedEvents>& found) override;
  void AdvanceTo(Instant watermark, std::vector<JoinedEvents>& found) override;
  void Finish(std::vector<JoinedEvents>& found) override;
  /// Combinations that were forgotten: they are found as new when they come again.
  std::uint64_t evicted() const override { return evicted_; }
  std::uint64_t incomplete() const override { return incomplete_; }
  std::string Save(const SaveEvent& save_event) const override;
  Status Restore(std::string_view state, const LoadEvent& load_event) override;

 private:
  struct Seen {
    std::string_view key;  // of the map's entry
    Instant last = 0;
  };
  using Order = std::list<Seen>;

  Instant Horizon(Instant time) const;
  bool IsLookedAt(Instant time) const;
  void Forget(Instant horizon);
  void Clear();

  const Duration history_;
  const Instant complete_from_;
  const std::optional<RunSchedule> schedule_;
  const std::string identity_;
  const DetectorLimits limits_;
  Order order_;  // by the last time, ascending
  std::map<std::string, Order::iterator, std::less<>> seen_;
  std::uint64_t ordinal_ = 0;
  std::uint64_t evicted_ = 0;
  std::uint64_t incomplete_ = 0;
};

}  // namespace crosstrail
