#include "query/explain.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "base/utf8.h"
#include "query/expression.h"

namespace crosstrail {
namespace {

constexpr std::size_t kLongestConstant = 200;

std::string Quoted(std::string_view text, std::size_t limit) {
  std::size_t end = 0;
  for (std::size_t count = 0; count < limit && end < text.size(); ++count) end += DecodeUtf8(text.substr(end)).length;
  return "\"" + Printable(text.substr(0, end)) + (end < text.size() ? "…\"" : "\"");
}

struct ScalarPrinter {
  std::size_t limit;
  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(bool held) const { return held ? "true" : "false"; }
  std::string operator()(std::int64_t held) const { return fmt::format("{}", held); }
  std::string operator()(double held) const { return fmt::format("{}", held); }
  std::string operator()(std::string_view held) const { return Quoted(held, limit); }
  std::string operator()(const std::string& held) const { return Quoted(held, limit); }
  std::string operator()(InstantValue held) const { return FormatInstant(held.at); }
};

std::string Printed(const Constant& constant) { return std::visit(ScalarPrinter{kLongestConstant}, constant); }

std::string_view Sign(Comparison comparison) {
  switch (comparison) {
    case Comparison::kEqual:
      return "==";
    case Comparison::kNotEqual:
      return "!=";
    case Comparison::kLess:
      return "<";
    case Comparison::kLessOrEqual:
      return "<=";
    case Comparison::kGreater:
      return ">";
    case Comparison::kGreaterOrEqual:
      return ">=";
  }
  return "?";
}

// `items` as `print` shows them: one alone, several in parentheses and not too many of them.
template <typename Items, typename Print>
std::string List(const Items& items, Print print) {
  constexpr std::size_t kShown = 20;
  if (items.size() == 1) return print(items.front());
  std::string text;
  for (std::size_t i = 0; i < std::min(items.size(), kShown); ++i) text += (i == 0 ? "" : ", ") + print(items[i]);
  if (items.size() > kShown) text += fmt::format(", and {} more", items.size() - kShown);
  return "(" + text + ")";
}

struct TestPrinter {
  std::string operator()(const IsOneOf& test) const {
    const auto print = [](const std::string& text) { return Quoted(text, kLongestConstant); };
    return (test.texts.size() == 1 ? "==" : "in") + std::string(test.ignore_case ? "~ " : " ") +
           List(test.texts, print);
  }
  std::string operator()(const EqualsAny& test) const {
    return (test.constants.size() == 1 ? "== " : "in ") + List(test.constants, Printed);
  }
  std::string operator()(const IsOrdered& test) const {
    return fmt::format("{} {}", Sign(test.comparison), Printed(test.constant));
  }
  std::string operator()(const IsLike& test) const {
    const auto print = [](const Wildcard& pattern) { return Quoted(pattern.Text(), kLongestConstant); };
    const bool ignore_case = !test.patterns.empty() && test.patterns.front().ignore_case();
    return (ignore_case ? "like~ " : "like ") + List(test.patterns, print);
  }
  std::string operator()(const IsMatch& test) const {
    return "regex " + Quoted(test.regex->pattern(), kLongestConstant);
  }
  std::string operator()(const InNetworks& test) const {
    return fmt::format("in one of {} networks", test.networks.size());
  }
  std::string operator()(const IsInSet& test) const { return fmt::format("in a list of {} values", test.set->size()); }
};

class TermPrinter {
 public:
  TermPrinter(const std::vector<FieldId>& slots, const FieldSet& fields) : slots_(slots), fields_(fields) {}

  std::string Print(const Term& term) const {
    return std::visit([this](const auto& node) { return this->Visit(node); }, term.node);
  }

