#include "detect/exposure_pass.h"

#include <algorithm>
#include <utility>

#include "exposure/fields.h"

namespace crosstrail {
namespace {

// In order of time, what has none first.
std::vector<exposure::BaselineEntry> InOrder(std::vector<exposure::BaselineEntry> entries) {
  std::ranges::stable_sort(entries, {}, [](const exposure::BaselineEntry& entry) { return entry.origin.time; });
  return entries;
}

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

std::optional<exposure::Outcome> ExposurePass::Track(const SharingCall& call, const exposure::Origin& origin,
                                                     bool late) {
  if (options_.until && origin.time && *origin.time > *options_.until) return std::nullopt;
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
