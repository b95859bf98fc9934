// A batch scan: every record of the input past every rule, on any number of threads.
//
// A file is the unit of work; threads share only the walker. What they gathered is merged at the end, so that the
// result depends on the input alone, not on the number of threads or the order in which files were read.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "detect/event_hits.h"
#include "event/event.h"
#include "input/object_reader.h"
#include "input/tally.h"

namespace crosstrail {

struct ScanOptions {
  std::vector<std::string> paths;
  ReadOptions read;
  EventOptions event;
  std::optional<std::uint64_t> max_signals;  // see EventHits
  unsigned threads = 1;
};

/// Counts up while a scan runs; may be read from any thread.
struct ScanProgress {
  std::atomic<std::uint64_t> files{0};
  std::atomic<std::uint64_t> bytes_stored{0};
  std::atomic<std::uint64_t> records{0};
};

struct ScanResult {
  InputReport input;  // of walking and reading, problems sorted
  RecordTally tally;
  EventHits::Outcome outcome;
};

/// Reads `options.paths` to their end. Never fails: what could not be read is in ScanResult::input.
ScanResult Scan(const ScanOptions& options, const RuleSet& rules, ScanProgress& progress);

}  // namespace crosstrail
