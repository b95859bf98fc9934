// The tokens of Lucene's query strings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "query/mistake.h"
#include "query/term_query.h"

namespace crosstrail::lucene {

enum class TokenKind : std::uint8_t {
  kEnd,
  kTerm,      // a word
  kLone,      // '+', '-' or '!' with a blank behind it: a word, but never joined with others
  kWildcard,  // a word with '*' or '?' in it
  kStar,      // a lone '*'
  kQuoted,
  kRegex,
  kRange,
  kAnd,
  kOr,
  kNot,
  kPlus,
  kMinus,
  kOpen,   // (
  kClose,  // )
  kColon,
  kBoost,  // '^' and its number
  kFuzzy,  // '~' and what belongs to it
};

/// One end of a range.
struct Bound {
  bool is_open = false;  // '*', in quotes or not
  bool is_included = true;
  std::string text;
  std::size_t offset = 0;  // byte in the query
  std::size_t length = 1;
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::size_t offset = 0;  // byte in the query
  std::size_t length = 1;
  Pattern value;    // of a term, a wildcard and a quoted text, unescaped; of a regular expression its text as written
  Bound low, high;  // of a range
};

/// The tokens of `query`, the last one of kind kEnd; or the first thing that is none. Linear.
tl::expected<std::vector<Token>, Mistake> Tokenize(std::string_view query);

}  // namespace crosstrail::lucene
