// The grammar of Lucene's classic query parser (QueryParser.jj), and what Elasticsearch's query_string does with it
// when it is given no fields and no default operator, as Kibana gives it none.
#include "query/lucene/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "query/lucene/lexer.h"
#include "query/lucene/matching.h"

namespace crosstrail::lucene {
namespace {

// Deeper nesting than this is refused, so that every walk over a condition may recurse.
constexpr std::size_t kDeepest = 256;

enum class Occurrence : std::uint8_t { kShould, kMust, kMustNot };

struct Clause {
  Occurrence occurrence;
  Expression expression;
};

// Of optional clauses one has to hold, but only where none is required.
Expression Combine(std::vector<Clause> clauses) {
  std::vector<Expression> musts, shoulds;
  bool any_required = false;
  for (Clause& clause : clauses) {
    if (clause.occurrence == Occurrence::kShould) {
      shoulds.push_back(std::move(clause.expression));
      continue;
    }
    const bool required = clause.occurrence == Occurrence::kMust;
    any_required |= required;
    musts.push_back(required ? std::move(clause.expression) : Negate(std::move(clause.expression)));
  }
  if (!any_required && !shoulds.empty()) musts.push_back(Any(std::move(shoulds)));
  return All(std::move(musts));
}

bool EndsJoining(TokenKind kind) {
  return kind == TokenKind::kColon || kind == TokenKind::kStar || kind == TokenKind::kFuzzy ||
         kind == TokenKind::kBoost || kind == TokenKind::kAnd || kind == TokenKind::kOr;
}

class Parser {
 public:
  Parser(const std::vector<Token>& tokens, const Options& options, FieldSet& fields, Mistakes& mistakes)
      : tokens_(tokens),
        options_(options),
        matching_(fields, options.is_lenient, options.tests == nullptr ? tests_ : *options.tests, mistakes),
        mistakes_(mistakes) {}

  Expression Run() {
    Expression expression = Clauses(options_.fields.empty() ? AllFields() : NamesOf(options_.fields));
    if (!failed_ && Now().kind != TokenKind::kEnd) Unexpected("AND, OR, another clause, or the end");
    return expression;
  }

 private:
  const Token& Now() const { return tokens_[at_]; }
  const Token& Ahead(std::size_t count) const { return tokens_[std::min(at_ + count, tokens_.size() - 1)]; }
  bool Accept(TokenKind kind) {
    if (Now().kind != kind) return false;
    ++at_;
    return true;
  }

  // The first mistake of the grammar ends the parsing.
  Expression Fail(const Token& token, std::string message, std::string hint) {
    if (!std::exchange(failed_, true)) {
      mistakes_.push_back({token.offset, token.length, std::move(message), std::move(hint)});
    }
    at_ = tokens_.size() - 1;
    return Always(Truth::kFalse);
  }

  Expression Unexpected(std::string_view expected) {
    const bool at_end = Now().kind == TokenKind::kEnd;
    return Fail(Now(), fmt::format("{} is expected here{}", expected, at_end ? ", but the query ends" : ""),
                Now().kind == TokenKind::kColon ? "a ':' that is part of a value is written \\:, or in quotes"
                                                : "a clause looks like field:value, field:(a OR b), field:[1 TO 5] or "
                                                  "field:*; signs in a value are escaped with \\ or put in quotes");
  }

  // clause { [ AND | OR ] clause }
  Expression Clauses(const Names& names) {
    if (++depth_ > kDeepest) return Fail(Now(), "this is nested too deeply", "split the query");
    std::vector<Clause> clauses;
    do {
      const bool both = !clauses.empty() && Accept(TokenKind::kAnd);
      const bool either = !clauses.empty() && !both && Accept(TokenKind::kOr);
      if (both && clauses.back().occurrence != Occurrence::kMustNot) clauses.back().occurrence = Occurrence::kMust;
      if (either && options_.all_required && clauses.back().occurrence != Occurrence::kMustNot) {
        clauses.back().occurrence = Occurrence::kShould;
      }
      const bool required = both || (options_.all_required && !either);
      if (!both && !either && JoinsNext()) {
        clauses.push_back({required ? Occurrence::kMust : Occurrence::kShould, Joined(names)});
      } else {
        clauses.push_back(OneClause(names, required));
      }
    } while (!failed_ && Now().kind != TokenKind::kEnd && Now().kind != TokenKind::kClose);
    --depth_;
    return Combine(std::move(clauses));
  }

