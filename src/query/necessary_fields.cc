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
constexpr Possible kFalse{false, true, false};

class WithoutField {
 public:
  explicit WithoutField(FieldId missing) : missing_(missing) {}

  Possible Of(const Expression& expression) const {
    return std::visit([this](const auto& node) { return this->Visit(node); }, expression.node);
  }

 private:
  static Possible Visit(const ConstantCondition& node) {
    return {node.truth == Truth::kTrue, node.truth == Truth::kFalse, node.truth == Truth::kNull};
  }
  Possible Visit(const FieldExists& node) const { return node.field == missing_ ? kFalse : kAnything; }
  Possible Visit(const FieldMatches& node) const { return node.field == missing_ ? kFalse : kAnything; }

  // A term over a missing field may yet be decided by the others, so nothing is known unless it is the only one; and
  // then it may compare the null itself.
  static Possible Visit(const TermMatches& /*node*/) { return kAnything; }

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

  const FieldId missing_;
};

}  // namespace

bool CanMatchWithout(const Condition& condition, FieldId field) {
  return WithoutField(field).Of(condition.root()).is_true;
}

}  // namespace crosstrail
