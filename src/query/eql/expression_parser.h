// The part of the grammar that all kinds of queries share: event filters and the expressions in them. By recursive
// descent; the first mistake ends it.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "base/text.h"
#include "query/eql/lexer.h"
#include "query/eql/syntax.h"

namespace crosstrail::eql {

inline constexpr std::array<std::string_view, 10> kReserved = {"and",   "or",   "not",   "in",   "like",
                                                               "regex", "true", "false", "null", "where"};

struct ComparisonOperator {
  std::string_view spelling;
  Comparison comparison;
};
inline constexpr std::array<ComparisonOperator, 6> kComparisons = {{{"==", Comparison::kEqual},
                                                                    {"!=", Comparison::kNotEqual},
                                                                    {"<", Comparison::kLess},
                                                                    {"<=", Comparison::kLessOrEqual},
                                                                    {">", Comparison::kGreater},
                                                                    {">=", Comparison::kGreaterOrEqual}}};

struct PredicateOperator {
  std::string_view spelling;
  NodeKind kind;
  bool ignore_case;
};
inline constexpr std::array<PredicateOperator, 7> kPredicates = {{{":", NodeKind::kLike, true},
                                                                  {"in", NodeKind::kIn, false},
                                                                  {"in~", NodeKind::kIn, true},
                                                                  {"like", NodeKind::kLike, false},
                                                                  {"like~", NodeKind::kLike, true},
                                                                  {"regex", NodeKind::kRegex, false},
                                                                  {"regex~", NodeKind::kRegex, true}}};

/// One a query; not thread-safe.
class ExpressionParser {
 public:
  explicit ExpressionParser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  tl::expected<Node, Mistake> Expression() {
    Node node = Or();
    End();
    if (mistake_) return tl::unexpected<Mistake>(std::move(*mistake_));
    return node;
  }

 protected:
  const Token& Peek(std::size_t ahead = 0) const { return tokens_[std::min(position_ + ahead, tokens_.size() - 1)]; }
  bool Sees(std::string_view text, std::size_t ahead = 0) const {
    const Token& token = Peek(ahead);
    return (token.kind == TokenKind::kOperator || token.kind == TokenKind::kIdentifier) && token.text == text;
  }
  bool Takes(std::string_view text) {
    if (mistake_ || !Sees(text)) return false;
    ++position_;
    return true;
  }
  const Token& Take() {
    const Token& token = Peek();
    if (position_ + 1 < tokens_.size()) ++position_;
    return token;
  }

  void Fail(const Token& at, std::string message, std::string hint) {
    if (!mistake_)
      mistake_ = Mistake{at.offset, std::max<std::size_t>(at.length, 1), std::move(message), std::move(hint)};
  }

  void Expected(std::string_view what, std::string hint = {}) {
    const Token& found = Peek();
    if (found.kind == TokenKind::kEnd) {
      Fail(found, fmt::format("expected {}, but the query ends here", what), std::move(hint));
    } else {
      constexpr std::size_t kShown = 40;
      const std::string_view shown = found.text.substr(0, kShown);
      Fail(found, fmt::format("expected {}, found '{}'", what, Printable(shown)), std::move(hint));
    }
  }

  void Category(EventFilter& filter) {
    const Token& token = Peek();
    if (token.kind != TokenKind::kIdentifier && token.kind != TokenKind::kString &&
        token.kind != TokenKind::kQuotedIdentifier) {
      return Expected("an event category", "a query reads `category where condition`; `any` takes every category");
    }
    filter.any_category = token.kind == TokenKind::kIdentifier && token.text == "any";
    filter.category = token.kind == TokenKind::kIdentifier ? std::string(token.text) : token.value;
    Take();
    if (!Takes("where")) Expected("`where`", "a query reads `category where condition`");
  }

  void End() {
    if (mistake_ || Peek().kind == TokenKind::kEnd) return;
    if (Sees("=")) {
      Fail(Peek(), "'=' is not an operator of EQL", "write `==` to compare");
    } else if (IsComparison()) {
      Fail(Peek(), "comparisons do not chain", "join two comparisons with `and`");
    } else if (Sees("[")) {
      Fail(Peek(), "fields are not indexed in EQL", "name the field alone: any of its values may match");
    } else if (Sees(")")) {
      Fail(Peek(), "unbalanced ')'", "remove it, or add the '(' it closes");
    } else {
      Expected("`and`, `or` or the end of the query");
    }
  }

  // Counts a level of the query's nesting for as long as it lives. All nesting passes through Unary().
  class Level {
   public:
    explicit Level(ExpressionParser& parser) : parser_(parser) {
      if (++parser_.level_ > kDeepest) parser_.TooDeep(parser_.Peek());
    }
    ~Level() { --parser_.level_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    ExpressionParser& parser_;
  };

  void TooDeep(const Token& at) {
    Fail(at, fmt::format("this query nests more than {} levels deep", kDeepest),
         "chains of `and` and `or` may have any length; take out parentheses");
  }

