#include "detect/counted_window.h"

#include <utility>

namespace crosstrail {

void CountedWindow::Add(Entry entry) {
  if (values_.size() < entry.values.size()) values_.resize(entry.values.size());
  for (std::size_t i = 0; i < entry.values.size(); ++i) {
    for (const std::string& value : entry.values[i]) ++values_[i][value];
  }
  entries_.push_back(std::move(entry));
}

std::size_t CountedWindow::DropUntil(Instant time) {
  std::size_t dropped = 0;
  for (; !entries_.empty() && entries_.front().event->time <= time; ++dropped) {
    const Entry& entry = entries_.front();
    for (std::size_t i = 0; i < entry.values.size(); ++i) {
      for (const std::string& value : entry.values[i]) {
        const auto at = values_[i].find(value);
        if (--at->second == 0) values_[i].erase(at);
      }
    }
    entries_.pop_front();
  }
  return dropped;
}

bool CountedWindow::Reaches(const Threshold& threshold) const {
  if (entries_.size() < threshold.value) return false;
  for (std::size_t i = 0; i < threshold.cardinality.size(); ++i) {
    if (i >= values_.size() || values_[i].size() < threshold.cardinality[i].value) return false;
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
