#include "detect/threshold_detector.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace crosstrail {
namespace {

constexpr std::size_t kFirstThresholdSweep = 4096;

// The first so many, and the last.
std::vector<HitEventRef> Shown(const CountedWindow& window) {
  std::vector<HitEventRef> events;
  const std::deque<CountedWindow::Entry>& entries = window.entries();
  for (const CountedWindow::Entry& entry : entries) {
    if (events.size() + 1 == ThresholdDetector::kMostShown) break;
    events.push_back(entry.event);
  }
  if (events.size() < entries.size()) events.push_back(entries.back().event);
  return events;
}

}  // namespace

ThresholdDetector::ThresholdDetector(Threshold threshold, Duration lookback, std::optional<RunSchedule> schedule,
                                     std::string identity, DetectorLimits limits)
    : threshold_(std::move(threshold)),
      lookback_(lookback),
      schedule_(schedule),
      identity_(std::move(identity)),
      limits_(limits),
      next_sweep_(std::min(kFirstThresholdSweep, limits.waiting)) {}

void ThresholdDetector::Add(const StepHit& hit, std::vector<JoinedEvents>& found) {
  AdvanceTo(hit.event->time, found);
  ++ordinal_;
  for (const StepKeys& step : hit.steps) {
    if (step.step != 0) continue;
    for (const std::string& key : step.keys) Take(key, hit);
  }
  if (held_ > next_sweep_) Sweep(hit.event->time);
}

ThresholdDetector::Group& ThresholdDetector::GroupOf(const std::string& key) {
  return groups_.try_emplace(key, threshold_.cardinality.size()).first->second;
}

void ThresholdDetector::Empty(CountedWindow& window) {
  held_ -= window.entries().size();
  window = CountedWindow(threshold_.cardinality.size());
}

void ThresholdDetector::Take(const std::string& key, const StepHit& hit) {
  Group& group = GroupOf(key);
  if (group.open) return Absorb(hit, *group.open);
  const Instant time = hit.event->time;
  held_ -= group.window.DropUntil(Earlier(time, lookback_));
  group.window.Add(hit.event, ordinal_);
  for (const StepKeys& step : hit.steps) {
    if (step.step == 0 || step.step > threshold_.cardinality.size()) continue;
    for (const std::string& value : step.keys) group.window.AddValue(step.step - 1, value);
  }
  ++held_;
  if (schedule_) {
    if (group.due == kMinInstant) Wait(key, Later(schedule_->RunAt(time), 1), group);
  } else if (group.window.Reaches(threshold_)) {
    Begin(key, group);
  }
}

void ThresholdDetector::Begin(const std::string& key, Group& group) {
  const CountedWindow& window = group.window;
  Open open;
  open.joined = {.key = key, .events = Shown(window), .ordinal = ordinal_, .count = window.Count()};
  for (const CountedWindow::Values& values : window.values()) {
    std::set<std::string>& seen = open.values.emplace_back();
    for (const auto& [value, events] : values) seen.insert(value);
  }
  open.end = Later(open.joined.count.first, lookback_);
  Empty(group.window);
  group.open = std::move(open);
  Wait(key, group.open->end, group);
}

void ThresholdDetector::Absorb(const StepHit& hit, Open& open) const {
  HitCount& count = open.joined.count;
  ++count.events;
  count.last = hit.event->time;
  for (const StepKeys& step : hit.steps) {
    if (step.step == 0 || step.step > open.values.size()) continue;
    std::set<std::string>& values = open.values[step.step - 1];
    const std::uint64_t most = std::max<std::uint64_t>(kMostValues, threshold_.cardinality[step.step - 1].value);
    for (const std::string& value : step.keys) {
      if (values.size() < most) values.insert(value);
    }
    count.values[step.step - 1] = values.size();
  }
}

void ThresholdDetector::Wait(const std::string& key, Instant due, Group& group) {
  group.due = due;
  due_.emplace(due, key);
}

void ThresholdDetector::AdvanceTo(Instant watermark, std::vector<JoinedEvents>& found) {
  while (!due_.empty() && due_.begin()->first <= watermark) {
    const std::string key = due_.begin()->second;
    due_.erase(due_.begin());
    const auto group = groups_.find(key);
    group->second.due = kMinInstant;
    Fire(key, group->second, found);
    if (!group->second.open && group->second.window.entries().empty()) groups_.erase(group);
  }
}

// Its time has come: the alert is over, or the run is due.
void ThresholdDetector::Fire(const std::string& key, Group& group, std::vector<JoinedEvents>& found) {
  if (group.open) {
    found.push_back(std::move(group.open->joined));
    group.open.reset();
    return;
  }
  CountedWindow& window = group.window;
  const Instant run = schedule_->RunAt(window.entries().back().event->time);
  held_ -= window.DropUntil(Earlier(run, lookback_));
  if (!window.Reaches(threshold_)) return;
  found.push_back(
      {.key = key, .events = Shown(window), .ordinal = window.entries().back().ordinal, .count = window.Count()});
  Empty(window);
}

void ThresholdDetector::Finish(std::vector<JoinedEvents>& found) {
  AdvanceTo(kMaxInstant, found);
  Clear();
}

void ThresholdDetector::Clear() {
  groups_.clear();
  due_.clear();
  held_ = 0;
}

// Forgets what is too old to count, then, at the limit, the oldest of what is over nine tenths of it.
void ThresholdDetector::Sweep(Instant now) {
  const auto drop = [&](Instant until) {
    std::size_t dropped = 0;
    for (auto group = groups_.begin(); group != groups_.end();) {
      dropped += group->second.window.DropUntil(until);
      const bool empty = !group->second.open && group->second.window.entries().empty();
      if (empty && group->second.due != kMinInstant) due_.erase({group->second.due, group->first});
      group = empty ? groups_.erase(group) : std::next(group);
    }
    held_ -= dropped;
    return dropped;
  };
  drop(Earlier(now, lookback_));
  const std::size_t most = limits_.waiting - limits_.waiting / 10;
  if (next_sweep_ >= limits_.waiting && held_ > most) {
    std::vector<Instant> times;
    times.reserve(held_);
    for (const auto& [key, group] : groups_) {
      for (const CountedWindow::Entry& entry : group.window.entries()) times.push_back(entry.event->time);
    }
    const auto last = times.begin() + static_cast<std::ptrdiff_t>(held_ - most - 1);
    std::ranges::nth_element(times, last);
    evicted_ += drop(*last);
  }
  next_sweep_ = std::min(std::max(kFirstThresholdSweep, 2 * held_), limits_.waiting);
}

}  // namespace crosstrail
