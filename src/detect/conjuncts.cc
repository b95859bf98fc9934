#include "detect/conjuncts.h"

#include <algorithm>
#include <span>

#include "query/same.h"

namespace crosstrail {
// Expressions of different kinds are not the same.
Conjuncts::Kind Conjuncts::KindOf(const Expression& expression) {
  const std::size_t kind = expression.node.index();
  if (const auto* const leaf = std::get_if<FieldMatches>(&expression.node)) return {kind, leaf->field};
  if (const auto* const negation = std::get_if<Negation>(&expression.node)) {
    return {kind, KindOf(negation->child.front()).second};
  }
  return {kind, 0};
}

Conjuncts::Conjuncts(const RuleSet& rules) : rules_(rules) {
  std::size_t steps = 0;
  for (const CompiledRule& rule : rules.rules) {
    first_step_.push_back(static_cast<std::uint32_t>(steps));
    steps += rule.query.steps.size() + (rule.query.until ? 1 : 0);
  }
  steps_.resize(steps);
}

std::uint32_t Conjuncts::PlaceOf(const Expression& expression) {
  std::vector<std::uint32_t>& alike = by_kind_[KindOf(expression)];
  const auto same = std::ranges::find_if(
      alike, [&](std::uint32_t place) { return AreSame(*conjuncts_[place].expression, expression); });
  if (same != alike.end()) return *same;
  conjuncts_.push_back({&expression});
  return alike.emplace_back(static_cast<std::uint32_t>(conjuncts_.size() - 1));
}

Conjuncts::Parts Conjuncts::PartsOf(const Condition& condition) {
  const auto* const all = std::get_if<AllOf>(&condition.root().node);
  const std::span<const Expression> asked =
      all != nullptr ? std::span<const Expression>(all->children) : std::span<const Expression>(&condition.root(), 1);
  Parts parts{.begin = static_cast<std::uint32_t>(parts_.size()), .end = 0};
  for (const Expression& part : asked) parts_.push_back(PlaceOf(part));
  parts.end = static_cast<std::uint32_t>(parts_.size());
  return parts;
}

bool Conjuncts::Match(StepRef step, FieldSource& event) {
  Parts& parts = steps_[first_step_[step.rule] + step.step];
  if (parts.begin == parts.end) parts = PartsOf(StepOf(rules_.rules[step.rule].query, step.step).condition);
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
