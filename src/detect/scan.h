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
#include "detect/matcher.h"
#include "event/event.h"
#include "input/read_all.h"
#include "input/tally.h"

namespace crosstrail {

struct ScanOptions {
  std::vector<std::string> paths;
  ReadOptions read;
  EventOptions event;
  std::optional<std::uint64_t> max_signals;  // see EventHits
  ExposureOptions exposure;
  unsigned threads = 1;
};

struct ScanResult {
  InputReport input;  // of walking and reading, problems sorted
  RecordTally tally;
  EventHits::Outcome outcome;
  std::map<const CompiledException*, std::uint64_t> excepted;  // events that each of the rules' exceptions hid
  std::uint64_t without_time = 0;                              // hits of sequences that have no time, and so no place
  std::uint64_t evicted = 0;                                   // beginnings of sequences given up to bound memory
  std::uint64_t forgotten = 0;                                 // events that had to be missing, the same
  std::vector<LimitDifference> limit_differences;              // by rule; none where Elastic's limits apply
  /// What is known of every resource at the end; nullptr: nobody wanted to know.
  std::unique_ptr<exposure::Tracker> exposures;
};

/// Reads `options.paths` to their end. Never fails: what could not be read is in ScanResult::input.
ScanResult Scan(const ScanOptions& options, const RuleSet& rules, ReadProgress& progress);

}  // namespace crosstrail
