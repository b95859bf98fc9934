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
  struct Entry {
    HitEventRef event;
    std::uint64_t ordinal = 0;
    std::vector<std::vector<std::string>> values;  // by Threshold::cardinality
  };

  /// None is older than the one before.
  void Add(Entry entry);
  /// Drops the events up to and at `time`; returns how many.
  std::size_t DropUntil(Instant time);

  bool Reaches(const Threshold& threshold) const;
  HitCount Count() const;

  const std::deque<Entry>& entries() const { return entries_; }
  using Values = std::map<std::string, std::uint64_t>;  // with how many events have each
  const std::vector<Values>& values() const { return values_; }

 private:
  std::deque<Entry> entries_;
  std::vector<Values> values_;
};

}  // namespace crosstrail
