// Source of what Elasticsearch makes of each value: its QueryStringQueryParser, and the reference, "Query string
// query".
#include "query/lucene/matching.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <optional>
#include <utility>

#include "base/text.h"
#include "query/lucene_regex.h"

namespace crosstrail::lucene {
namespace {

constexpr std::string_view kExists = "_exists_";
constexpr std::size_t kMostTests = std::size_t{1} << 15U;  // about 200 values asked of all fields
constexpr std::size_t kTestsOfRegex = 256;                 // that weigh as much as a regular expression

std::optional<RangeEnd> EndOf(const Bound& bound) {
  if (bound.is_open) return std::nullopt;
  return RangeEnd{bound.text, bound.is_included};
}

}  // namespace

Names NamesOf(std::string_view name) {
  Names names;
  for (const char c : name) {
    if (c != '*') {
      AppendLiteral(c, names.pattern);
      continue;
    }
    names.pattern.text += c;
    names.pattern.pattern += c;
    names.pattern.has_wildcards = true;
  }
  names.are_all = name == "*";
  return names;
}

Names NamesOf(const std::vector<std::string>& names) {
  if (names.size() == 1) return NamesOf(names.front());
  Names several;
  for (const std::string& name : names) several.several.push_back(NamesOf(name));
  return several;
}

Names AllFields() { return NamesOf("*"); }

Expression Matching::Fail(std::size_t offset, std::size_t length, std::string message, std::string hint) {
  mistakes_.push_back({offset, length, std::move(message), std::move(hint)});
  return Always(Truth::kFalse);
}

Expression Matching::FailMisfit(std::size_t offset, std::size_t length, std::string message, std::string hint) {
  return lenient_ ? Always(Truth::kFalse) : Fail(offset, length, std::move(message), std::move(hint));
}

// Whether as many tests more are few enough; a mistake, once, where not.
bool Matching::Count(std::size_t tests, const Token& token) {
  if (tests_ > kMostTests) return false;
  tests_ += tests;
  if (tests_ <= kMostTests) return true;
  Fail(token.offset, token.length, "there are too many values without a field",
       "write field:value, which is what an index can be asked for");
  return false;
}

template <typename Ask>
Expression Matching::OfAny(const Names& names, const Token& token, const Ask& ask) {
  const std::size_t weight = token.kind == TokenKind::kRegex ? kTestsOfRegex : 1;
  if (!Count(weight * names.several.size(), token)) return Always(Truth::kFalse);
  std::vector<Expression> any;
  any.reserve(names.several.size());
  for (const Names& one : names.several) any.push_back(ask(one));
  return Any(std::move(any));
}

std::vector<std::string> Matching::Expand(const Names& names, const Token& token) {
  std::vector<std::string> found = FieldsLike(names.pattern, fields_);
  if (!Count(found.size(), token)) found.clear();
  return found;
}

Expression Matching::HasValue(std::string_view name) {
  const Names names = NamesOf(name);
  if (!names.pattern.has_wildcards) return Exists(name, fields_);
  std::vector<Expression> any;
  for (const std::string& one : FieldsLike(names.pattern, fields_)) any.push_back({FieldExists{fields_.Intern(one)}});
  return Any(std::move(any));
}

Expression Matching::Term(const Names& names, const Token& token, bool joined) {
  if (!names.several.empty()) return OfAny(names, token, [&](const Names& one) { return Term(one, token, joined); });
  const std::string_view text = token.value.text;
  if (names.pattern.text == kExists) return HasValue(text);
  if (text.size() > 1 && (text[0] == '<' || text[0] == '>')) return Compared(names, token);
  return Value(names, token, joined);
}

Expression Matching::Phrase(const Names& names, const Token& token) {
  if (!names.several.empty()) return OfAny(names, token, [&](const Names& one) { return Phrase(one, token); });
  return names.pattern.text == kExists ? HasValue(token.value.text) : Value(names, token, /*joined=*/false);
}

Expression Matching::Wildcards(const Names& names, const Token& token) {
  if (!names.several.empty()) return OfAny(names, token, [&](const Names& one) { return Wildcards(one, token); });
  if (names.pattern.text == kExists) {
    return Fail(token.offset, token.length, "_exists_ takes the name of a field", "write _exists_:user.name");
  }
  if (token.kind != TokenKind::kStar) return Value(names, token, /*joined=*/false);
  return names.are_all ? Always(Truth::kTrue) : HasValue(names.pattern.text);
}

Expression Matching::Value(const Names& names, const Token& token, bool joined) {
  if (!names.pattern.has_wildcards) {
    const FieldId field = fields_.Intern(names.pattern.text);
    std::optional<Misfit> misfit;
    Expression leaf = MatchesTerm(field, fields_.Type(field), token.value, misfit);
    if (!misfit) return leaf;
    return FailMisfit(token.offset, token.length, std::move(misfit->message),
                      joined ? "words without an operator between them are one value: write OR between them"
                             : std::move(misfit->hint));
  }
  return AnyOfFields(Expand(names, token), fields_, [&](FieldId field, FieldType type, std::optional<Misfit>& misfit) {
    if (!token.value.has_wildcards || IsTextType(type)) {
      return MatchesTerm(field, type, token.value, misfit);
    }
    misfit.emplace();
    return Always(Truth::kFalse);
  });
}

Expression Matching::Regex(const Names& names, const Token& token) {
  if (!names.several.empty()) return OfAny(names, token, [&](const Names& one) { return Regex(one, token); });
  if (names.pattern.has_wildcards || names.pattern.text == kExists) {
    return Fail(token.offset, token.length, "a regular expression needs a field", "write field:/expression/");
  }
  const auto place = [&](RegexError error) {
    return Fail(token.offset + 1 + error.offset, 1, std::move(error.message), std::move(error.hint));
  };
  auto source = TranslateLuceneRegex(token.value.text);
  if (!source) return place(std::move(source.error()));
  auto regex = CompileRegex(*source, /*ignore_case=*/false, /*dot_matches_newline=*/true);
  if (!regex) return place(std::move(regex.error()));
  return {FieldMatches{fields_.Intern(names.pattern.text), IsMatch(std::move(*regex))}};
}

// "<5", "<=5", ">5" and ">=5".
Expression Matching::Compared(const Names& names, const Token& token) {
  const std::string& text = token.value.text;
  const bool included = text.size() > 2 && text[1] == '=';
  Bound end{.is_open = false,
            .is_included = included,
            .text = text.substr(included ? 2 : 1),
            .offset = token.offset,
            .length = token.length};
  end.is_open = end.text == "*";
  const Bound open{.is_open = true};
  return text[0] == '>' ? Within(names, token, end, open) : Within(names, token, open, end);
}

Expression Matching::Range(const Names& names, const Token& token) {
  if (!names.several.empty()) return OfAny(names, token, [&](const Names& one) { return Range(one, token); });
  if (names.pattern.text == kExists) {
    return Fail(token.offset, token.length, "_exists_ takes the name of a field", "write _exists_:user.name");
  }
  return Within(names, token, token.low, token.high);
}

Expression Matching::Within(const Names& names, const Token& token, const Bound& low, const Bound& high) {
  if (names.pattern.has_wildcards) {
    return AnyOfFields(Expand(names, token), fields_, [&](FieldId field, FieldType, std::optional<Misfit>& misfit) {
      return IsWithin(field, fields_, EndOf(low), EndOf(high), misfit);
    });
  }
  const FieldId field = fields_.Intern(names.pattern.text);
  for (const Bound* const bound : {&low, &high}) {
    std::optional<Misfit> misfit;
    if (!bound->is_open) IsInOrder(field, fields_, Comparison::kLess, bound->text, misfit);
    if (misfit) return FailMisfit(bound->offset, bound->length, std::move(misfit->message), std::move(misfit->hint));
  }
  std::optional<Misfit> misfit;
  return IsWithin(field, fields_, EndOf(low), EndOf(high), misfit);
}

}  // namespace crosstrail::lucene
