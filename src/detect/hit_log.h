// Hits that have to be put in order before anything can be made of them: the events of sequences and samples, and those
// that a query without a limit finds.
//
// Both are put aside on disk: the records one behind the other, and the hits sorted (base/row_sorter.h), so that any
// number of them takes the same memory. detect/ordered_hits.h reads them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/row_sorter.h"
#include "base/spill_file.h"
#include "detect/detection.h"
#include "detect/event_copy.h"
#include "detect/hit_row.h"
#include "detect/step_hit.h"
#include "detect/term_runs.h"

namespace crosstrail {

/// A hit in a HitLog; valid as long as the log is.
struct LoggedHit {
  class HitLog* log = nullptr;
  std::string event_id;
  std::string steps;  // see Steps
  Instant time = 0;
  Instant until = 0;
  bool has_time = false;
  RecordForm form = RecordForm::kCloudTrail;
  std::uint64_t spilled = 0;
  std::uint64_t index = 0;  // of the record in its object
  std::uint32_t length = 0;
  std::uint64_t added = 0;  // length of Record::added
  std::uint32_t source = 0;

  /// Whether it is no event, but all the time from that of one to `until`.
  bool IsRun() const { return until != time; }
  /// The steps that the event satisfied, with their keys, in place of what is in `found`, whose memory is used again.
  void Steps(std::vector<StepKeys>& found) const;
  const SourceObject& Source() const;
};

/// What RowSorter may hold in each of `threads` logs: little enough for all of them together.
std::size_t HitBuffer(unsigned threads);

/// One a thread; not thread-safe while it is written. About three microseconds a hit, and on disk the record and some
/// hundred bytes.
class HitLog {
 public:
  /// `buffer`: see RowSorter; `in_memory`: see SpillFile.
  explicit HitLog(std::size_t buffer = RowSorter::kDefaultBuffer, std::size_t in_memory = 0)
      : rows_(buffer), spill_(in_memory) {}

  /// Its hits are there to learn from: they give no alert. Before the first one.
  void MakeHistory() { is_history_ = true; }
  bool is_history() const { return is_history_; }

  /// What is added from now on is of another record than before.
  void NextRecord() { has_record_ = false; }

  /// Error (kIo) when the record cannot be put aside. Several rules may add one record.
  Status Add(std::uint32_t rule, const Record& record, const std::vector<StepKeys>& steps);

  /// After the last hit: from now on several threads may load at once.
  void EndWriting();
  /// The record of a hit of this log.
  Result<KeptRecord> Load(const LoggedHit& hit);
  /// What was added to it.
  Result<std::string> LoadAdded(const LoggedHit& hit);

  /// A run of a term of the rule, of more than one time, of which there is a hit in this log. Error (kIo) as above.
  Status AddRun(std::uint32_t rule, std::string_view term, const TermRun& run);

  const SourceObject& source(std::uint32_t number) const { return sources_[number]; }

  /// One for each hit, in the form of detect/hit_row.h.
  RowSorter& rows() { return rows_; }

 private:
  Status KeepRecord(const Record& record);
  Status AddRow(std::uint32_t rule, std::string_view id, std::uint64_t id_hash, const HitRow& row,
                const std::vector<StepKeys>& steps);
  std::uint32_t SourceNumber(const SourceObject* source);

  RowSorter rows_;
  std::vector<SourceObject> sources_;
  SpillFile spill_;
  std::string key_, rest_;
  bool is_history_ = false;
  // The record at hand, from its first hit on.
  bool has_record_ = false;
  HitRow record_;
  std::string record_id_;
  std::uint64_t record_id_hash_ = 0;
};

}  // namespace crosstrail