  // [ "+" | "-" | NOT ] clause
  Clause OneClause(const Names& names, bool is_required) {
    const bool required = Accept(TokenKind::kPlus);
    const bool prohibited = !required && (Accept(TokenKind::kMinus) || Accept(TokenKind::kNot));
    Expression expression = Operand(names);
    const Occurrence occurrence = prohibited                ? Occurrence::kMustNot
                                  : required || is_required ? Occurrence::kMust
                                                            : Occurrence::kShould;
    return {occurrence, std::move(expression)};
  }

  // Words that follow each other make one text, up to one that something else is about.
  bool JoinsNext() const {
    return Now().kind == TokenKind::kTerm && Ahead(1).kind == TokenKind::kTerm && !EndsJoining(Ahead(2).kind);
  }

  Expression Joined(const Names& names) {
    Token joined = Now();
    while (JoinsNext()) {
      ++at_;
      joined.length = Now().offset + Now().length - joined.offset;
      joined.value = LiteralPattern(joined.value.text + " " + Now().value.text);
    }
    ++at_;
    return matching_.Term(names, joined, /*joined=*/true);
  }

  // [ field ":" ] ( value | "(" clauses ")" )
  Expression Operand(const Names& names) {
    if (Ahead(1).kind == TokenKind::kColon && (Now().kind == TokenKind::kTerm || Now().kind == TokenKind::kStar)) {
      const Names named = Now().kind == TokenKind::kStar ? AllFields() : NamesOf(Now().value.text);
      at_ += 2;
      return Value(named);
    }
    return Value(names);
  }

  Expression Value(const Names& names) {
    const Token& token = Now();
    switch (token.kind) {
      case TokenKind::kOpen:
        return InParentheses(names);
      case TokenKind::kTerm:
      case TokenKind::kLone:
        ++at_;
        if (const Token* const fuzzy = Suffixes()) {
          return Fail(*fuzzy, "fuzzy terms are not supported",
                      "Elasticsearch takes the 50 most similar terms of an index, and there is none: use wildcards, or "
                      "a regular expression");
        }
        return matching_.Term(names, token, /*joined=*/false);
      case TokenKind::kStar:
      case TokenKind::kWildcard:
        ++at_;
        Suffixes();
        return matching_.Wildcards(names, token);
      case TokenKind::kQuoted:
        ++at_;
        Suffixes();  // how far apart words may be says nothing where values are not cut into words
        return matching_.Phrase(names, token);
      case TokenKind::kRegex:
        ++at_;
        Suffixes();
        return matching_.Regex(names, token);
      case TokenKind::kRange:
        ++at_;
        Accept(TokenKind::kBoost);
        return matching_.Range(names, token);
      default:
        return Unexpected(at_ > 0 && tokens_[at_ - 1].kind == TokenKind::kColon ? "a value" : "a clause");
    }
  }

  // Boosts change scores, and there are none. The '~', if there is one.
  const Token* Suffixes() {
    const bool boosted = Accept(TokenKind::kBoost);
    const Token* const fuzzy = Now().kind == TokenKind::kFuzzy ? &Now() : nullptr;
    if (Accept(TokenKind::kFuzzy) && !boosted) Accept(TokenKind::kBoost);
    return fuzzy;
  }

  Expression InParentheses(const Names& names) {
    const Token& open = Now();
    ++at_;
    Expression inner = Clauses(names);
    if (!failed_ && !Accept(TokenKind::kClose)) {
      return Fail(open, "this parenthesis is never closed", "close it with )");
    }
    Accept(TokenKind::kBoost);
    return inner;
  }

  const std::vector<Token>& tokens_;
  const Options& options_;
  std::size_t tests_ = 0;
  Matching matching_;
  Mistakes& mistakes_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool failed_ = false;
};

}  // namespace

tl::expected<Expression, Mistakes> Parse(std::string_view text, FieldSet& fields, const Options& options) {
  const auto tokens = Tokenize(text);
  if (!tokens) return tl::unexpected<Mistakes>({tokens.error()});
  Mistakes mistakes;
  Expression expression = Parser(*tokens, options, fields, mistakes).Run();
  if (!mistakes.empty()) return tl::unexpected<Mistakes>(std::move(mistakes));
  return expression;
}

}  // namespace crosstrail::lucene
