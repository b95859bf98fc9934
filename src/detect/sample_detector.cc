#include "detect/sample_detector.h"

#include <algorithm>
#include <functional>
#include <set>

namespace crosstrail {

SampleDetector::SampleDetector(const Query& query, std::size_t most, DetectorLimits limits)
    : filters_(query.steps.size()), most_(most), limits_(limits) {}

void SampleDetector::Add(const StepHit& hit) {
  for (const StepKeys& step : hit.steps) {
    for (const std::string& key : step.keys) {
      const auto known = keys_.find(key);
      if (known != keys_.end() && known->second.by_filter[step.step].size() >= filters_ + most_ - 1) continue;
      if (held_ >= limits_.waiting) {
        ++evicted_;
        continue;
      }
      PerKey& events = known != keys_.end() ? known->second : keys_[key];
      events.by_filter.resize(filters_);
      events.by_filter[step.step].push_back(hit.event);
      ++held_;
    }
  }
}

void SampleDetector::Finish(std::vector<JoinedEvents>& found) {
  for (const auto& [key, events] : keys_) {
    std::vector<HitEventRef> picked;
    std::size_t left = most_;
    if (std::ranges::none_of(events.by_filter, [](const auto& kept) { return kept.empty(); })) {
      if (CanFinish(events, picked)) Pick(key, events, picked, left, found);
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i) found[i].ordinal = i;
  keys_.clear();
}

// Whether the filters after those of `picked` can have an event each, all different: a matching in a bipartite graph,
// by augmenting paths (Kuhn). Without it the search for a sample that does not exist would try every order of the
// events.
bool SampleDetector::CanFinish(const PerKey& events, const std::vector<HitEventRef>& picked) const {
  std::map<const HitEvent*, std::size_t> filter_of;
  for (std::size_t next = picked.size(); next < filters_; ++next) {
    std::set<const HitEvent*> tried;
    const std::function<bool(std::size_t)> match = [&](std::size_t filter) {
      for (const HitEventRef& event : events.by_filter[filter]) {
        if (std::ranges::find(picked, event) != picked.end() || !tried.insert(event.get()).second) continue;
        const auto taken = filter_of.find(event.get());
        if (taken != filter_of.end() && !match(taken->second)) continue;
        filter_of[event.get()] = filter;
        return true;
      }
      return false;
    };
    if (!match(next)) return false;
  }
  return true;
}

// Extends `picked` by an event for the next filter, only ever to what can become a sample.
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
    if (CanFinish(events, picked)) Pick(key, events, picked, left, found);
    picked.pop_back();
  }
}

}  // namespace crosstrail
