#include <algorithm>
#include <variant>

#include "query/expression.h"
#include "query/query.h"

namespace crosstrail {
namespace {

// What an expression may evaluate to, whatever the fields hold that nothing is known of.
struct Possible {
  bool is_true = false;
  bool is_false = false;
  bool is_null = false;
};

constexpr Possible kAnything{true, true, true};

class WithKnown {
 public:
  explicit WithKnown(KnownFields& known) : known_(known) {}

  Possible Of(const Expression& expression) const {
    return std::visit([this](const auto& node) { return this->Visit(node); }, expression.node);
  }

 private:
  static Possible Visit(const ConstantCondition& node) {
    return {node.truth == Truth::kTrue, node.truth == Truth::kFalse, node.truth == Truth::kNull};
  }
  static Possible Visit(const EventPasses& /*node*/) { return {true, true, false}; }
  Possible Visit(const FieldExists& node) const { return Leaf(node, {node.field}); }
  Possible Visit(const FieldMatches& node) const { return Leaf(node, {node.field}); }
  Possible Visit(const TermMatches& node) const { return Leaf(node, node.fields); }

  Possible Visit(const Negation& node) const {
    const Possible child = Of(node.child.front());
    return {child.is_false, child.is_true, child.is_null};
  }

  Possible Visit(const AllOf& node) const {
    Possible result{true, false, false};
    for (const Expression& expression : node.children) {
      const Possible child = Of(expression);
      result = {result.is_true && child.is_true, result.is_false || child.is_false, result.is_null || child.is_null};
    }
    return result;
  }

  Possible Visit(const AnyOf& node) const {
    Possible result{false, true, false};
    for (const Expression& expression : node.children) {
      const Possible child = Of(expression);
      result = {result.is_true || child.is_true, result.is_false && child.is_false, result.is_null || child.is_null};
    }
    return result;
  }

  // A leaf all of whose fields are known is what it evaluates to; of any other nothing is known.
  template <typename T>
  Possible Leaf(const T& node, const std::vector<FieldId>& fields) const {
    const bool known = std::ranges::all_of(fields, [&](FieldId field) { return known_.Knows(field); });
    return known ? Visit(ConstantCondition{Evaluate(node, known_)}) : kAnything;
  }

  KnownFields& known_;
};

// One field that is missing.
class Missing : public KnownFields {
 public:
  explicit Missing(FieldId field) : field_(field) {}
  bool Knows(FieldId field) const override { return field == field_; }
  Values Get(FieldId /*field*/) override { return {}; }

 private:
  const FieldId field_;
};

}  // namespace

bool CanMatch(const Condition& condition, KnownFields& known) { return WithKnown(known).Of(condition.root()).is_true; }

bool CanMatchWithout(const Condition& condition, FieldId field) {
  Missing missing(field);
  return CanMatch(condition, missing);
}

}  // namespace crosstrail
