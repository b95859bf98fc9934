#include "query/wildcard.h"

#include <algorithm>

#include "base/text.h"

namespace crosstrail {
namespace {

bool IsPlainAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Whether `text` without regard to ASCII case equals `folded`, which is in lower case already.
bool EqualsFoldedAscii(std::string_view folded, std::string_view text) {
  return std::equal(folded.begin(), folded.end(), text.begin(), text.end(),
                    [](char f, char t) { return f == LowerAscii(t); });
}

}  // namespace

Wildcard Wildcard::FromLike(std::string_view pattern, bool ignore_case) {
  return Compile(pattern, ignore_case, /*escapes=*/false);
}

Wildcard Wildcard::FromLucene(std::string_view pattern, bool ignore_case) {
  return Compile(pattern, ignore_case, /*escapes=*/true);
}

Wildcard Wildcard::Prefix(std::string_view prefix, bool ignore_case) {
  Wildcard wildcard;
  wildcard.shape_ = Shape::kPrefix;
  wildcard.ignore_case_ = ignore_case;
  wildcard.text_ = ignore_case ? FoldCase(prefix) : std::string(prefix);
  return wildcard;
}

Wildcard Wildcard::Compile(std::string_view pattern, bool ignore_case, bool escapes) {
  std::string literal;  // the characters that are no wildcards
  std::string general;  // the whole pattern in the notation of WildcardMatch
  bool leading_star = false;
  bool trailing_star = false;  // a star after which nothing else has come
  bool inner = false;          // '?' or a star with literals on both sides
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    char c = pattern[i];
    const bool escaped = escapes && c == '\\' && i + 1 < pattern.size();
    if (escaped) c = pattern[++i];
    if (!escaped && c == '*') {
      leading_star |= literal.empty();
      trailing_star = true;
      if (general.empty() || general.back() != '*' || general.ends_with("\\*")) general += '*';
      continue;
    }
    inner |= trailing_star && !literal.empty();
    trailing_star = false;
    if (!escaped && c == '?') {
      inner = true;
      general += '?';
      continue;
    }
    literal += c;
    if (c == '*' || c == '?' || c == '\\') general += '\\';
    general += c;
  }
  Wildcard wildcard;
  wildcard.ignore_case_ = ignore_case;
  if (inner) {
    wildcard.shape_ = Shape::kGeneral;
  } else if (literal.empty()) {
    wildcard.shape_ = leading_star ? Shape::kAnything : Shape::kExact;
  } else if (leading_star) {
    wildcard.shape_ = trailing_star ? Shape::kInfix : Shape::kSuffix;
  } else {
    wildcard.shape_ = trailing_star ? Shape::kPrefix : Shape::kExact;
  }
  wildcard.text_ = inner ? std::move(general) : std::move(literal);
  if (ignore_case) wildcard.text_ = FoldCase(wildcard.text_);
  return wildcard;
}

std::string Wildcard::Text() const {
  if (shape_ == Shape::kGeneral) return text_;
  std::string text;
  if (shape_ == Shape::kSuffix || shape_ == Shape::kInfix || shape_ == Shape::kAnything) text += '*';
  for (const char c : text_) {
    if (c == '*' || c == '?' || c == '\\') text += '\\';
    text += c;
  }
  if (shape_ == Shape::kPrefix || shape_ == Shape::kInfix) text += '*';
  return text;
}

bool Wildcard::Matches(std::string_view text) const {
  if (shape_ == Shape::kAnything) return true;
  if (!ignore_case_) return MatchesFolded(text);
  const bool one_place = shape_ == Shape::kExact || shape_ == Shape::kPrefix || shape_ == Shape::kSuffix;
  if (one_place && IsPlainAscii(text)) {
    if (text.size() < text_.size()) return false;
    if (shape_ == Shape::kSuffix) return EqualsFoldedAscii(text_, text.substr(text.size() - text_.size()));
    return EqualsFoldedAscii(text_, shape_ == Shape::kPrefix ? text.substr(0, text_.size()) : text);
  }
  return MatchesFolded(FoldCase(text));
}

bool Wildcard::MatchesFolded(std::string_view text) const {
  switch (shape_) {
    case Shape::kExact:
      return text == text_;
    case Shape::kPrefix:
      return text.starts_with(text_);
    case Shape::kSuffix:
      return text.ends_with(text_);
    case Shape::kInfix:
      return text.find(text_) != std::string_view::npos;
    case Shape::kAnything:
      return true;
    case Shape::kGeneral:
      return WildcardMatch(text_, text);
  }
  return false;
}

}  // namespace crosstrail
