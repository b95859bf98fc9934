// What the records that were read say about themselves as a whole: how many, of which accounts and regions, from when
// to when.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/distinct_counter.h"
#include "base/time.h"
#include "input/record.h"

namespace crosstrail {

/// One a thread; not thread-safe. Merging is independent of who read what. About 40 ns a record.
class RecordTally {
 public:
  void Add(const Record& record);
  void Merge(RecordTally&& other);

  std::uint64_t records() const { return records_; }
  /// Records that repeat the eventID of another (the same object delivered twice, two trails on one account).
  std::uint64_t Duplicates() { return records_ - distinct_.Count(); }

  const std::set<std::string, std::less<>>& accounts() const { return accounts_; }
  const std::set<std::string, std::less<>>& regions() const { return regions_; }
  bool has_time() const { return first_ <= last_; }
  Instant first() const { return first_; }
  Instant last() const { return last_; }
  /// Records by hour since the epoch, duplicates included.
  const std::map<std::int64_t, std::uint64_t>& by_hour() const { return by_hour_; }

 private:
  std::uint64_t records_ = 0;
  DistinctCounter distinct_;
  std::set<std::string, std::less<>> accounts_, regions_;
  std::string_view last_account_, last_region_;  // views into the sets
  Instant first_ = kMaxInstant, last_ = kMinInstant;
  std::map<std::int64_t, std::uint64_t> by_hour_;
  std::int64_t hour_ = 0;
  std::uint64_t* in_hour_ = nullptr;  // the entry of hour_
};

}  // namespace crosstrail
