#include "detect/conjuncts.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "query/same.h"

namespace crosstrail {
namespace {

// Expressions with different ones are not the same.
std::pair<std::size_t, FieldId> KindOf(const Expression& expression) {
  const std::size_t kind = expression.node.index();
  if (const auto* const leaf = std::get_if<FieldMatches>(&expression.node)) return {kind, leaf->field};
  if (const auto* const negation = std::get_if<Negation>(&expression.node)) {
    return {kind, KindOf(negation->child.front()).second};
  }
  return {kind, 0};
}

std::span<const Expression> PartsOf(const Condition& condition) {
  if (const auto* const all = std::get_if<AllOf>(&condition.root().node)) return all->children;
  return {&condition.root(), 1};
}

}  // namespace

Conjuncts::Conjuncts(const RuleSet& rules) {
  std::map<std::pair<std::size_t, FieldId>, std::vector<std::uint32_t>> known;
  const auto place_of = [&](const Expression& expression) {
    std::vector<std::uint32_t>& alike = known[KindOf(expression)];
    const auto same = std::ranges::find_if(
        alike, [&](std::uint32_t place) { return AreSame(*conjuncts_[place].expression, expression); });
    if (same != alike.end()) return *same;
    conjuncts_.push_back({&expression});
    return alike.emplace_back(static_cast<std::uint32_t>(conjuncts_.size() - 1));
  };
  const auto add = [&](const Condition& condition) {
    Parts step{static_cast<std::uint32_t>(parts_.size()), 0};
    for (const Expression& part : PartsOf(condition)) parts_.push_back(place_of(part));
    step.end = static_cast<std::uint32_t>(parts_.size());
    steps_.push_back(step);
  };
  for (const CompiledRule& rule : rules.rules) {
    first_step_.push_back(static_cast<std::uint32_t>(steps_.size()));
    for (const Step& step : rule.query.steps) add(step.condition);
    if (rule.query.until) add(rule.query.until->condition);
  }
}

bool Conjuncts::Match(StepRef step, FieldSource& event) {
  const Parts parts = steps_[first_step_[step.rule] + step.step];
  return std::all_of(parts_.begin() + parts.begin, parts_.begin() + parts.end, [&](std::uint32_t place) {
    Conjunct& conjunct = conjuncts_[place];
    if (conjunct.asked != event_) {
      conjunct.asked = event_;
      conjunct.holds = Evaluate(*conjunct.expression, event) == Truth::kTrue;
    }
    return conjunct.holds;
  });
}

}  // namespace crosstrail
