// Hits that have to be put in order before anything can be made of them: the events of sequences and samples, and those
// that a query without a limit finds.
//
// In memory a hit is a row of some fifty bytes and the names in it; the record itself is put aside on disk.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/spill_file.h"
#include "detect/detection.h"
#include "detect/step_hit.h"

namespace crosstrail {

/// A hit in a HitLog; valid as long as the log is.
struct LoggedHit {
  class HitLog* log = nullptr;
  Instant time = 0;
  std::string_view names;  // event id, join keys: see HitLog
  std::uint64_t spilled = 0;
  std::uint64_t index = 0;  // of the record in its object
  std::uint32_t length = 0;
  std::uint32_t source = 0;
  std::uint32_t rule = 0;
  RecordForm form = RecordForm::kCloudTrail;
  bool has_time = false;

  std::string_view event_id() const;
  /// The steps that the event satisfied, with their keys.
  std::vector<StepKeys> Steps() const;
  const SourceObject& Source() const;
};

/// One a thread; not thread-safe while it is written. About two microseconds and the length of the record on disk a
/// hit.
class HitLog {
 public:
  /// What is added from now on is of another record than before.
  void NextRecord() { spilled_.reset(); }

  /// Error (kIo) when the record cannot be put aside. Several rules may add one record.
  Status Add(std::uint32_t rule, const Record& record, const std::vector<StepKeys>& steps);

  std::span<const LoggedHit> hits() const { return hits_; }

  /// The record of a hit of this log.
  Result<KeptRecord> Load(const LoggedHit& hit);

 private:
  friend struct LoggedHit;
  std::string_view Keep(std::string_view text);
  std::uint32_t SourceNumber(const SourceObject* source);

  std::vector<LoggedHit> hits_;
  std::deque<std::string> chunks_;
  std::vector<SourceObject> sources_;
  SpillFile spill_;
  std::string scratch_;
  std::optional<std::uint64_t> spilled_;  // where the record at hand is
};

/// The hits of all `logs`, by rule and then by time, event id and place; events without a time come last. Of the copies
/// of one event only the first is there.
std::vector<LoggedHit> InOrder(std::span<HitLog* const> logs);

}  // namespace crosstrail
