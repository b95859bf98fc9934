// From EQL's syntax tree to conditions: what Elasticsearch would run as queries becomes two-valued leaves, the rest
// terms.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "query/eql/parser.h"
#include "query/eql/term_builder.h"
#include "query/expression.h"
#include "query/query.h"

namespace crosstrail {
namespace {

using eql::Node;
using eql::NodeKind;
using eql::PlacedConstant;

class ConditionBuilder {
 public:
  ConditionBuilder(FieldSet& fields, Mistakes& mistakes) : terms_(fields, mistakes), mistakes_(mistakes) {}

  Expression Build(const Node& node) {
    switch (node.kind) {
      case NodeKind::kAnd:
        return All(Children(node));
      case NodeKind::kOr:
        return Any(Children(node));
      case NodeKind::kNot:
        return Negate(Build(node.children.front()));
      case NodeKind::kField:
        return {FieldMatches{terms_.Intern(node), EqualsAny{{Constant(true)}, Flavor::kNatural}}};
      case NodeKind::kLiteral:
        if (std::holds_alternative<bool>(node.literal)) return Always(ToTruth(std::get<bool>(node.literal)));
        if (std::holds_alternative<std::monostate>(node.literal)) return Always(Truth::kNull);
        return NotACondition(node);
      case NodeKind::kComparison:
        return BuildComparison(node);
      case NodeKind::kIn:
      case NodeKind::kLike:
      case NodeKind::kRegex:
        return BuildPredicate(node);
      case NodeKind::kCall:
        return BuildCall(node);
      case NodeKind::kArithmetic:
        return NotACondition(node);
    }
    return Always(Truth::kNull);
  }

 private:
  std::vector<Expression> Children(const Node& node) {
    std::vector<Expression> children;
    children.reserve(node.children.size());
    for (const Node& child : node.children) children.push_back(Build(child));
    return children;
  }

  Expression NotACondition(const Node& node) {
    mistakes_.push_back({node.offset, node.length, "a condition is needed here: something that is true or false",
                         fmt::format("this is {}: compare it with something", eql::DescribeResult(node))});
    return Always(Truth::kNull);
  }

  // What has to be evaluated value by value.
  Expression Script(const Node& node) {
    TermMatches leaf;
    leaf.term = terms_.Build(node, leaf.fields);
    if (const Constant* constant = AsConstant(leaf.term)) return Always(ToTruth(ViewOf(*constant)));
    // docs/eql.md, "not": a boolean function over several fields is the one leaf whose null `not` leaves alone.
    leaf.keeps_null = node.kind == NodeKind::kCall && leaf.fields.size() > 1;
    return {std::move(leaf)};
  }

  Expression BuildComparison(const Node& node) {
    const bool negated = node.comparison == Comparison::kNotEqual;
    if (!negated && node.comparison != Comparison::kEqual) return BuildOrder(node);
    Expression equal = BuildEquality(node);
    return negated ? Negate(std::move(equal)) : std::move(equal);
  }

  // `==`, and `!=` before it is negated.
  Expression BuildEquality(const Node& node) {
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
      const Node& one = node.children[side];
      const Node& other = node.children[1 - side];
      if (!eql::HasFields(other)) continue;
      const std::optional<PlacedConstant> constant = terms_.Fold(one);
      if (!constant) continue;
      const auto* boolean = std::get_if<bool>(&constant->value);
      if (boolean != nullptr && eql::IsCondition(other)) {
        Expression condition = Build(other);
        return *boolean ? std::move(condition) : Negate(std::move(condition));
      }
      if (other.kind != NodeKind::kField) break;
      const FieldId field = terms_.Intern(other);
      if (IsNull(ViewOf(constant->value))) return Negate({FieldExists{field}});
      return {FieldMatches{field, eql::BuildEquality({*constant}, terms_.TypeOf(other), false, mistakes_)}};
    }
    Node equality = node;
    equality.comparison = Comparison::kEqual;
    Expression script = Script(equality);
    // An optional field that is missing is null, and null equals null.
    const Node& left = node.children[0];
    const Node& right = node.children[1];
    if (left.kind != NodeKind::kField || right.kind != NodeKind::kField || !left.optional || !right.optional) {
      return script;
    }
    std::vector<Expression> both_missing;
    both_missing.push_back(Negate({FieldExists{terms_.Intern(left)}}));
    both_missing.push_back(Negate({FieldExists{terms_.Intern(right)}}));
    std::vector<Expression> either;
    either.push_back(std::move(script));
    either.push_back(All(std::move(both_missing)));
    return Any(std::move(either));
  }

  Expression BuildOrder(const Node& node) {
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
      const Node& field = node.children[side];
      const std::optional<PlacedConstant> constant = terms_.Fold(node.children[1 - side]);
      if (field.kind != NodeKind::kField || !constant) continue;
      if (IsNull(ViewOf(constant->value))) return Always(Truth::kNull);
      const Comparison comparison = side == 0 ? node.comparison : Mirror(node.comparison);
      return {
          FieldMatches{terms_.Intern(field), eql::BuildOrder(comparison, *constant, terms_.TypeOf(field), mistakes_)}};
    }
    return Script(node);
  }

