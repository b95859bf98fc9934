#include "query/eql/term_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace crosstrail::eql {
namespace {

// Evaluates a term whose operands are all constants.
Term Folded(Term term, bool constant) {
  if (!constant) return term;
  TextScratch scratch;
  return {Own(Evaluate(term, {}, scratch))};
}

bool AllConstant(const std::vector<Term>& terms) {
  return std::all_of(terms.begin(), terms.end(), [](const Term& term) { return AsConstant(term) != nullptr; });
}

std::vector<Term> One(Term term) {
  std::vector<Term> terms;
  terms.push_back(std::move(term));
  return terms;
}

Term NotTerm(Term term) {
  const bool constant = AsConstant(term) != nullptr;
  return Folded({LogicTerm{LogicTerm::Kind::kNot, One(std::move(term))}}, constant);
}

bool IsNullConstant(const Term& term) {
  const Constant* constant = AsConstant(term);
  return constant != nullptr && IsNull(ViewOf(*constant));
}

struct FormerFunction {
  std::string_view name;
  std::string_view instead;
};
// Functions of the older dialect of EQL, and what does their work now.
constexpr std::array<FormerFunction, 6> kFormerFunctions = {
    {{"wildcard", "use `like` or `:`"},
     {"match", "use `regex`"},
     {"matchLite", "use `regex`"},
     {"arrayContains", "use `==`: it tests every value"},
     {"arraySearch", "compare the field: every value is tested"},
     {"arrayCount", "there is no count of values in EQL"}}};

std::string FunctionHint(std::string_view name) {
  for (const FormerFunction& former : kFormerFunctions) {
    if (EqualsIgnoringAsciiCase(former.name, name)) return std::string(former.instead);
  }
  std::vector<std::string_view> names;
  for (const Function& function : Functions()) names.push_back(function.name);
  names.erase(names.begin());  // unary minus
  const std::string_view nearest = NearestName(name, names);
  if (!nearest.empty()) return fmt::format("did you mean {}?", nearest);
  return fmt::format("the functions are {}", fmt::join(names, ", "));
}

std::string_view Describe(ArgumentKind kind) {
  switch (kind) {
    case ArgumentKind::kText:
      return "text";
    case ArgumentKind::kInteger:
      return "a whole number";
    case ArgumentKind::kNumber:
      return "a number";
    case ArgumentKind::kBoolean:
      return "true or false";
    case ArgumentKind::kNetwork:
      return "a block of addresses such as \"10.0.0.0/8\"";
    case ArgumentKind::kAnything:
      break;
  }
  return "a value";
}

bool Accepts(ArgumentKind kind, const Constant& constant) {
  if (IsNull(ViewOf(constant))) return kind != ArgumentKind::kNetwork;
  switch (kind) {
    case ArgumentKind::kText:
      return std::holds_alternative<std::string>(constant);
    case ArgumentKind::kInteger:
      return std::holds_alternative<std::int64_t>(constant);
    case ArgumentKind::kNumber:
      return std::holds_alternative<std::int64_t>(constant) || std::holds_alternative<double>(constant);
    case ArgumentKind::kBoolean:
      return std::holds_alternative<bool>(constant);
    case ArgumentKind::kNetwork:
      return std::holds_alternative<std::string>(constant) && ParseIpNetwork(std::get<std::string>(constant));
    case ArgumentKind::kAnything:
      return true;
  }
  return false;
}

bool Accepts(ArgumentKind kind, ResultKind result) {
  switch (kind) {
    case ArgumentKind::kText:
    case ArgumentKind::kNetwork:
      return result == ResultKind::kText;
    case ArgumentKind::kInteger:
    case ArgumentKind::kNumber:
      return result == ResultKind::kNumber;
    case ArgumentKind::kBoolean:
      return result == ResultKind::kBoolean;
    case ArgumentKind::kAnything:
      return true;
  }
  return true;
}

// What an expression gives by its form; nullopt for fields and literals.
std::optional<ResultKind> ResultOf(const Node& node) {
  switch (node.kind) {
    case NodeKind::kLiteral:
    case NodeKind::kField:
      return std::nullopt;
    case NodeKind::kArithmetic:
      return ResultKind::kNumber;
    case NodeKind::kCall: {
      const Function* function = FindFunction(node.name);
      return function == nullptr ? std::nullopt : std::optional(function->result);
    }
    default:
      return ResultKind::kBoolean;
  }
}

}  // namespace

