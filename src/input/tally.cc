#include "input/tally.h"

#include <algorithm>

#include "base/hash.h"

namespace crosstrail {
namespace {

// A log can invent any number of accounts, regions and times; what goes over is not listed.
constexpr std::size_t kNamesKept = 10000;
constexpr std::size_t kHoursKept = 100000;

// Most records name the same account and region as the one before.
void AddName(std::set<std::string, std::less<>>& names, std::string_view& last, std::string_view name) {
  if (name == last || name.empty()) return;
  auto found = names.find(name);
  if (found == names.end()) {
    if (names.size() >= kNamesKept) return;
    found = names.emplace(name).first;
  }
  last = *found;
}

std::int64_t HourOf(Instant time) { return time / kHour - (time % kHour < 0 ? 1 : 0); }

}  // namespace

void RecordTally::Add(const Record& record) {
  ++records_;
  distinct_.Add(Hash64(record.event_id.empty() ? record.json : record.event_id));
  AddName(accounts_, last_account_, record.account);
  AddName(regions_, last_region_, record.region);
  if (!record.has_time) return;
  first_ = std::min(first_, record.time);
  last_ = std::max(last_, record.time);
  const std::int64_t hour = HourOf(record.time);
  if (in_hour_ == nullptr || hour != hour_) {
    if (by_hour_.size() >= kHoursKept && !by_hour_.contains(hour)) return;
    hour_ = hour;
    in_hour_ = &by_hour_[hour];
  }
  ++*in_hour_;
}

void RecordTally::Merge(RecordTally&& other) {
  records_ += other.records_;
  distinct_.Merge(std::move(other.distinct_));
  accounts_.merge(other.accounts_);
  regions_.merge(other.regions_);
  first_ = std::min(first_, other.first_);
  last_ = std::max(last_, other.last_);
  for (const auto& [hour, count] : other.by_hour_) by_hour_[hour] += count;
  other = RecordTally();
}

}  // namespace crosstrail
