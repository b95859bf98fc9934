// Decoding UTF-8, one code point at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crosstrail {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;  // bytes taken; 1 for an invalid byte
  bool valid = false;
};

/// The code point at the start of `text`, which must not be empty. Overlong forms, surrogates and values over U+10FFFF
/// are invalid.
CodePoint DecodeUtf8(std::string_view text);

/// Whether `byte` of valid UTF-8 is the first of a code point.
constexpr bool StartsCodePoint(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

/// How many code points `text` has; an invalid byte counts as one.
std::size_t CountCodePoints(std::string_view text);

void AppendUtf8(char32_t code_point, std::string& out);

}  // namespace crosstrail