bool HasFields(const Node& node) {
  return node.kind == NodeKind::kField || std::any_of(node.children.begin(), node.children.end(), HasFields);
}

bool IsCondition(const Node& node) { return ResultOf(node) == ResultKind::kBoolean; }

std::string_view DescribeResult(const Node& node) {
  if (node.kind == NodeKind::kLiteral) {
    if (std::holds_alternative<bool>(node.literal)) return "true or false";
    return std::holds_alternative<std::string>(node.literal) ? "text" : "a number";
  }
  const std::optional<ResultKind> result = ResultOf(node);
  if (!result) return "a value";
  if (*result == ResultKind::kText) return "text";
  return *result == ResultKind::kNumber ? "a number" : "true or false";
}

FieldType TermBuilder::TypeOf(const Node& node) {
  return node.kind == NodeKind::kField ? fields_.Type(Intern(node)) : FieldType::kKeyword;
}

void TermBuilder::Complain(const Node& at, std::string message, std::string hint) {
  mistakes_.push_back({at.offset, at.length, std::move(message), std::move(hint)});
}

std::optional<PlacedConstant> TermBuilder::Fold(const Node& node) {
  if (HasFields(node)) return std::nullopt;
  std::vector<FieldId> slots;
  const Term term = Build(node, slots);
  const Constant* constant = AsConstant(term);
  return PlacedConstant{constant == nullptr ? Constant() : *constant, node.offset, node.length};
}

std::optional<std::vector<PlacedConstant>> TermBuilder::FoldList(const Node& node) {
  std::vector<PlacedConstant> constants;
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    std::optional<PlacedConstant> constant = Fold(node.children[i]);
    if (!constant) return std::nullopt;
    if (!IsNull(ViewOf(constant->value))) constants.push_back(std::move(*constant));
  }
  return constants;
}

Term TermBuilder::Build(const Node& node, std::vector<FieldId>& slots) {
  switch (node.kind) {
    case NodeKind::kLiteral:
      return {node.literal};
    case NodeKind::kField: {
      const FieldId field = Intern(node);
      const auto known = std::find(slots.begin(), slots.end(), field);
      const auto slot = static_cast<std::size_t>(known - slots.begin());
      if (known == slots.end()) slots.push_back(field);
      return {SlotTerm{slot}};
    }
    case NodeKind::kCall:
    case NodeKind::kArithmetic:
      return BuildCall(node, slots);
    case NodeKind::kComparison:
      return BuildComparison(node, slots);
    case NodeKind::kIn:
      return BuildIn(node, slots);
    case NodeKind::kLike:
    case NodeKind::kRegex:
      return BuildPattern(node, slots);
    case NodeKind::kAnd:
      return BuildLogic(node, LogicTerm::Kind::kAnd, slots);
    case NodeKind::kOr:
      return BuildLogic(node, LogicTerm::Kind::kOr, slots);
    case NodeKind::kNot:
      return BuildLogic(node, LogicTerm::Kind::kNot, slots);
  }
  return Term();
}

void TermBuilder::CheckArgument(const Node& argument, ArgumentKind kind, const Function& function) {
  bool accepted = true;
  if (argument.kind == NodeKind::kLiteral) {
    accepted = Accepts(kind, argument.literal);
  } else if (const std::optional<ResultKind> result = ResultOf(argument)) {
    accepted = Accepts(kind, *result);
  }
  if (accepted) return;
  const bool is_operator = function.name == "-" || argument.kind == NodeKind::kArithmetic;
  Complain(argument, fmt::format("{} takes {} here", is_operator ? "arithmetic" : function.name, Describe(kind)),
           fmt::format("this is {}", DescribeResult(argument)));
}

// The function of a call whose use is right as far as its form tells; nullptr after a mistake.
const Function* TermBuilder::Check(const Node& call) {
  const Function* function = FindFunction(call.name);
  if (function == nullptr) {
    Complain(call, fmt::format("there is no function {}", Printable(call.name)), FunctionHint(call.name));
    return nullptr;
  }
  const std::size_t given = call.children.size();
  const std::size_t most = function->arguments.size();
  if (given < function->required || (given > most && !function->variadic)) {
    const std::string wanted = function->variadic           ? fmt::format("at least {}", function->required)
                               : function->required == most ? fmt::format("{}", most)
                                                            : fmt::format("{} to {}", function->required, most);
    Complain(call,
             fmt::format("{} takes {} argument{}, not {}", function->name, wanted, wanted == "1" ? "" : "s", given),
             "see docs/eql.md for what each of them is");
    return nullptr;
  }
  if (call.ignore_case && !function->has_insensitive_form) {
    Complain(call, fmt::format("{} has no `~` form", function->name), "leave the `~` out");
  }
  for (std::size_t i = 0; i < given; ++i) {
    CheckArgument(call.children[i], function->arguments[std::min(i, most - 1)], *function);
  }
  return function;
}

