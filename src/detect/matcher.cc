#include "detect/matcher.h"

#include <algorithm>

namespace crosstrail {

const Condition& ConditionOf(const RuleSet& rules, StepRef step) {
  const Query& query = rules.rules[step.rule].query;
  return step.step < query.steps.size() ? query.steps[step.step].condition : query.until->condition;
}

Matcher::Matcher(const RuleSet& rules, const RuleIndex& index, EventOptions options)
    : rules_(rules), index_(index), event_(rules.fields, options) {}

Status Matcher::Match(const Record& record, std::vector<StepRef>& hits) {
  hits.clear();
  candidates_.clear();
  // An Elastic document can hold its provider and action in several places, and a record can hold one that is no
  // string: then the event itself must be asked, about every rule.
  const bool certain = record.form == RecordForm::kCloudTrail && !record.provider.empty() && !record.action.empty();
  if (certain) {
    index_.Find(record.provider, record.action, candidates_);
  } else {
    candidates_.assign(index_.all().begin(), index_.all().end());
  }
  if (candidates_.empty()) return {};
  if (Status opened = event_.Open(record); !opened) return opened;
  for (const StepRef step : candidates_) {
    if (ConditionOf(rules_, step).Matches(event_)) hits.push_back(step);
  }
  std::sort(hits.begin(), hits.end());
  return {};
}

}  // namespace crosstrail
