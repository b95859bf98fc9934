#include "detect/counted_window.h"

#include <utility>

namespace crosstrail {

void CountedWindow::Add(HitEventRef event, std::uint64_t ordinal) {
  entries_.push_back({.event = std::move(event), .ordinal = ordinal, .values = {}});
}

void CountedWindow::AddValue(std::size_t cardinality, const std::string& value) {
  const auto counted = values_[cardinality].try_emplace(value, 0).first;
  ++counted->second;
  entries_.back().values.push_back({cardinality, counted});
}

std::size_t CountedWindow::DropUntil(Instant time) {
  std::size_t dropped = 0;
  for (; !entries_.empty() && entries_.front().event->time <= time; ++dropped) {
    for (const auto& [cardinality, value] : entries_.front().values) {
      if (--value->second == 0) values_[cardinality].erase(value);
    }
    entries_.pop_front();
  }
  return dropped;
}

bool CountedWindow::Reaches(const Threshold& threshold) const {
  if (entries_.size() < threshold.value) return false;
  for (std::size_t i = 0; i < threshold.cardinality.size(); ++i) {
    if (values_[i].size() < threshold.cardinality[i].value) return false;
  }
  return true;
}

HitCount CountedWindow::Count() const {
  HitCount count;
  count.events = entries_.size();
  for (const Values& values : values_) count.values.push_back(values.size());
  if (!entries_.empty()) {
    count.first = entries_.front().event->time;
    count.last = entries_.back().event->time;
  }
  return count;
}

}  // namespace crosstrail