Term TermBuilder::BuildCall(const Node& node, std::vector<FieldId>& slots) {
  CallTerm call;
  call.function = Check(node);
  call.ignore_case = node.ignore_case;
  for (const Node& child : node.children) call.arguments.push_back(Build(child, slots));
  if (call.function == nullptr) return Term();
  const bool constant = AllConstant(call.arguments);
  return Folded({std::move(call)}, constant);
}

Term TermBuilder::TestOf(ValueTest test, Term operand) {
  const bool constant = AsConstant(operand) != nullptr;
  return Folded({TestTerm{std::move(test), One(std::move(operand))}}, constant);
}

Term TermBuilder::BuildComparison(const Node& node, std::vector<FieldId>& slots) {
  const bool negated = node.comparison == Comparison::kNotEqual;
  const bool equality = negated || node.comparison == Comparison::kEqual;
  const Node* left = node.children.data();
  const Node* right = left + 1;
  Comparison comparison = negated ? Comparison::kEqual : node.comparison;
  if (!HasFields(*left)) {  // the constant to the right
    std::swap(left, right);
    comparison = Mirror(comparison);
  }
  Term operand = Build(*left, slots);
  Term other = Build(*right, slots);
  if (equality && (IsNullConstant(operand) || IsNullConstant(other))) {
    if (IsNullConstant(operand)) std::swap(operand, other);
    const bool constant = AsConstant(operand) != nullptr;
    Term is_null = Folded({LogicTerm{LogicTerm::Kind::kIsNull, One(std::move(operand))}}, constant);
    return negated ? NotTerm(std::move(is_null)) : std::move(is_null);
  }
  if (IsNullConstant(operand) || IsNullConstant(other)) return Term();
  const FieldType type = TypeOf(left->kind == NodeKind::kField ? *left : *right);
  Term result;
  if (const Constant* constant = AsConstant(other)) {
    const PlacedConstant placed{*constant, right->offset, right->length};
    result = TestOf(
        equality ? BuildEquality({placed}, type, false, mistakes_) : BuildOrder(comparison, placed, type, mistakes_),
        std::move(operand));
  } else {
    CompareTerm compare{comparison, FlavorOf(type), One(std::move(operand))};
    compare.operands.push_back(std::move(other));
    result.node = std::move(compare);
  }
  return negated ? NotTerm(std::move(result)) : std::move(result);
}

Term TermBuilder::BuildIn(const Node& node, std::vector<FieldId>& slots) {
  Term operand = Build(node.children.front(), slots);
  if (const auto constants = FoldList(node)) {
    if (constants->empty()) return Term();
    return TestOf(BuildEquality(*constants, TypeOf(node.children.front()), node.ignore_case, mistakes_),
                  std::move(operand));
  }
  if (node.ignore_case) {
    Complain(node, "in~ takes a list of constants", "use `==` and `or` to compare with fields");
    return Term();
  }
  LogicTerm any{LogicTerm::Kind::kOr, {}};
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    CompareTerm compare{Comparison::kEqual, FlavorOf(TypeOf(node.children.front())), {}};
    compare.operands.push_back(Build(node.children.front(), slots));
    compare.operands.push_back(Build(node.children[i], slots));
    any.operands.push_back({std::move(compare)});
  }
  return {std::move(any)};
}

Term TermBuilder::BuildPattern(const Node& node, std::vector<FieldId>& slots) {
  const Node& operand = node.children.front();
  std::optional<ValueTest> test =
      node.kind == NodeKind::kLike ? BuildLike(node) : BuildRegex(node, operand.kind == NodeKind::kField, mistakes_);
  Term value = Build(operand, slots);
  if (!test) return Term();
  return TestOf(std::move(*test), std::move(value));
}

Term TermBuilder::BuildLogic(const Node& node, LogicTerm::Kind kind, std::vector<FieldId>& slots) {
  LogicTerm logic{kind, {}};
  for (const Node& child : node.children) logic.operands.push_back(Build(child, slots));
  const bool constant = AllConstant(logic.operands);
  return Folded({std::move(logic)}, constant);
}

}  // namespace crosstrail::eql
