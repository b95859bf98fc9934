// The tokens of EQL.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crosstrail::eql {

enum class TokenKind : std::uint8_t {
  kEnd,
  kIdentifier,        // also the tilde form of function names and operators: `endsWith~`, `in~`
  kQuotedIdentifier,  // `...`
  kInteger,
  kDecimal,
  kDuration,  // a number and the letters that follow it: `5m`
  kString,
  kOperator,  // == != < <= > >= : + - * / % and the punctuation ( ) [ ] , . | ? ! =
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::size_t offset = 0;  // byte in the query
  std::size_t length = 0;
  std::string_view text;  // as written
  std::string value;      // of a string, unescaped; of a quoted identifier, without its quotes
};

}  // namespace crosstrail::eql