  Node Make(NodeKind kind, const Token& at, std::vector<Node> children) {
    Node node;
    node.kind = kind;
    node.offset = at.offset;
    node.length = std::max<std::size_t>(at.length, 1);
    for (const Node& child : children) node.depth = std::max(node.depth, child.depth + 1);
    node.children = std::move(children);
    if (node.depth > kDeepest) TooDeep(at);
    return node;
  }

  Node Or() { return Chain("or", NodeKind::kOr, &ExpressionParser::And); }
  Node And() { return Chain("and", NodeKind::kAnd, &ExpressionParser::NotOrComparison); }

  // operand { word operand }, as one node.
  Node Chain(std::string_view word, NodeKind kind, Node (ExpressionParser::*operand)()) {
    std::vector<Node> children;
    children.push_back((this->*operand)());
    const Token& at = Peek();
    while (Takes(word)) children.push_back((this->*operand)());
    if (children.size() == 1) return std::move(children.front());
    return Make(kind, at, std::move(children));
  }

  Node NotOrComparison() {
    // `not not x` nests without parentheses; only whether their number is odd matters.
    const Token& at = Peek();
    bool negated = false;
    while (Takes("not")) negated = !negated;
    Node node = Comparisons();
    if (!negated) return node;
    std::vector<Node> children;
    children.push_back(std::move(node));
    return Make(NodeKind::kNot, at, std::move(children));
  }

  bool IsComparison() const {
    return std::any_of(kComparisons.begin(), kComparisons.end(),
                       [this](const auto& known) { return Sees(known.spelling); });
  }

  Node Comparisons() {
    Node left = Sum();
    if (mistake_) return left;
    for (const ComparisonOperator& known : kComparisons) {
      const Token& at = Peek();
      if (!Takes(known.spelling)) continue;
      std::vector<Node> children;
      children.push_back(std::move(left));
      children.push_back(Sum());
      Node node = Make(NodeKind::kComparison, at, std::move(children));
      node.comparison = known.comparison;
      return node;
    }
    if (Sees("=")) Fail(Peek(), "'=' is not an operator of EQL", "write `==` to compare");
    return left;
  }

  Node Sum() { return Arithmetic(&ExpressionParser::Product, {{{"+", "add"}, {"-", "subtract"}}}); }
  Node Product() {
    return Arithmetic(&ExpressionParser::Unary, {{{"*", "multiply"}, {"/", "divide"}, {"%", "modulo"}}});
  }

  struct ArithmeticOperator {
    std::string_view spelling;
    std::string_view function;
  };

  Node Arithmetic(Node (ExpressionParser::*operand)(), std::array<ArithmeticOperator, 3> operators) {
    Node left = (this->*operand)();
    while (!mistake_) {
      const Token& at = Peek();
      const auto known = std::find_if(operators.begin(), operators.end(), [this](const ArithmeticOperator& candidate) {
        return !candidate.spelling.empty() && Sees(candidate.spelling);
      });
      if (known == operators.end()) break;
      Take();
      std::vector<Node> children;
      children.push_back(std::move(left));
      children.push_back((this->*operand)());
      left = Make(NodeKind::kArithmetic, at, std::move(children));
      left.name = known->function;
    }
    return left;
  }

  Node Unary() {
    const Token& at = Peek();
    const Level level(*this);
    if (mistake_) return {};
    if (Takes("+")) return Unary();
    if (!Takes("-")) return Predicate();
    std::vector<Node> children;
    children.push_back(Unary());
    Node node = Make(NodeKind::kArithmetic, at, std::move(children));
    node.name = "-";
    return node;
  }

  // primary [ ["not"] "in" list | (":" | "like" | "regex") patterns ]
  Node Predicate() {
    Node operand = Primary();
    if (mistake_) return operand;
    const Token& at = Peek();
    const bool negated = Sees("not") && Peek(1).kind != TokenKind::kEnd;
    const Token& word = Peek(negated ? 1 : 0);
    const auto known = std::find_if(kPredicates.begin(), kPredicates.end(), [&](const PredicateOperator& candidate) {
      return word.kind != TokenKind::kString && word.text == candidate.spelling;
    });
    if (known == kPredicates.end()) return operand;
    if (negated && known->kind != NodeKind::kIn) {
      Fail(at, fmt::format("`not` cannot stand before `{}`", known->spelling),
           fmt::format("put it in front: not field {} ...", known->spelling));
      return operand;
    }
    if (negated) Take();
    Take();
    std::vector<Node> children;
    children.push_back(std::move(operand));
    List(*known, children);
    Node node = Make(known->kind, word, std::move(children));
    node.ignore_case = known->ignore_case;
    if (!negated || mistake_) return node;
    children.clear();
    children.push_back(std::move(node));
    return Make(NodeKind::kNot, at, std::move(children));
  }

  // The right-hand side of a predicate: "(" item {"," item} ")", or one item unless the predicate is `in`.
  void List(const PredicateOperator& predicate, std::vector<Node>& items) {
    const bool in = predicate.kind == NodeKind::kIn;
    if (!Sees("(")) {
      if (in) return Expected("'(' and a list of values", "write `field in (\"a\", \"b\")`");
      items.push_back(Pattern(predicate));
      return;
    }
    Take();
    do {
      items.push_back(in ? Or() : Pattern(predicate));
    } while (Takes(","));
    if (!mistake_ && !Takes(")")) Expected("',' or ')'");
  }

