#include "detect/term_runs.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "detect/packed.h"

namespace crosstrail {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20U;
constexpr std::size_t kBytesBeside = 150;  // of a term's text, for its entry and its first run

}  // namespace

Result<bool> TermRuns::Add(std::uint32_t rule, Duration history, std::string_view term, Instant time) {
  key_.clear();
  AppendPacked(rule, key_);
  key_ += term;
  auto found = runs_.find(key_);
  if (found == runs_.end()) {
    if (bytes_ >= kMostBytes) {
      if (Status finished = Finish(); !finished) return tl::unexpected<Error>(std::move(finished.error()));
    }
    bytes_ += key_.size() + kBytesBeside;
    found = runs_.emplace(key_, std::vector<TermRun>()).first;
  }
  std::vector<TermRun>& runs = found->second;
  const auto next = std::ranges::upper_bound(runs, time, {}, &TermRun::first);
  const bool reaches_next = next != runs.end() && Later(time, history) >= next->first;
  if (next != runs.begin()) {
    TermRun& run = *std::prev(next);
    if (time == run.first) return true;
    if (time <= Later(run.last, history)) {
      run.last = std::max(run.last, time);
      if (run.last == time && reaches_next) {
        run.last = next->last;
        runs.erase(next);
      }
      return false;
    }
  }
  if (reaches_next) {
    next->first = time;
  } else {
    if (!runs.empty()) bytes_ += sizeof(TermRun);
    runs.insert(next, {time, time});
  }
  return true;
}

Status TermRuns::Finish() {
  Status status;
  for (const auto& [key, runs] : runs_) {
    std::string_view term = key;
    const auto rule = TakePacked<std::uint32_t>(term);
    for (const TermRun& run : runs) {
      if (run.first == run.last) continue;
      if (Status taken = sink_(rule, term, run); !taken) status = std::move(taken);
    }
  }
  runs_.clear();
  bytes_ = 0;
  return status;
}

}  // namespace crosstrail