  Expression BuildPredicate(const Node& node) {
    const Node& operand = node.children.front();
    if (operand.kind != NodeKind::kField) return Script(node);
    std::optional<ValueTest> test;
    if (node.kind == NodeKind::kLike) {
      test = eql::BuildLike(node);
    } else if (node.kind == NodeKind::kRegex) {
      test = eql::BuildRegex(node, /*on_field=*/true, mistakes_);
    } else {
      const auto constants = terms_.FoldList(node);
      if (!constants) return Script(node);
      if (!constants->empty()) {
        test = eql::BuildEquality(*constants, terms_.TypeOf(operand), node.ignore_case, mistakes_);
      }
    }
    const FieldId field = terms_.Intern(operand);
    if (!test) return Always(Truth::kNull);
    return {FieldMatches{field, std::move(*test)}};
  }

  Expression BuildCall(const Node& node) {
    const Function* function = FindFunction(node.name);
    if (function != nullptr && function->result != ResultKind::kBoolean) return NotACondition(node);
    const std::size_t mistakes_before = mistakes_.size();
    Expression script = Script(node);
    if (function == nullptr || mistakes_.size() > mistakes_before) return script;
    if (node.children.front().kind != NodeKind::kField) return script;
    if (function->name == "cidrMatch") return BuildCidrMatch(node, std::move(script));
    const std::optional<PlacedConstant> part = terms_.Fold(node.children[1]);
    if (!part) return script;
    const auto* text = std::get_if<std::string>(&part->value);
    if (text == nullptr) return Always(Truth::kNull);
    IsLike test;
    // Elasticsearch runs these as a wildcard query with the literal unescaped (elasticsearch#58922), startsWith as a
    // prefix query.
    if (function->name == "stringContains") {
      test.patterns.push_back(Wildcard::FromLucene("*" + *text + "*", node.ignore_case));
    } else if (function->name == "endsWith") {
      test.patterns.push_back(Wildcard::FromLucene("*" + *text, node.ignore_case));
    } else {
      test.patterns.push_back(Wildcard::Prefix(*text, node.ignore_case));
    }
    return {FieldMatches{terms_.Intern(node.children.front()), std::move(test)}};
  }

  Expression BuildCidrMatch(const Node& node, Expression script) {
    const auto blocks = terms_.FoldList(node);
    if (!blocks) return script;
    InNetworks test;
    for (const PlacedConstant& block : *blocks) {
      const auto* text = std::get_if<std::string>(&block.value);
      const auto network = text == nullptr ? std::nullopt : ParseIpNetwork(*text);
      if (!network) return script;
      test.networks.push_back(*network);
    }
    return {FieldMatches{terms_.Intern(node.children.front()), std::move(test)}};
  }

  eql::TermBuilder terms_;
  Mistakes& mistakes_;
};

// Builds the steps of a query from the terms of a statement.
class StepBuilder {
 public:
  StepBuilder(const QueryOptions& options, const eql::Statement& statement, FieldSet& fields, Mistakes& mistakes)
      : options_(options), statement_(statement), fields_(fields), mistakes_(mistakes) {}

  Step Build(const eql::Subquery& term) {
    std::vector<Expression> parts;
    parts.reserve(2);
    if (!term.filter.any_category) {
      const FieldId category = fields_.Intern(options_.event_category_field);
      parts.push_back({FieldMatches{category, OneOf({term.filter.category}, /*ignore_case=*/false)}});
    }
    parts.push_back(ConditionBuilder(fields_, mistakes_).Build(term.filter.condition));
    Step step{Condition(std::make_unique<Expression>(All(std::move(parts)))), {}, term.runs, term.missing};
    for (const auto* keys : {&statement_.keys, &term.keys}) {
      for (const Node& key : *keys) step.keys.push_back({fields_.Intern(key.name), key.optional});
    }
    return step;
  }

 private:
  const QueryOptions& options_;
  const eql::Statement& statement_;
  FieldSet& fields_;
  Mistakes& mistakes_;
};

Query::Kind KindOf(const eql::Statement& statement) {
  switch (statement.kind) {
    case eql::Statement::Kind::kSequence:
      return Query::Kind::kSequence;
    case eql::Statement::Kind::kSample:
      return Query::Kind::kSample;
    case eql::Statement::Kind::kEvent:
      break;
  }
  return Query::Kind::kEvent;
}

}  // namespace

tl::expected<Query, Diagnostics> CompileEql(std::string_view text, const QueryOptions& options, FieldSet& fields) {
  const auto statement = eql::ParseStatement(text);
  if (!statement) return tl::unexpected<Diagnostics>(ToDiagnostics(text, {statement.error()}));
  Mistakes mistakes;
  StepBuilder builder(options, *statement, fields, mistakes);
  Query query;
  query.kind = KindOf(*statement);
  for (const eql::Subquery& term : statement->steps) query.steps.push_back(builder.Build(term));
  if (const auto& until = statement->until) query.until = builder.Build(*until);
  query.maxspan = statement->maxspan;
  query.pipes = statement->pipes;
  if (!mistakes.empty()) return tl::unexpected<Diagnostics>(ToDiagnostics(text, std::move(mistakes)));
  return query;
}

}  // namespace crosstrail