  Node Pattern(const PredicateOperator& predicate) {
    const Token& at = Peek();
    if (mistake_) return {};
    if (at.kind == TokenKind::kString || Sees("null")) return Literal();
    Expected("a string", at.kind == TokenKind::kInteger || at.kind == TokenKind::kDecimal
                             ? "compare numbers with `==`"
                             : fmt::format("`{}` takes patterns: put text between double quotes", predicate.spelling));
    return {};
  }

  Node Primary() {
    const Token& at = Peek();
    if (mistake_) return {};
    switch (at.kind) {
      case TokenKind::kInteger:
      case TokenKind::kDecimal:
      case TokenKind::kString:
        return Literal();
      case TokenKind::kQuotedIdentifier:
        return Field(false);
      case TokenKind::kIdentifier:
        return Named();
      case TokenKind::kDuration:
        Fail(at, "a name cannot begin with a digit", "put a field name that begins with a digit between backticks");
        return {};
      case TokenKind::kOperator:
        if (Takes("(")) return Parenthesis(at);
        if (Takes("?")) return Field(true);
        break;
      case TokenKind::kEnd:
        break;
    }
    if (Sees("=")) {
      Fail(at, "'=' is not an operator of EQL", "write `==` to compare");
    } else if (Sees("!")) {
      Fail(at, "'!' does not negate a condition", "write `not`");
    } else {
      Expected("a field, a value, a function or '('");
    }
    return {};
  }

  Node Parenthesis(const Token& open) {
    Node node = Or();
    if (mistake_ || Takes(")")) return node;
    if (Peek().kind == TokenKind::kEnd) {
      Fail(open, "this '(' is not closed", "add the missing ')'");
    } else if (IsComparison()) {
      Fail(Peek(), "comparisons do not chain", "join two comparisons with `and`");
    } else {
      Expected("`and`, `or` or ')'");
    }
    return node;
  }

  Node Named() {
    const Token& at = Peek();
    if (Sees("true") || Sees("false") || Sees("null")) return Literal();
    if (Sees("(", 1)) return Call();
    if (std::find(kReserved.begin(), kReserved.end(), at.text) != kReserved.end()) {
      Expected("a field, a value, a function or '('");
      return {};
    }
    if (at.text.ends_with('~')) {
      Fail(at, fmt::format("'{}' is neither a field nor an operator here", at.text),
           "`~` follows the name of a function");
      return {};
    }
    return Field(false);
  }

  Node Call() {
    const Token& at = Peek();
    Take();
    Take();
    std::vector<Node> arguments;
    if (!mistake_ && !Takes(")")) {
      do {
        arguments.push_back(Or());
      } while (Takes(","));
      if (!mistake_ && !Takes(")")) Expected("',' or ')'");
    }
    Node node = Make(NodeKind::kCall, at, std::move(arguments));
    node.ignore_case = at.text.ends_with('~');
    node.name = at.text.substr(0, at.text.size() - (node.ignore_case ? 1 : 0));
    return node;
  }

  // name { "." name }
  Node Field(bool optional) {
    const std::size_t begin = Peek().offset;
    std::size_t end = 0;
    std::string name;
    do {
      const Token& part = Peek();
      const bool quoted = part.kind == TokenKind::kQuotedIdentifier;
      if (!quoted && (part.kind != TokenKind::kIdentifier || part.text.ends_with('~'))) {
        Expected("a field name", "put an unusual part of a field name between backticks");
        return {};
      }
      if (!name.empty()) name += '.';
      name += quoted ? part.value : std::string(part.text);
      end = part.offset + part.length;
      Take();
    } while (Takes("."));
    // Behind the keys of a sequence stands the '[' of its first event filter.
    if (Sees("[") && (Peek(1).kind == TokenKind::kInteger || Sees("]", 1))) {
      Fail(Peek(), "fields are not indexed in EQL", "name the field alone: any of its values may match");
    }
    Node node;
    node.kind = NodeKind::kField;
    node.offset = begin;
    node.length = end - begin;
    node.name = std::move(name);
    node.optional = optional;
    return node;
  }

  Node Literal() {
    const Token& at = Take();
    Node node = Make(NodeKind::kLiteral, at, {});
    if (at.kind == TokenKind::kString) {
      node.literal = at.value;
    } else if (at.kind == TokenKind::kIdentifier) {
      if (at.text != "null") node.literal = at.text == "true";
    } else {
      node.literal = NumberOf(at);
    }
    return node;
  }

  Constant NumberOf(const Token& at) {
    Constant number = Own(ParseNumber(at.text));
    if (IsNull(ViewOf(number))) Fail(at, "this number is too large", "numbers go up to about 1.8e308");
    return number;
  }

  std::vector<Token> tokens_;
  std::size_t position_ = 0;
  std::size_t level_ = 0;
  std::optional<Mistake> mistake_;
};

}  // namespace crosstrail::eql
