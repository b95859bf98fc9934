#include "detect/sample_detector.h"

#include <algorithm>

namespace crosstrail {

SampleDetector::SampleDetector(const Query& query, std::size_t most, DetectorLimits limits)
    : filters_(query.steps.size()), most_(most), limits_(limits) {}

void SampleDetector::Add(const StepHit& hit) {
  for (const StepKeys& step : hit.steps) {
    for (const std::string& key : step.keys) {
      PerKey& events = keys_[key];
      events.by_filter.resize(filters_);
      std::vector<HitEventRef>& kept = events.by_filter[step.step];
      if (kept.size() >= filters_ + most_ - 1) continue;
      if (held_ >= limits_.waiting) {
        ++evicted_;
        continue;
      }
      kept.push_back(hit.event);
      ++held_;
    }
  }
}

void SampleDetector::Finish(std::vector<JoinedEvents>& found) {
  for (const auto& [key, events] : keys_) {
    std::vector<HitEventRef> picked;
    std::size_t left = most_;
    if (std::ranges::none_of(events.by_filter, [](const auto& kept) { return kept.empty(); })) {
      Pick(key, events, picked, left, found);
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i) found[i].ordinal = i;
  keys_.clear();
}

// Extends `picked` by an event for the next filter. Backtracks, but over few events: Add keeps no more than can be
// needed.
void SampleDetector::Pick(const std::string& key, const PerKey& events, std::vector<HitEventRef>& picked,
                          std::size_t& left, std::vector<JoinedEvents>& found) const {
  if (picked.size() == filters_) {
    found.push_back({key, picked, 0});
    --left;
    return;
  }
  for (const HitEventRef& event : events.by_filter[picked.size()]) {
    if (left == 0) return;
    if (std::ranges::find(picked, event) != picked.end()) continue;
    picked.push_back(event);
    Pick(key, events, picked, left, found);
    picked.pop_back();
  }
}

}  // namespace crosstrail
