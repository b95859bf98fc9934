// Finds the samples of one EQL query: for each key, events that satisfy every filter, a different one for each filter.
//
// Time plays no part, so nothing can be told before the last event has been seen.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "detect/step_hit.h"
#include "query/query.h"

namespace crosstrail {

/// One a query; not thread-safe. Keeps, for each key and filter, only as many events as there are filters, the
/// earliest: of any greater number some will always do.
class SampleDetector {
 public:
  /// `query` is of kind kSample. Up to `most` samples a key, different in at least one event.
  explicit SampleDetector(const Query& query, std::size_t most = 1, DetectorLimits limits = {});

  /// Hits in order of time: the earliest are kept.
  void Add(const StepHit& hit);

  /// Appends the samples by key, null first. `ordinal` counts them.
  void Finish(std::vector<JoinedEvents>& found);

  /// Events that were given up to stay within the limits.
  std::uint64_t evicted() const { return evicted_; }

 private:
  struct PerKey {
    std::vector<std::vector<HitEventRef>> by_filter;
  };

  bool CanFinish(const PerKey& events, const std::vector<HitEventRef>& picked) const;
  void Pick(const std::string& key, const PerKey& events, std::vector<HitEventRef>& picked, std::size_t& left,
            std::vector<JoinedEvents>& found) const;

  const std::size_t filters_;
  const std::size_t most_;
  const DetectorLimits limits_;
  std::map<std::string, PerKey> keys_;
  std::size_t held_ = 0;
  std::uint64_t evicted_ = 0;
};

}  // namespace crosstrail
