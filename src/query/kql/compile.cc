// From KQL to conditions: a recursive descent that builds what Elasticsearch would be asked.
#include <fmt/format.h>

#include <memory>
#include <utility>

#include "base/text.h"
#include "query/kql/lexer.h"
#include "query/query.h"

namespace crosstrail {
namespace {

using kql::Token;
using kql::TokenKind;

// Deeper nesting than this is refused, so that every walk over a condition may recurse.
constexpr std::size_t kDeepest = 256;

std::optional<Comparison> ComparisonOf(TokenKind kind) {
  switch (kind) {
    case TokenKind::kLess:
      return Comparison::kLess;
    case TokenKind::kLessOrEqual:
      return Comparison::kLessOrEqual;
    case TokenKind::kGreater:
      return Comparison::kGreater;
    case TokenKind::kGreaterOrEqual:
      return Comparison::kGreaterOrEqual;
    default:
      return std::nullopt;
  }
}

bool IsText(const Token& token) { return token.kind == TokenKind::kLiteral || token.kind == TokenKind::kQuoted; }

// A lone '*': anything, as a name or as a value.
bool IsAnything(const Token& token) { return token.value.has_wildcards && token.value.pattern == "*"; }

// What a field has to have for the value.
auto Equals(const Token& value) {
  return [&value](FieldId field, FieldType type, std::optional<Misfit>& misfit) {
    return MatchesTerm(field, type, value.value, misfit);
  };
}

class Parser {
 public:
  Parser(const std::vector<Token>& tokens, FieldSet& fields, Mistakes& mistakes)
      : tokens_(tokens), fields_(fields), mistakes_(mistakes) {}

  /// The whole query.
  Expression Run() {
    if (Now().kind == TokenKind::kEnd) return Always(Truth::kTrue);
    Expression expression = Junction(nullptr);
    if (!failed_ && Now().kind != TokenKind::kEnd) Unexpected("and, or, or the end");
    return expression;
  }

 private:
  const Token& Now() const { return tokens_[at_]; }
  const Token& Ahead() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  bool Accept(TokenKind kind) {
    if (Now().kind != kind) return false;
    ++at_;
    return true;
  }

  void Complain(const Token& token, std::string message, std::string hint) {
    mistakes_.push_back({token.offset, token.length, std::move(message), std::move(hint)});
  }

  // The first mistake of the grammar ends the parsing.
  Expression Fail(const Token& token, std::string message, std::string hint) {
    if (!std::exchange(failed_, true)) Complain(token, std::move(message), std::move(hint));
    at_ = tokens_.size() - 1;
    return Always(Truth::kFalse);
  }

  Expression Unexpected(std::string_view expected) {
    const bool at_end = Now().kind == TokenKind::kEnd;
    return Fail(Now(), fmt::format("{} is expected here{}", expected, at_end ? ", but the query ends" : ""),
                "a condition looks like field: value, field: (a or b), field >= 5, or field: *");
  }

  // `or` binds least. With a field these are the values of a list, else conditions.
  Expression Junction(const Token* field) {
    if (++depth_ > kDeepest) return Fail(Now(), "this is nested too deeply", "split the query");
    std::vector<Expression> any;
    do {
      std::vector<Expression> all;
      do {
        all.push_back(Negated(field));
      } while (Accept(TokenKind::kAnd));
      any.push_back(All(std::move(all)));
    } while (Accept(TokenKind::kOr));
    --depth_;
    return Any(std::move(any));
  }

  Expression Negated(const Token* field) {
    bool negated = false;
    while (Accept(TokenKind::kNot)) negated = !negated;
    Expression operand = field != nullptr ? ListItem(*field) : Operand();
    return negated ? Negate(std::move(operand)) : std::move(operand);
  }

  Expression InParentheses(const Token* field) {
    const Token& open = Now();
    ++at_;
    Expression inner = Junction(field);
    if (!failed_ && !Accept(TokenKind::kClose)) {
      return Fail(open, "this parenthesis is never closed", "close it with )");
    }
    return inner;
  }

