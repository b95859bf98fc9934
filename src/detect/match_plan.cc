#include "detect/match_plan.h"

#include <algorithm>

#include "event/find_nodes.h"
#include "exposure/sharing_calls.h"

namespace crosstrail {
namespace {

bool Needs(const Condition& condition, const FieldSet& fields) {
  return std::ranges::any_of(condition.Fields(), [&](FieldId field) {
    return IsOfExposures(field, fields) && !CanMatchWithout(condition, field);
  });
}

bool AnyReads(const RuleSet& rules) {
  return std::ranges::any_of(rules.rules, [&](const CompiledRule& rule) { return ReadsExposures(rule, rules.fields); });
}

// What FieldsJson says where exposure::IsUneventful: these fields and no others of `added` and `removed`.
class UneventfulFields : public KnownFields {
 public:
  explicit UneventfulFields(const FieldSet& fields) : fields_(fields) {}

  bool Knows(FieldId field) const override {
    const std::string_view name = fields_.Name(field);
    constexpr std::string_view kAbsent[] = {"crosstrail.exposure.affected", "crosstrail.exposure.conditions",
                                            "crosstrail.exposure.hidden",   "crosstrail.exposure.late",
                                            "crosstrail.exposure.trust",    "crosstrail.exposure.vendor",
                                            "crosstrail.exposure.witness"};
    return name.starts_with("crosstrail.exposure.added.") || name.starts_with("crosstrail.exposure.removed.") ||
           name == kAttempt || std::ranges::find(kAbsent, name) != std::end(kAbsent);
  }

  Values Get(FieldId field) override {
    static const Value kFalse = false;
    static const Value kNone = std::string_view("none");
    const std::string_view name = fields_.Name(field);
    if (name.ends_with(".verdict")) return {&kNone, 1};
    const bool is_flag =
        name == kAttempt || name.ends_with(".external") || name.ends_with(".anybody") || name.ends_with(".service");
    return is_flag ? Values(&kFalse, 1) : Values();
  }

 private:
  static constexpr std::string_view kAttempt = "crosstrail.exposure.attempt";
  const FieldSet& fields_;
};

bool AsksForUneventful(const RuleSet& rules) {
  UneventfulFields known(rules.fields);
  const auto can_match = [&](const Step& step) { return CanMatch(step.condition, known); };
  return std::ranges::any_of(rules.rules, [&](const CompiledRule& rule) {
    const Query& query = rule.query;
    return ReadsExposures(rule, rules.fields) &&
           (std::ranges::any_of(query.steps, can_match) || (query.until && can_match(*query.until)));
  });
}

// Fields that nothing is at hand to fill.
RuleIndex::Lacking LackingIn(const FieldSet& fields, const Enrichment& enrichment) {
  return [&](FieldId field) { return !IsMet(NeedOf(fields.Name(field)), enrichment); };
}

}  // namespace

bool IsOfExposures(FieldId field, const FieldSet& fields) {
  return fields.Name(field).starts_with("crosstrail.exposure.");
}

bool ReadsExposures(const CompiledRule& rule, const FieldSet& fields) {
  return std::ranges::any_of(FieldsRead(rule), [&](FieldId field) { return IsOfExposures(field, fields); });
}

MatchPlan::MatchPlan(const RuleSet& rules, bool always, const Enrichment& enrichment)
    : tracks_(always || AnyReads(rules)),
      asks_for_uneventful_(AsksForUneventful(rules)),
      others_(
          rules, [&](const CompiledRule&, const Condition& step) { return !Needs(step, rules.fields); },
          LackingIn(rules.fields, enrichment)),
      calls_(
          rules, [&](const CompiledRule& rule, const Condition&) { return !ReadsExposures(rule, rules.fields); },
          LackingIn(rules.fields, enrichment)),
      exposures_(rules,
                 [&](const CompiledRule& rule, const Condition&) { return ReadsExposures(rule, rules.fields); }) {}

bool MatchPlan::IsCall(const Record& record, Event& event) const {
  if (!tracks_) return false;
  if (record.form == RecordForm::kCloudTrail) {
    const std::string_view parameters = record.request_parameters;
    return exposure::MaySet(exposure::FindSharingRows(record.provider, record.action),
                            parameters.empty() ? record.json : parameters);
  }
  if (!event.Open(record)) return false;
  std::vector<const JsonNode*> provider, action;
  FindNodes(*event.root(), "event.provider", provider);
  FindNodes(*event.root(), "event.action", action);
  return !provider.empty() && !action.empty() &&
         exposure::MaySet(exposure::FindSharingRows(StringOf(provider.front()), StringOf(action.front())), record.json);
}

}  // namespace crosstrail
