#include "query/implication.h"

#include <re2/re2.h>

#include <algorithm>
#include <ranges>
#include <variant>
#include <vector>

#include "base/text.h"
#include "query/expression.h"

namespace crosstrail {
namespace {

bool Same(const Wildcard& a, const Wildcard& b) { return a.ignore_case() == b.ignore_case() && a.Text() == b.Text(); }
bool Same(const IpNetwork& a, const IpNetwork& b) { return a.prefix == b.prefix && a.address == b.address; }
bool Same(const Constant& a, const Constant& b) { return a == b; }

template <typename Items>
bool EachIsIn(const Items& some, const Items& all) {
  return std::ranges::all_of(some, [&](const auto& one) {
    return std::ranges::any_of(all, [&](const auto& other) { return Same(one, other); });
  });
}

// Whether a value that passes `a` passes `b`.
bool Passes(const IsOneOf& a, const ValueTest& b) {
  if (const auto* texts = std::get_if<IsOneOf>(&b); texts != nullptr && texts->ignore_case == a.ignore_case) {
    return std::ranges::includes(texts->texts, a.texts);
  }
  const bool of_text = !std::holds_alternative<EqualsAny>(b) && !std::holds_alternative<IsOrdered>(b);
  return of_text && !a.ignore_case && std::ranges::all_of(a.texts, [&](const std::string& text) {
           return Test(b, Scalar(std::string_view(text))) == Truth::kTrue;
         });
}
bool Passes(const EqualsAny& a, const ValueTest& b) {
  const auto* other = std::get_if<EqualsAny>(&b);
  return other != nullptr && a.flavor == other->flavor && EachIsIn(a.constants, other->constants);
}
bool Passes(const IsOrdered& a, const ValueTest& b) {
  const auto* other = std::get_if<IsOrdered>(&b);
  return other != nullptr && a.comparison == other->comparison && a.flavor == other->flavor &&
         Same(a.constant, other->constant);
}
bool Passes(const IsLike& a, const ValueTest& b) {
  const auto* other = std::get_if<IsLike>(&b);
  return other != nullptr && EachIsIn(a.patterns, other->patterns);
}
bool Passes(const IsMatch& a, const ValueTest& b) {
  const auto* other = std::get_if<IsMatch>(&b);
  return other != nullptr && a.regex->pattern() == other->regex->pattern() &&
         a.regex->options().ParseFlags() == other->regex->options().ParseFlags();
}
bool Passes(const InNetworks& a, const ValueTest& b) {
  const auto* other = std::get_if<InNetworks>(&b);
  return other != nullptr && EachIsIn(a.networks, other->networks);
}
bool Passes(const ValueTest& a, const ValueTest& b) {
  return std::visit([&](const auto& test) { return Passes(test, b); }, a);
}

bool Same(const Term& a, const Term& b);
bool Same(const std::vector<Term>& a, const std::vector<Term>& b) {
  return std::ranges::equal(a, b, [](const Term& one, const Term& other) { return Same(one, other); });
}
bool Same(const SlotTerm& a, const SlotTerm& b) { return a.slot == b.slot; }
bool Same(const CallTerm& a, const CallTerm& b) {
  return a.function == b.function && a.ignore_case == b.ignore_case && Same(a.arguments, b.arguments);
}
bool Same(const TestTerm& a, const TestTerm& b) {
  return Passes(a.test, b.test) && Passes(b.test, a.test) && Same(a.operand, b.operand);
}
bool Same(const CompareTerm& a, const CompareTerm& b) {
  return a.comparison == b.comparison && a.flavor == b.flavor && Same(a.operands, b.operands);
}
bool Same(const LogicTerm& a, const LogicTerm& b) { return a.kind == b.kind && Same(a.operands, b.operands); }
bool Same(const Term& a, const Term& b) {
  return std::visit(
      [&](const auto& node) {
        const auto* other = std::get_if<std::decay_t<decltype(node)>>(&b.node);
        return other != nullptr && Same(node, *other);
      },
      a.node);
}

// Whether it is never null.
bool IsTwoValued(const Expression& expression) {
  const auto& node = expression.node;
  if (const auto* constant = std::get_if<ConstantCondition>(&node)) return constant->truth != Truth::kNull;
  if (const auto* all = std::get_if<AllOf>(&node)) return std::ranges::all_of(all->children, IsTwoValued);
  if (const auto* any = std::get_if<AnyOf>(&node)) return std::ranges::all_of(any->children, IsTwoValued);
  if (const auto* negation = std::get_if<Negation>(&node)) return IsTwoValued(negation->child.front());
  if (const auto* term = std::get_if<TermMatches>(&node)) return !term->keeps_null;
  return true;
}

class Prover {
 public:
  // Whether `b` is true wherever `a` is.
  bool Implies(const Expression& a, const Expression& b) {
    if (steps_++ >= kMostSteps) return false;
    if (const auto* constant = std::get_if<ConstantCondition>(&a.node); constant && constant->truth != Truth::kTrue) {
      return true;
    }
    if (const auto* constant = std::get_if<ConstantCondition>(&b.node)) return constant->truth == Truth::kTrue;
    const auto from_a = [&](const Expression& child) { return Implies(child, b); };
    const auto to_b = [&](const Expression& child) { return Implies(a, child); };
    if (const auto* all = std::get_if<AllOf>(&b.node)) return std::ranges::all_of(all->children, to_b);
    if (const auto* any = std::get_if<AnyOf>(&a.node)) return std::ranges::all_of(any->children, from_a);
    if (const auto* any = std::get_if<AnyOf>(&b.node); any && std::ranges::any_of(any->children, to_b)) return true;
    if (const auto* all = std::get_if<AllOf>(&a.node)) return std::ranges::any_of(all->children, from_a);
    return LeafImplies(a, b);
  }