  Expression ListItem(const Token& field) {
    if (Now().kind == TokenKind::kOpen) return InParentheses(&field);
    if (!IsText(Now())) return Unexpected("a value");
    const Token& value = Now();
    ++at_;
    return Matches(field, value);
  }

  Expression Operand() {
    if (Now().kind == TokenKind::kOpen) return InParentheses(nullptr);
    if (!IsText(Now())) return Unexpected("a condition");
    const Token& first = Now();
    ++at_;
    if (const std::optional<Comparison> comparison = ComparisonOf(Now().kind)) {
      ++at_;
      if (!IsText(Now())) return Unexpected("a value");
      const Token& value = Now();
      ++at_;
      return Ordered(first, *comparison, value);
    }
    if (Accept(TokenKind::kColon)) {
      if (Now().kind == TokenKind::kBegin) return Nested();
      return ListItem(first);
    }
    return Anywhere(first);
  }

  // `field: { ... }` asks for one object of a list of nested objects. No field here is mapped as nested, and Kibana
  // lets such a query match nothing.
  Expression Nested() {
    const Token& begin = Now();
    ++at_;
    Junction(nullptr);
    if (!failed_ && !Accept(TokenKind::kFinish)) return Fail(begin, "this brace is never closed", "close it with }");
    return Always(Truth::kFalse);
  }

  // A value without a field: any field may have it.
  Expression Anywhere(const Token& value) {
    if (IsAnything(value)) return Always(Truth::kTrue);
    return AnyOfFields(FieldsLike({"*", "*", true}, fields_), fields_, Equals(value));
  }

  Expression Matches(const Token& field, const Token& value) {
    if (!IsAnything(value)) return Ask(field, value, Equals(value));
    if (IsAnything(field)) return Always(Truth::kTrue);
    if (!field.value.has_wildcards) return Exists(field.value.text, fields_);
    return AnyOfFields(FieldsLike(field.value, fields_), fields_,
                       [](FieldId id, FieldType, std::optional<Misfit>&) { return Expression{FieldExists{id}}; });
  }

  Expression Ordered(const Token& field, Comparison comparison, const Token& value) {
    if (value.value.has_wildcards) {
      return Fail(value, "a range has no wildcards", "write the bound itself, or put it in quotes");
    }
    return Ask(field, value, [&](FieldId id, FieldType, std::optional<Misfit>& misfit) {
      return IsInOrder(id, fields_, comparison, value.value.text, misfit);
    });
  }

  // `leaf` of the field, or of any of those that its name stands for. A value that the field cannot have is a mistake.
  template <typename Leaf>
  Expression Ask(const Token& field, const Token& value, Leaf leaf) {
    if (field.value.has_wildcards) return AnyOfFields(FieldsLike(field.value, fields_), fields_, leaf);
    const FieldId id = fields_.Intern(field.value.text);
    std::optional<Misfit> misfit;
    Expression expression = leaf(id, fields_.Type(id), misfit);
    if (misfit) Complain(value, std::move(misfit->message), std::move(misfit->hint));
    return expression;
  }

  const std::vector<Token>& tokens_;
  FieldSet& fields_;
  Mistakes& mistakes_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool failed_ = false;
};

}  // namespace

tl::expected<Query, Diagnostics> CompileKql(std::string_view text, FieldSet& fields) {
  const auto tokens = kql::Tokenize(text);
  if (!tokens) return tl::unexpected<Diagnostics>(ToDiagnostics(text, {tokens.error()}));
  Mistakes mistakes;
  Expression expression = Parser(*tokens, fields, mistakes).Run();
  if (!mistakes.empty()) return tl::unexpected<Diagnostics>(ToDiagnostics(text, std::move(mistakes)));
  Query query;
  query.steps.push_back(Step{Condition(std::make_unique<Expression>(std::move(expression))), {}, 1, false});
  return query;
}

}  // namespace crosstrail
