#include "detect/term_runs.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace crosstrail {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20U;
constexpr std::size_t kBytesOfTerm = 100;  // beside its text
constexpr std::size_t kBytesOfRule = 80;   // with its first run

}  // namespace

Result<std::vector<TermRun>*> TermRuns::Find(std::uint32_t rule, std::string_view term) {
  if (last_ == terms_.end() || last_->first != term) {
    key_ = term;
    last_ = terms_.find(key_);
  }
  const auto place = [&] { return std::ranges::lower_bound(last_->second, rule, {}, &RunsOfRule::rule); };
  if (last_ != terms_.end()) {
    if (const auto found = place(); found != last_->second.end() && found->rule == rule) return &found->runs;
  }
  if (bytes_ >= kMostBytes) {
    if (Status finished = Finish(); !finished) return tl::unexpected<Error>(std::move(finished.error()));
  }
  if (last_ == terms_.end()) {
    last_ = terms_.emplace(term, std::vector<RunsOfRule>()).first;
    bytes_ += term.size() + kBytesOfTerm;
  }
  bytes_ += kBytesOfRule;
  return &last_->second.insert(place(), {rule, {}})->runs;
}

Result<bool> TermRuns::Add(std::uint32_t rule, Duration history, std::string_view term, Instant time) {
  const Result<std::vector<TermRun>*> found = Find(rule, term);
  if (!found) return tl::unexpected<Error>(found.error());
  std::vector<TermRun>& runs = **found;
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
  for (const auto& [term, rules] : terms_) {
    for (const auto& [rule, runs] : rules) {
      for (const TermRun& run : runs) {
        if (run.first == run.last) continue;
        if (Status taken = sink_(rule, term, run); !taken) status = std::move(taken);
      }
    }
  }
  terms_.clear();
  last_ = terms_.end();
  bytes_ = 0;
  return status;
}

}  // namespace crosstrail
