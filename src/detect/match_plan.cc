#include "detect/match_plan.h"

#include <algorithm>

#include "event/find_nodes.h"
#include "exposure/sharing_calls.h"

namespace crosstrail {
namespace {

bool IsOfExposures(FieldId field, const FieldSet& fields) {
  return fields.Name(field).starts_with("crosstrail.exposure.");
}

bool Reads(const Step& step, const FieldSet& fields) {
  const std::vector<FieldId> read = step.condition.Fields();
  return std::ranges::any_of(read, [&](FieldId field) { return IsOfExposures(field, fields); }) ||
         std::ranges::any_of(step.keys, [&](const JoinKey& key) { return IsOfExposures(key.field, fields); });
}

bool Needs(const Condition& condition, const FieldSet& fields) {
  return std::ranges::any_of(condition.Fields(), [&](FieldId field) {
    return IsOfExposures(field, fields) && !CanMatchWithout(condition, field);
  });
}

bool AnyReads(const RuleSet& rules) {
  return std::ranges::any_of(rules.rules, [&](const CompiledRule& rule) { return ReadsExposures(rule, rules.fields); });
}

}  // namespace

bool ReadsExposures(const CompiledRule& rule, const FieldSet& fields) {
  const Query& query = rule.query;
  return std::ranges::any_of(query.steps, [&](const Step& step) { return Reads(step, fields); }) ||
         (query.until && Reads(*query.until, fields));
}

MatchPlan::MatchPlan(const RuleSet& rules, bool always)
    : tracks_(always || AnyReads(rules)),
      others_(rules, [&](const CompiledRule&, const Condition& step) { return !Needs(step, rules.fields); }),
      calls_(rules, [&](const CompiledRule& rule, const Condition&) { return !ReadsExposures(rule, rules.fields); }),
      exposures_(rules,
                 [&](const CompiledRule& rule, const Condition&) { return ReadsExposures(rule, rules.fields); }) {}

bool MatchPlan::IsCall(const Record& record, Event& event) const {
  if (!tracks_) return false;
  if (record.form == RecordForm::kCloudTrail) {
    return !exposure::FindSharingRows(record.provider, record.action).empty();
  }
  if (!event.Open(record)) return false;
  std::vector<const JsonNode*> provider, action;
  FindNodes(*event.root(), "event.provider", provider);
  FindNodes(*event.root(), "event.action", action);
  return !provider.empty() && !action.empty() &&
         !exposure::FindSharingRows(StringOf(provider.front()), StringOf(action.front())).empty();
}

}  // namespace crosstrail
