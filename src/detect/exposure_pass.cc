#include "detect/exposure_pass.h"

#include <algorithm>
#include <mutex>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/hash.h"
#include "base/on_threads.h"

namespace crosstrail {
namespace {

// In order of time, what has none first.
std::vector<exposure::BaselineEntry> InOrder(std::vector<exposure::BaselineEntry> entries) {
  std::ranges::stable_sort(entries, {}, [](const exposure::BaselineEntry& entry) { return entry.origin.time; });
  return entries;
}

bool IsAfter(std::optional<Instant> time, std::optional<Instant> until) { return time && until && *time > *until; }

}  // namespace

ExposurePass::ExposurePass(const ExposureOptions& options)
    : options_(options), tracker_(options.trust), baseline_(InOrder(options.baseline)) {}

void ExposurePass::TakeBaseline(std::optional<Instant> until) {
  for (; next_baseline_ < baseline_.size(); ++next_baseline_) {
    const exposure::BaselineEntry& entry = baseline_[next_baseline_];
    if (entry.origin.time && until && *entry.origin.time > *until) return;
    if (entry.exposure) {
      tracker_.Remember(*entry.exposure);
    } else {
      tracker_.Apply(entry.changes, entry.origin);
    }
  }
}

void ExposurePass::Foresee(std::span<const PendingCall> calls, unsigned threads) {
  const std::size_t workers = ThreadsFor(calls.size(), kCallsWorthAThread, threads);
  if (workers < 2) return;
  std::vector<std::optional<exposure::Standings::Foreseen>> foreseen(calls.size());
  std::mutex mutex;
  std::unordered_set<std::uint64_t> asked;
  // Where two have one hash, the second is found out in its turn.
  const auto is_first = [&](std::string_view key) {
    const std::uint64_t hash = Hash64(key);
    const std::lock_guard lock(mutex);
    return asked.insert(hash).second;
  };
  std::vector<exposure::OptionsInTime> options(workers, exposure::OptionsInTime(tracker_.trust()));
  ShareOut(calls.size(), workers, [&](std::size_t worker, std::size_t i) {
    const auto& [call, origin] = calls[i];
    if (call.changes.empty() || IsAfter(origin.time, options_.until)) return;
    foreseen[i] = tracker_.Foresee(call.changes, origin, options[worker], is_first);
  });
  for (auto& one : foreseen) {
    if (one) tracker_.Take(std::move(*one));
  }
}

std::optional<exposure::Outcome> ExposurePass::Track(const SharingCall& call, const exposure::Origin& origin,
                                                     bool late) {
  if (IsAfter(origin.time, options_.until)) return std::nullopt;
  if (!late) TakeBaseline(origin.time);
  if (call.changes.empty()) return std::nullopt;
  return tracker_.Apply(call.changes, origin, late);
}

void ExposurePass::Finish() { TakeBaseline(options_.until); }

}  // namespace crosstrail
