#include "query/expression.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace crosstrail {
namespace {

std::optional<Truth> ConstantOf(const Expression& expression) {
  if (const auto* constant = std::get_if<ConstantCondition>(&expression.node)) return constant->truth;
  return std::nullopt;
}

// The equality test of `expression` when it is a case-sensitive or insensitive set of texts on a field.
FieldMatches* TextSet(Expression& expression) {
  auto* leaf = std::get_if<FieldMatches>(&expression.node);
  return leaf != nullptr && !leaf->every && std::holds_alternative<IsOneOf>(leaf->test) ? leaf : nullptr;
}

// Joins `next` into the last child when both ask one field for one of several texts: thousands of `or` become one
// search.
bool Absorb(std::vector<Expression>& children, Expression& next) {
  if (children.empty()) return false;
  FieldMatches* last = TextSet(children.back());
  FieldMatches* added = TextSet(next);
  if (last == nullptr || added == nullptr || last->field != added->field) return false;
  auto& texts = std::get<IsOneOf>(last->test);
  auto& more = std::get<IsOneOf>(added->test);
  if (texts.ignore_case != more.ignore_case) return false;
  std::move(more.texts.begin(), more.texts.end(), std::back_inserter(texts.texts));
  return true;
}

// `deciding` settles the junction at once; its negation says nothing and is dropped.
template <typename Junction>
Expression Join(std::vector<Expression> children, Truth deciding) {
  std::vector<Expression> flat;
  flat.reserve(children.size());
  bool decided = false;
  const auto add = [&](Expression&& child) {
    const std::optional<Truth> constant = ConstantOf(child);
    decided |= constant == deciding;
    if (constant == deciding || constant == Not(deciding)) return;
    if (deciding == Truth::kTrue && Absorb(flat, child)) return;
    flat.push_back(std::move(child));
  };
  for (Expression& child : children) {
    if (auto* nested = std::get_if<Junction>(&child.node)) {
      for (Expression& grandchild : nested->children) add(std::move(grandchild));
    } else {
      add(std::move(child));
    }
  }
  if (decided) return Always(deciding);
  for (Expression& child : flat) {
    if (FieldMatches* leaf = TextSet(child)) {
      auto& set = std::get<IsOneOf>(leaf->test);
      std::sort(set.texts.begin(), set.texts.end());
      set.texts.erase(std::unique(set.texts.begin(), set.texts.end()), set.texts.end());
    }
  }
  if (flat.empty()) return Always(Not(deciding));
  if (flat.size() == 1) return std::move(flat.front());
  return {Junction{std::move(flat)}};
}

// Odometer over the choices of one value per field.
Truth EvaluateChoices(const TermMatches& leaf, FieldSource& event) {
  std::vector<Values> values;
  std::vector<std::size_t> choice(leaf.fields.size(), 0);
  std::vector<Scalar> slots(leaf.fields.size());
  values.reserve(leaf.fields.size());
  for (const FieldId field : leaf.fields) values.push_back(event.Get(field));
  bool any_false = false;
  for (std::size_t tried = 0; tried < TermMatches::kMaxChoices; ++tried) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
      slots[i] = values[i].empty() ? Scalar() : ToScalar(values[i][choice[i]]);
    }
    TextScratch scratch;
    const Truth truth = ToTruth(Evaluate(leaf.term, slots, scratch));
    if (truth == Truth::kTrue) return Truth::kTrue;
    any_false |= truth == Truth::kFalse;
    std::size_t wheel = 0;
    while (wheel < choice.size() && ++choice[wheel] >= values[wheel].size()) choice[wheel++] = 0;
    if (wheel == choice.size()) break;
  }
  return leaf.keeps_null && !any_false ? Truth::kNull : Truth::kFalse;
}

struct Evaluation {
  FieldSource& event;

  Truth operator()(const ConstantCondition& constant) const { return constant.truth; }

  Truth operator()(const AllOf& all) const { return Junction(all.children, Truth::kFalse); }

  Truth operator()(const AnyOf& any) const { return Junction(any.children, Truth::kTrue); }

  Truth operator()(const Negation& negation) const { return Not(Evaluate(negation.child.front(), event)); }

  Truth operator()(const FieldExists& exists) const { return ToTruth(!event.Get(exists.field).empty()); }

  Truth operator()(const FieldMatches& leaf) const {
    const Values values = event.Get(leaf.field);
    const auto passes = [&](const Value& value) { return Test(leaf.test, ToScalar(value)) == Truth::kTrue; };
    if (leaf.every) return ToTruth(!values.empty() && std::ranges::all_of(values, passes));
    return ToTruth(std::ranges::any_of(values, passes));
  }

  Truth operator()(const TermMatches& leaf) const { return EvaluateChoices(leaf, event); }

  Truth operator()(const EventPasses& leaf) const { return ToTruth(leaf.test->Passes(event)); }

  Truth Junction(const std::vector<Expression>& children, Truth deciding) const {
    Truth result = Not(deciding);
    for (const Expression& child : children) {
      const Truth truth = Evaluate(child, event);
      if (truth == deciding) return deciding;
      if (truth == Truth::kNull) result = Truth::kNull;
    }
    return result;
  }
};

}  // namespace

Expression All(std::vector<Expression> children) { return Join<AllOf>(std::move(children), Truth::kFalse); }

Expression Any(std::vector<Expression> children) { return Join<AnyOf>(std::move(children), Truth::kTrue); }

Expression Negate(Expression expression) {
  if (const std::optional<Truth> constant = ConstantOf(expression)) return Always(Not(*constant));
  if (auto* negation = std::get_if<Negation>(&expression.node)) {
    Expression child = std::move(negation->child.front());
    return child;
  }
  Negation negation;
  negation.child.push_back(std::move(expression));
  return {std::move(negation)};
}

Expression Always(Truth truth) { return {ConstantCondition{truth}}; }

Truth Evaluate(const Expression& expression, FieldSource& event) {
  return std::visit(Evaluation{event}, expression.node);
}

Truth Evaluate(const FieldExists& node, FieldSource& event) { return Evaluation{event}(node); }
Truth Evaluate(const FieldMatches& node, FieldSource& event) { return Evaluation{event}(node); }
Truth Evaluate(const TermMatches& node, FieldSource& event) { return Evaluation{event}(node); }

}  // namespace crosstrail
