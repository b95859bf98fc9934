#include "detect/suppressor.h"

namespace crosstrail {

Suppressor::Suppressor(const AlertSuppression& suppression, Duration interval, std::optional<RunSchedule> schedule)
    : duration_(suppression.duration != 0 ? suppression.duration : interval),
      schedule_(suppression.duration != 0 ? std::nullopt : schedule) {}

// The first moment that is too late.
Instant Suppressor::EndOf(Instant time) const {
  return schedule_ ? Later(schedule_->RunAt(time), 1) : Later(time, duration_);
}

std::optional<std::uint64_t> Suppressor::Take(const std::string& group, Instant time, std::uint64_t number) {
  while (!ends_.empty() && ends_.front().first <= time) {
    alerts_.erase(ends_.front().second);
    ends_.pop_front();
  }
  const auto [at, is_new] = alerts_.try_emplace(group, number);
  if (!is_new) return at->second;
  ends_.emplace_back(EndOf(time), at);
  return std::nullopt;
}

}  // namespace crosstrail