 private:
  static constexpr std::size_t kMostSteps = 20'000;

  bool LeafImplies(const Expression& a, const Expression& b) {
    if (const auto* negation = std::get_if<Negation>(&a.node)) {
      const auto* other = std::get_if<Negation>(&b.node);
      // What is false of `a` is then no more than false of `b`, unless that could be null.
      return other != nullptr && IsTwoValued(other->child.front()) &&
             Implies(other->child.front(), negation->child.front());
    }
    if (const auto* exists = std::get_if<FieldExists>(&b.node)) {
      const auto* leaf = std::get_if<FieldMatches>(&a.node);
      const auto* same = std::get_if<FieldExists>(&a.node);
      return (leaf != nullptr && leaf->field == exists->field) || (same != nullptr && same->field == exists->field);
    }
    if (const auto* leaf = std::get_if<FieldMatches>(&b.node)) {
      const auto* other = std::get_if<FieldMatches>(&a.node);
      return other != nullptr && other->field == leaf->field && Passes(other->test, leaf->test);
    }
    if (const auto* passes = std::get_if<EventPasses>(&b.node)) {
      const auto* same = std::get_if<EventPasses>(&a.node);
      return same != nullptr && same->test == passes->test;
    }
    const auto* term = std::get_if<TermMatches>(&b.node);
    const auto* other = std::get_if<TermMatches>(&a.node);
    return term != nullptr && other != nullptr && term->fields == other->fields && Same(other->term, term->term);
  }

  std::size_t steps_ = 0;
};

bool SameStep(const Step& a, const Step& b) {
  const auto same_key = [](const JoinKey& one, const JoinKey& other) {
    return one.field == other.field && one.optional == other.optional;
  };
  return a.runs == b.runs && a.missing == b.missing && std::ranges::equal(a.keys, b.keys, same_key) &&
         Implies(a.condition, b.condition) && Implies(b.condition, a.condition);
}

}  // namespace

bool Implies(const Condition& a, const Condition& b) { return Prover().Implies(a.root(), b.root()); }

bool AsksTheSame(const Query& a, const Query& b) {
  const auto same_pipe = [](const Pipe& one, const Pipe& other) {
    return one.kind == other.kind && one.count == other.count;
  };
  return a.kind == b.kind && a.maxspan == b.maxspan && a.until.has_value() == b.until.has_value() &&
         (!a.until || SameStep(*a.until, *b.until)) && std::ranges::equal(a.steps, b.steps, SameStep) &&
         std::ranges::equal(a.pipes, b.pipes, same_pipe);
}

}  // namespace crosstrail
