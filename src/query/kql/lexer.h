// The tokens of KQL.
#pragma once

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "query/mistake.h"
#include "query/term_query.h"

namespace crosstrail::kql {

enum class TokenKind : std::uint8_t {
  kEnd,
  kLiteral,  // words without quotes, blanks between them included; '*' in it is a wildcard
  kQuoted,
  kAnd,
  kOr,
  kNot,
  kOpen,    // (
  kClose,   // )
  kBegin,   // {
  kFinish,  // }
  kColon,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::size_t offset = 0;  // byte in the query
  std::size_t length = 1;
  Pattern value;  // of a literal or a quoted text, unescaped
};

/// The tokens of `query`, the last one of kind kEnd; or the first thing that is none. Linear.
tl::expected<std::vector<Token>, Mistake> Tokenize(std::string_view query);

}  // namespace crosstrail::kql
