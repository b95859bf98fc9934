#include "detect/matcher.h"

#include <algorithm>
#include <utility>

namespace crosstrail {

const Condition& ConditionOf(const RuleSet& rules, StepRef step) {
  return StepOf(rules.rules[step.rule].query, step.step).condition;
}

Matcher::Matcher(const RuleSet& rules, const RuleIndex& index, EventOptions options)
    : index_(index),
      limits_(options.elastic_limits),
      event_(rules.fields, std::move(options)),
      conjuncts_(rules),
      limit_differences_(rules.rules.size()) {}

Status Matcher::Match(const Record& record, const RuleIndex& index, std::vector<StepRef>& hits) {
  hits.clear();
  index.FindFor(record, candidates_);
  if (candidates_.empty()) return {};
  if (Status opened = event_.Open(record); !opened) return opened;
  Ask(hits);
  return {};
}

void Matcher::MatchOpen(const Record& record, std::vector<StepRef>& hits) {
  hits.clear();
  index_.FindFor(record, candidates_);
  Ask(hits);
}

void Matcher::Ask(std::vector<StepRef>& hits) {
  conjuncts_.Next();
  for (const StepRef step : candidates_) {
    if (conjuncts_.Match(step, event_)) hits.push_back(step);
  }
  std::sort(hits.begin(), hits.end());
  if (event_.over_limits() && !limits_) {
    CompareWithLimits(hits);
    event_.ApplyElasticLimits(false);
  }
}

// Asks every candidate again, of the event as Elastic would have indexed it.
void Matcher::CompareWithLimits(const std::vector<StepRef>& hits) {
  event_.ApplyElasticLimits(true);
  conjuncts_.Next();
  for (const StepRef step : candidates_) {
    const bool here = std::binary_search(hits.begin(), hits.end(), step);
    const bool there = conjuncts_.Match(step, event_);
    if (here && !there) ++limit_differences_[step.rule].unseen;
    if (there && !here) ++limit_differences_[step.rule].only_there;
  }
}

}  // namespace crosstrail
