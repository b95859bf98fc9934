#include "detect/exposure_pass.h"

#include <algorithm>
#include <utility>

#include "detect/raw_record.h"
#include "exposure/change.h"
#include "exposure/fields.h"

namespace crosstrail {
namespace {

// In order of time, what has none first.
std::vector<exposure::BaselineEntry> InOrder(std::vector<exposure::BaselineEntry> entries) {
  std::ranges::stable_sort(entries, {}, [](const exposure::BaselineEntry& entry) { return entry.origin.time; });
  return entries;
}

}  // namespace

exposure::Origin OriginOf(const RecordMembers& record, std::optional<Instant> time, std::string event_id) {
  exposure::Origin origin;
  origin.time = time;
  origin.event_id = std::move(event_id);
  origin.action = StringOf(record.FindOne("eventName"));
  for (const RecordPath path : std::initializer_list<RecordPath>{"userIdentity.arn", "userIdentity.principalId",
                                                                 "userIdentity.invokedBy", "userIdentity.type"}) {
    if (!origin.actor.empty()) break;
    origin.actor = StringOf(record.FindOne(path));
  }
  return origin;
}

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
    tracker_.Apply(entry.changes, entry.origin);
  }
}

// The members of the open record, or of the one behind a document.
Result<const RecordMembers*> ExposurePass::Members(const Record& record) {
  if (record.form == RecordForm::kCloudTrail) return &matcher_.event().members();
  raw_ = RawRecordOf(*matcher_.event().root());
  raw_.reserve(raw_.size() + kJsonPadding);
  if (Status parsed = tree_.Parse(raw_); !parsed) return tl::unexpected<Error>(std::move(parsed.error()));
  members_.Index(*tree_.root());
  return &members_;
}

Status ExposurePass::Take(const Record& record, const std::string& event_id, std::vector<StepRef>& hits,
                          std::string& added, bool late) {
  hits.clear();
  added.clear();
  const std::optional<Instant> time = record.has_time ? std::optional(record.time) : std::nullopt;
  if (options_.until && time && *time > *options_.until) return {};
  if (!late) TakeBaseline(time);
  Event& event = matcher_.event();
  if (Status opened = event.Open(record); !opened) return opened;
  const Result<const RecordMembers*> members = Members(record);
  if (!members) return tl::unexpected<Error>(members.error());
  const std::vector<exposure::Change> changes = exposure::ReadChanges(**members);
  if (changes.empty()) {
    matcher_.MatchOpen(record, hits);
    return {};
  }
  const exposure::Origin origin = OriginOf(**members, time, event_id);
  const exposure::Outcome outcome = tracker_.Apply(changes, origin, late);
  const bool asked_for = plan_.asks_for_uneventful() || options_.observer;
  if (!asked_for && exposure::IsUneventful(outcome)) return {};
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
