#include "detect/exposure_pass.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "exposure/fields.h"

namespace crosstrail {
namespace {

constexpr std::size_t kWorthAThread = 16;  // calls: as long as it takes to start one, some times over

// In order of time, what has none first.
std::vector<exposure::BaselineEntry> InOrder(std::vector<exposure::BaselineEntry> entries) {
  std::ranges::stable_sort(entries, {}, [](const exposure::BaselineEntry& entry) { return entry.origin.time; });
  return entries;
}

bool IsAfter(std::optional<Instant> time, std::optional<Instant> until) { return time && until && *time > *until; }

}  // namespace

ExposurePass::ExposurePass(const RuleSet& rules, const MatchPlan& plan, const ExposureOptions& options,
                           EventOptions event)
    : plan_(plan),
      options_(options),
      tracker_(options.trust),
      baseline_(InOrder(options.baseline)),
      matcher_(rules, plan.exposures(), std::move(event)) {}

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
  const std::size_t workers = std::min<std::size_t>(threads, calls.size() / kWorthAThread);
  if (workers < 2) return;
  std::vector<std::optional<exposure::Standings::Foreseen>> foreseen(calls.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    exposure::OptionsInTime options(tracker_.trust());
    for (std::size_t i = next++; i < calls.size(); i = next++) {
      const auto& [call, origin] = calls[i];
      if (call.changes.empty() || IsAfter(origin.time, options_.until)) continue;
      foreseen[i] = tracker_.Foresee(call.changes, origin, options);
    }
  };
  {
    std::vector<std::jthread> helpers;
    helpers.reserve(workers - 1);
    for (std::size_t i = 1; i < workers; ++i) helpers.emplace_back(work);
    work();
  }
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

bool ExposurePass::IsWorthTelling(const exposure::Outcome& outcome) const {
  return plan_.asks_for_uneventful() || options_.observer || !exposure::IsUneventful(outcome);
}

Status ExposurePass::Tell(const exposure::Outcome& outcome, const exposure::Origin& origin, const Record& record,
                          std::vector<StepRef>& hits, std::string& added) {
  Event& event = matcher_.event();
  if (Status opened = event.Open(record); !opened) return opened;
  Record with_fields = record;
  const auto add = [&](bool with_grants) {
    added = exposure::FieldsJson(outcome, with_grants);
    added.reserve(added.size() + kJsonPadding);
    with_fields.added = added;
    event.Add(added);
  };
  add(false);
  matcher_.MatchOpen(with_fields, hits);
  if (!hits.empty() || options_.observer) add(true);
  if (options_.observer) options_.observer({outcome, origin, with_fields, hits, matcher_});
  return {};
}

void ExposurePass::Finish() { TakeBaseline(options_.until); }

}  // namespace crosstrail
