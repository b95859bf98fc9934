#include "json/escape.h"

#include <optional>

#include "base/utf8.h"

namespace crosstrail {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

std::optional<unsigned> Hex4(std::string_view digits) {
  if (digits.size() < 4) return std::nullopt;
  unsigned value = 0;
  for (const char c : digits.substr(0, 4)) {
    unsigned digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<unsigned>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<unsigned>(c - 'A' + 10);
    } else {
      return std::nullopt;
    }
    value = value << 4 | digit;
  }
  return value;
}

bool IsHighSurrogate(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool IsLowSurrogate(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// `text` starts behind "\u". Appends the code point (two escapes for a surrogate pair); the bytes taken, 0 on error.
std::size_t AppendUnicodeEscape(std::string_view text, LoneSurrogate lone, std::string& out) {
  const auto unit = Hex4(text);
  if (!unit) return 0;
  if (!IsHighSurrogate(*unit) && !IsLowSurrogate(*unit)) {
    AppendUtf8(*unit, out);
    return 4;
  }
  if (IsHighSurrogate(*unit) && text.substr(4, 2) == "\\u") {
    const auto low = Hex4(text.substr(6));
    if (low && IsLowSurrogate(*low)) {
      AppendUtf8(0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00), out);
      return 10;
    }
  }
  if (lone == LoneSurrogate::kReject) return 0;
  AppendUtf8(kReplacement, out);
  return 4;
}

char SimpleEscape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

}  // namespace

bool AppendUnescaped(std::string_view text, LoneSurrogate lone, std::string& out) {
  while (!text.empty()) {
    const std::size_t backslash = text.find('\\');
    out += text.substr(0, backslash);
    if (backslash == std::string_view::npos) return true;
    text.remove_prefix(backslash + 1);
    if (text.empty()) return false;
    if (text.front() == 'u') {
      const std::size_t taken = AppendUnicodeEscape(text.substr(1), lone, out);
      if (taken == 0) return false;
      text.remove_prefix(1 + taken);
    } else {
      const char c = SimpleEscape(text.front());
      if (c == '\0') return false;
      out += c;
      text.remove_prefix(1);
    }
  }
  return true;
}

}  // namespace crosstrail
