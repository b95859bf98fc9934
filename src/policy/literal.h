// The elements of a statement as demands on the variables of a request space.
//
// A statement matches when all of its literals hold and fails when one of them does not; so a Deny that must not match
// is a choice of one literal to negate, and an Allow that must match is all of its literals at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "policy/compiled_policy.h"
#include "policy/constraint.h"
#include "policy/request_space.h"

namespace crosstrail::policy {

/// A comparison whose values hold policy variables that have no value yet.
struct LateTest {
  std::vector<ValuePattern> templates;
  ConditionOperator op;
  Affix affix;
  std::vector<std::size_t> needed;    // variables that must have a value for it to match anything
  std::vector<std::string> constant;  // of a key that is constant: its values, and no variable
  const ValueTest* loose = nullptr;   // what every value that matches has: the pattern with '*' for each variable
  const ValueTest* sure = nullptr;    // what matches whatever the variables are: the patterns without one
};

struct Literal {
  enum class Kind : std::uint8_t { kFalse, kTrue, kVariable, kLate };
  Kind kind = Kind::kTrue;
  std::size_t variable = 0;
  Constraint constraint;  // of kLate without its test
  std::size_t late = 0;   // of kLate: index in Literals::late
};

/// Makes literals for one request space. Keeps what they refer to.
class Literals {
 public:
  explicit Literals(RequestSpace& space) : space_(space) {}

  /// Whether the asker is among the statement's principals, NotPrincipal included.
  Literal OfPrincipal(const CompiledStatement& statement);
  /// Whether the resource matches one of `resources`.
  Literal OfResources(const CompiledValues& resources, bool wanted);
  Literal OfCondition(const CompiledCondition& condition, Effect effect);
  /// `constraint` on the key (in lower case) with `test`, which has to outlive the search.
  Literal OfKey(std::string_view key, const ValueTest& test, const Constraint& constraint);
  /// Whether the action, left open, matches one of `actions`, which have to outlive the search.
  Literal OfOpenAction(const ValueTest& actions, bool wanted);

  const LateTest& late(std::size_t index) const { return late_[index]; }

  static Literal Constant(bool value);
  static Literal Not(Literal literal);

 private:
  Literal OfName(const PrincipalName& name, bool whole_account);
  Literal OfSession(const PrincipalName& name);
  Literal OfPattern(const PrincipalName& name);
  Literal OfTest(const Binding& binding, const ValueTest& test, Constraint constraint);
  Literal OfValues(const Binding& binding, const CompiledValues& values, const ConditionOperator& op,
                   const Constraint& constraint);
  Literal OfTemplates(const Binding& binding, const std::vector<ValuePattern>& templates, const ConditionOperator& op,
                      Constraint constraint);
  bool SubstituteConstants(const std::vector<ValuePattern>& templates, const ConditionOperator& op, ValueTest& test);

  RequestSpace& space_;
  std::vector<LateTest> late_;
};

}  // namespace crosstrail::policy
