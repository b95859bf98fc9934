// Alerts that are not shown because one like them was (AlertSuppression).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/time.h"
#include "detect/schedule.h"
#include "rule/rule.h"

namespace crosstrail {

/// One a rule; not thread-safe. The first alert of a group takes those that follow for the duration; where the rule
/// says none, for as long as one of its executions: an interval, from the first alert on, or with a schedule to the end
/// of Kibana's run. An alert costs a look-up. Memory: the groups of the last duration.
class Suppressor {
 public:
  Suppressor(const AlertSuppression& suppression, Duration interval, std::optional<RunSchedule> schedule);

  /// The alert, by the number it was given, that takes this one, or nullopt: it is shown, as `number`. None is older
  /// than the one before.
  std::optional<std::uint64_t> Take(const std::string& group, Instant time, std::uint64_t number);

 private:
  Instant EndOf(Instant time) const;

  const Duration duration_;
  const std::optional<RunSchedule> schedule_;  // only where executions count
  std::map<std::string, std::uint64_t> alerts_;
  std::deque<std::pair<Instant, std::map<std::string, std::uint64_t>::iterator>> ends_;  // ascending
};

}  // namespace crosstrail
