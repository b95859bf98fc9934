// A batch scan: every record of the input past every rule, on any number of threads (input/read_all.h).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detect/event_hits.h"
#include "detect/exposure_pass.h"
#include "detect/hit_sink.h"
#include "detect/join_hits.h"
#include "detect/matcher.h"
#include "event/event.h"
#include "input/read_all.h"
#include "input/tally.h"

namespace crosstrail {

struct ScanOptions {
  std::vector<std::string> paths;
  std::vector<std::string> history;  // older logs, for rules to learn from: they give no alerts
  ReadOptions read;
  EventOptions event;
  std::optional<std::uint64_t> max_signals;  // see EventHits
  ExposureOptions exposure;
  JoinOptions join;  // JoinOptions::begin_of_logs is found out
  unsigned threads = 1;
};

struct ScanResult {
  InputReport input;  // of walking and reading, problems sorted
  RecordTally tally;
  EventHits::Outcome outcome;
  std::map<const CompiledException*, std::uint64_t> excepted;  // events that each of the rules' exceptions hid
  RecordTally history;                                         // of ScanOptions::history
  std::uint64_t without_time = 0;                              // hits that have no time, and so no place in an order
  std::uint64_t evicted = 0;                                   // see HitDetector
  std::uint64_t forgotten = 0;
  std::vector<std::uint64_t> incomplete;           // by rule; see HitDetector
  std::vector<std::uint64_t> suppressed;           // by rule: alerts for which others stand
  std::vector<LimitDifference> limit_differences;  // by rule; none where Elastic's limits apply
  /// What is known of every resource at the end; nullptr: nobody wanted to know.
  std::unique_ptr<exposure::Tracker> exposures;

  /// The first time in all logs that were read, history included; nullopt: there is none.
  std::optional<Instant> BeginOfLogs() const;
};

/// Reads `options.paths` to their end. Never fails: what could not be read is in ScanResult::input.
ScanResult Scan(const ScanOptions& options, const RuleSet& rules, ReadProgress& progress);

}  // namespace crosstrail
