// A wildcard pattern compiled once and matched many times: '*' any run of characters, '?' exactly one.
#pragma once

#include <string>
#include <string_view>

namespace crosstrail {

/// Immutable, thread-safe. Patterns that are an exact text, a prefix, a suffix or an infix match by one comparison or
/// search; the rest by WildcardMatch (linear in the text times the number of stars). Matching allocates only when case
/// is ignored and the text is not plain ASCII.
class Wildcard {
 public:
  /// The pattern of `:`, `like` and `like~`: a backslash is an ordinary character, '*' and '?' cannot be escaped.
  static Wildcard FromLike(std::string_view pattern, bool ignore_case);

  /// The pattern of a Lucene wildcard query: a backslash makes the character after it literal, whatever it is.
  static Wildcard FromLucene(std::string_view pattern, bool ignore_case);

  /// The text that begins with `prefix`, taken literally.
  static Wildcard Prefix(std::string_view prefix, bool ignore_case);

  bool Matches(std::string_view text) const;

  /// The pattern again: '*' and '?' are wildcards, a backslash makes them literal.
  std::string Text() const;
  bool ignore_case() const { return ignore_case_; }

  bool operator==(const Wildcard&) const = default;

 private:
  enum class Shape { kExact, kPrefix, kSuffix, kInfix, kAnything, kGeneral };

  static Wildcard Compile(std::string_view pattern, bool ignore_case, bool escapes);
  bool MatchesFolded(std::string_view text) const;

  Shape shape_ = Shape::kExact;
  bool ignore_case_ = false;
  std::string text_;  // the literal part; for kGeneral a pattern of WildcardMatch. Folded when case is ignored.
};

}  // namespace crosstrail
