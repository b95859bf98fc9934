// What one thread has seen of the terms of "new_terms" rules, so that it puts aside only events that may be the first.
//
// A run of a term is a stretch of time in which each of its events comes within the rule's history of the one before:
// none but the first event of a run can be news, whatever other threads have seen. So of a thousand events with one
// access key only those are put aside that begin a run as far as the thread knows, and each run once at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace crosstrail {

/// From the first to the last event.
struct TermRun {
  Instant first = 0;
  Instant last = 0;
};

/// One a thread; not thread-safe. A fifth of a microsecond a sight. Memory: at most 16 MB; when it is full it hands out
/// all runs and starts afresh.
class TermRuns {
 public:
  /// Takes a run that is over, of a rule and a term.
  using Sink = std::function<Status(std::uint32_t rule, std::string_view term, const TermRun& run)>;

  explicit TermRuns(Sink sink) : sink_(std::move(sink)) {}

  /// Takes a sight of a term of a rule with this `history`. Whether the event may be news: it begins a run, or is as
  /// early as one that does. Error: the sink's.
  Result<bool> Add(std::uint32_t rule, Duration history, std::string_view term, Instant time);

  /// Hands out the runs of more than one time.
  Status Finish();

 private:
  struct RunsOfRule {
    std::uint32_t rule;
    std::vector<TermRun> runs;  // in order of time
  };
  using ByTerm = std::unordered_map<std::string, std::vector<RunsOfRule>>;  // by rule

  /// Of a rule that may have none yet. Error: the sink's.
  Result<std::vector<TermRun>*> Find(std::uint32_t rule, std::string_view term);

  ByTerm terms_;
  ByTerm::iterator last_ = terms_.end();  // rules ask of one event's terms one after the other
  std::size_t bytes_ = 0;
  std::string key_;
  Sink sink_;
};

}  // namespace crosstrail