 private:
  static std::string Visit(const Constant& constant) { return Printed(constant); }
  std::string Visit(const SlotTerm& slot) const { return fields_.Name(slots_[slot.slot]); }
  std::string Visit(const CallTerm& call) const {
    return fmt::format("{}{}({})", call.function->name, call.ignore_case ? "~" : "",
                       fmt::join(All(call.arguments), ", "));
  }
  std::string Visit(const TestTerm& test) const {
    return Print(test.operand.front()) + " " + std::visit(TestPrinter{}, test.test);
  }
  std::string Visit(const CompareTerm& compare) const {
    return fmt::format("{} {} {}", Print(compare.operands[0]), Sign(compare.comparison), Print(compare.operands[1]));
  }
  std::string Visit(const LogicTerm& logic) const {
    switch (logic.kind) {
      case LogicTerm::Kind::kNot:
        return "not (" + Print(logic.operands.front()) + ")";
      case LogicTerm::Kind::kIsNull:
        return Print(logic.operands.front()) + " == null";
      case LogicTerm::Kind::kAnd:
        return fmt::format("({})", fmt::join(All(logic.operands), " and "));
      case LogicTerm::Kind::kOr:
        return fmt::format("({})", fmt::join(All(logic.operands), " or "));
    }
    return {};
  }

  std::vector<std::string> All(const std::vector<Term>& terms) const {
    std::vector<std::string> texts;
    texts.reserve(terms.size());
    for (const Term& term : terms) texts.push_back(Print(term));
    return texts;
  }

  const std::vector<FieldId>& slots_;
  const FieldSet& fields_;
};

class Explainer {
 public:
  Explainer(const FieldSet& fields, FieldSource* event) : fields_(fields), event_(event) {}

  std::vector<ExplainedNode> Run(const Expression& root) {
    Walk(root, 0);
    return std::move(nodes_);
  }

 private:
  void Walk(const Expression& expression, std::size_t depth) {
    const std::size_t at = nodes_.size();
    nodes_.emplace_back().depth = depth;
    if (event_ != nullptr) nodes_[at].truth = Evaluate(expression, *event_);
    std::visit([this, at, depth](const auto& node) { this->Visit(node, at, depth); }, expression.node);
  }

  void Children(std::string_view text, const std::vector<Expression>& children, std::size_t at, std::size_t depth) {
    nodes_[at].text = text;
    for (const Expression& child : children) Walk(child, depth + 1);
  }

  void Visit(const ConstantCondition& node, std::size_t at, std::size_t) {
    nodes_[at].text = node.truth == Truth::kTrue ? "always" : node.truth == Truth::kFalse ? "never" : "null: never";
    if (event_ == nullptr) nodes_[at].truth = node.truth;
  }
  void Visit(const AllOf& node, std::size_t at, std::size_t depth) { Children("all of", node.children, at, depth); }
  void Visit(const AnyOf& node, std::size_t at, std::size_t depth) { Children("any of", node.children, at, depth); }
  void Visit(const Negation& node, std::size_t at, std::size_t depth) { Children("not", node.child, at, depth); }
  void Visit(const FieldExists& node, std::size_t at, std::size_t) {
    nodes_[at].text = fields_.Name(node.field) + " has a value";
    nodes_[at].fields = {node.field};
  }
  void Visit(const FieldMatches& node, std::size_t at, std::size_t) {
    nodes_[at].text =
        (node.every ? "every " : "") + fields_.Name(node.field) + " " + std::visit(TestPrinter{}, node.test);
    nodes_[at].fields = {node.field};
  }
  void Visit(const TermMatches& node, std::size_t at, std::size_t) {
    nodes_[at].text = TermPrinter(node.fields, fields_).Print(node.term);
    nodes_[at].fields = node.fields;
  }

  void Visit(const EventPasses& node, std::size_t at, std::size_t) {
    nodes_[at].text = node.test->Describe(fields_);
    nodes_[at].fields = node.test->Fields();
  }

  const FieldSet& fields_;
  FieldSource* const event_;
  std::vector<ExplainedNode> nodes_;
};

}  // namespace

std::vector<ExplainedNode> Explain(const Condition& condition, const FieldSet& fields, FieldSource* event) {
  return Explainer(fields, event).Run(condition.root());
}

std::string ShownValue(const Value& value, std::size_t limit) { return std::visit(ScalarPrinter{limit}, value); }

}  // namespace crosstrail
