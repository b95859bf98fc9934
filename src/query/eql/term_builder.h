// Turns syntax into terms, checks the use of functions, and folds what is constant.
#pragma once

#include <optional>
#include <vector>

#include "event/field_set.h"
#include "query/eql/syntax.h"
#include "query/eql/test_builder.h"
#include "query/term.h"

namespace crosstrail::eql {

class TermBuilder {
 public:
  TermBuilder(FieldSet& fields, Mistakes& mistakes) : fields_(fields), mistakes_(mistakes) {}

  /// The term of `node`. Fields it reads are appended to `slots`, once each.
  Term Build(const Node& node, std::vector<FieldId>& slots);

  /// The value of an expression without fields; nullopt when it has any.
  std::optional<PlacedConstant> Fold(const Node& node);

  /// The constants of `node.children` from the second on, nulls left out; nullopt when one is not constant.
  std::optional<std::vector<PlacedConstant>> FoldList(const Node& node);

  FieldId Intern(const Node& field) { return fields_.Intern(field.name); }
  /// The mapping type of a field node; keyword for anything else.
  FieldType TypeOf(const Node& node);

 private:
  Term BuildCall(const Node& node, std::vector<FieldId>& slots);
  Term BuildComparison(const Node& node, std::vector<FieldId>& slots);
  Term BuildIn(const Node& node, std::vector<FieldId>& slots);
  Term BuildPattern(const Node& node, std::vector<FieldId>& slots);
  Term BuildLogic(const Node& node, LogicTerm::Kind kind, std::vector<FieldId>& slots);
  Term TestOf(ValueTest test, Term operand);
  const Function* Check(const Node& call);
  void CheckArgument(const Node& argument, ArgumentKind kind, const Function& function);
  void Complain(const Node& at, std::string message, std::string hint);

  FieldSet& fields_;
  Mistakes& mistakes_;
};

bool HasFields(const Node& node);

/// Whether the expression is a condition by its form: a comparison, a predicate, a junction or a boolean function.
bool IsCondition(const Node& node);

/// Its result in words, for messages: "a number".
std::string_view DescribeResult(const Node& node);

}  // namespace crosstrail::eql
