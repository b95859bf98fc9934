// Finds the groups of events of a rule of type "threshold": events with the same values of its fields, so many within
// its lookback, with so many different values of others.
//
// Exact: wherever a span of the lookback's length has enough, however the clock stands. The alert is complete with the
// event that reaches the threshold, and takes the events of its group that follow until a lookback after its first;
// the next alert of the group begins behind them. With a schedule it finds what Kibana's runs would: the events of a
// run's window that no earlier alert has.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/counted_window.h"
#include "detect/hit_detector.h"
#include "detect/schedule.h"

namespace crosstrail {

/// One a rule; not thread-safe. Hits have step 0 with the groups as keys, and step 1 + i with the values that the
/// rule's cardinality i counts. A hit costs a look-up a group and value. Memory: the events of the last lookback, as
/// far as DetectorLimits::waiting lets them; fewer than the threshold a group.
class ThresholdDetector : public HitDetector {
 public:
  /// Of the events of an alert so many are told, the first and the one that reached the threshold.
  static constexpr std::size_t kMostShown = 100;
  /// More different values than this are not counted, unless the threshold asks for more.
  static constexpr std::size_t kMostValues = 10'000;

  /// `identity` names the rule in saved states.
  ThresholdDetector(Threshold threshold, Duration lookback, std::optional<RunSchedule> schedule, std::string identity,
                    DetectorLimits limits = {});

  void Add(const StepHit& hit, std::vector<JoinedEvents>& found) override;
  void AdvanceTo(Instant watermark, std::vector<JoinedEvents>& found) override;
  void Finish(std::vector<JoinedEvents>& found) override;
  /// Events that were not counted.
  std::uint64_t evicted() const override { return evicted_; }
  std::string Save(const SaveEvent& save_event) const override;
  Status Restore(std::string_view state, const LoadEvent& load_event) override;

 private:
  // An alert that takes what follows.
  struct Open {
    JoinedEvents joined;
    std::vector<std::set<std::string>> values;
    Instant end = 0;
  };
  struct Group {
    explicit Group(std::size_t cardinalities) : window(cardinalities) {}

    CountedWindow window;
    std::optional<Open> open;
    Instant due = kMinInstant;  // its entry in due_
  };

  Group& GroupOf(const std::string& key);
  void Take(const std::string& key, const StepHit& hit);
  void Begin(const std::string& key, Group& group);
  void Absorb(const StepHit& hit, Open& open) const;
  void Fire(const std::string& key, Group& group, std::vector<JoinedEvents>& found);
  void Empty(CountedWindow& window);
  void Wait(const std::string& key, Instant due, Group& group);
  void Sweep(Instant now);
  void Clear();
  void Load(const nlohmann::json& state, const LoadEvent& load_event);

  const Threshold threshold_;
  const Duration lookback_;
  const std::optional<RunSchedule> schedule_;
  const std::string identity_;
  const DetectorLimits limits_;
  std::map<std::string, Group> groups_;
  /// Groups by the time at which what they wait for is decided: nothing before it can come any more.
  std::set<std::pair<Instant, std::string>> due_;
  std::uint64_t ordinal_ = 0;
  std::uint64_t evicted_ = 0;
  std::size_t held_ = 0;  // entries of all windows
  std::size_t next_sweep_;
};

}  // namespace crosstrail
