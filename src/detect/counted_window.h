// The events of one group within a span of time, and how many different values they have.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "detect/step_hit.h"
#include "rule/rule.h"

namespace crosstrail {

/// Not thread-safe. An event costs a look-up for each of its counted values.
class CountedWindow {
 public:
  using Values = std::map<std::string, std::uint64_t>;  // with how many events have each
  struct Counted {
    std::size_t cardinality = 0;  // its place in Threshold::cardinality
    Values::iterator value;
  };
  struct Entry {
    HitEventRef event;
    std::uint64_t ordinal = 0;
    std::vector<Counted> values;
  };

  /// For so many cardinalities.
  explicit CountedWindow(std::size_t cardinalities) : values_(cardinalities) {}

  /// None is older than the one before.
  void Add(HitEventRef event, std::uint64_t ordinal);
  /// A value of the event that was added last.
  void AddValue(std::size_t cardinality, const std::string& value);
  /// Drops the events up to and at `time`; returns how many.
  std::size_t DropUntil(Instant time);

  bool Reaches(const Threshold& threshold) const;
  HitCount Count() const;

  const std::deque<Entry>& entries() const { return entries_; }
  const std::vector<Values>& values() const { return values_; }

 private:
  std::deque<Entry> entries_;
  std::vector<Values> values_;
};

}  // namespace crosstrail
