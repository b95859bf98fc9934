// The hits of several logs, rule by rule and in order of time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/row_sorter.h"
#include "detect/hit_log.h"

namespace crosstrail {

struct HitRow;

/// The hits of one rule, one an event (see CopyOrder), by time and then by event id; events without a time come last.
/// Among them the runs of terms, by their first time.
/// Not thread-safe. Memory: RowSorter's.
class OrderedHits {
 public:
  OrderedHits(std::uint32_t rule, std::vector<HitLog*> logs) : rule_(rule), logs_(std::move(logs)) {}

  std::uint32_t rule() const { return rule_; }
  std::uint64_t size() const { return rows_.size(); }

  /// Takes a hit of log `row.log`; all before the first Next. Error (kIo): see RowSorter.
  Status Add(std::string_view event_id, const HitRow& row, std::string_view steps);

  /// The next hit; false at the end. Error (kIo): it cannot be read back.
  Result<bool> Next(LoggedHit& hit);
  /// Where the hit that Next gave is.
  std::uint64_t place() const { return reader_->place(); }
  Result<LoggedHit> At(std::uint64_t place);

 private:
  void Fill(const Row& row, LoggedHit& hit) const;

  const std::uint32_t rule_;
  const std::vector<HitLog*> logs_;
  RowSorter rows_;
  std::optional<RowReader> reader_;
  std::string key_, rest_, scratch_;
};

/// Nothing may be added to the logs meanwhile, and they must outlive what Next gives.
class HitsByRule {
 public:
  explicit HitsByRule(std::vector<HitLog*> logs);

  /// The hits of the next rule that has any; nullptr when there is none. Error (kIo): they cannot be put in order, the
  /// rules that would follow are lost with them.
  Result<std::unique_ptr<OrderedHits>> Next();

 private:
  Status Advance();
  CopyOrder OrderOf(const HitRow& row) const;

  const std::vector<HitLog*> logs_;
  std::vector<RowSorter*> sorters_;
  RowReader reader_;
  Row row_;
  bool more_ = false;
  bool started_ = false;
};

}  // namespace crosstrail
