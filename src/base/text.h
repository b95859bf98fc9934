// Text helpers shared by query languages, file patterns and output. All of them take UTF-8 and are linear-time unless
// said.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crosstrail {

/// Simple case folding of one text (ASCII, Latin, Greek, Cyrillic and the other one-to-one foldings of towlower in the
/// "C.UTF-8" sense are enough for AWS identifiers): the form both sides of a case-insensitive comparison are put into.
std::string FoldCase(std::string_view text);
/// The same for one code point.
char32_t FoldCase(char32_t code_point);

/// Whether `text` as a whole matches `pattern`: '*' any run of characters, '?' exactly one (one code point), and a
/// backslash makes the next '*', '?' or '\' literal. O(text * pattern) worst case, no recursion, no allocation.
bool WildcardMatch(std::string_view pattern, std::string_view text);

/// `text` made fit for a terminal or a log line: control characters (C0, DEL, C1, including ESC) and Unicode
/// bidirectional controls become visible escapes such as "\x1b" or "\u202e", invalid UTF-8 bytes "\xff"; everything
/// else is unchanged.
std::string Printable(std::string_view text);

/// `text` with each invalid UTF-8 sequence replaced by U+FFFD.
std::string ToValidUtf8(std::string_view text);

/// Number of UTF-16 code units of valid UTF-8 (what Java calls length()).
std::size_t Utf16Length(std::string_view text);

/// Without the characters of `blank` at both ends.
std::string_view Trim(std::string_view text, std::string_view blank = " ");

/// 0 to 15; -1 of what is no hexadecimal digit.
constexpr int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool EqualsIgnoringAsciiCase(std::string_view a, std::string_view b);

}  // namespace crosstrail
