#include "toml/toml_nesting.h"

#include <algorithm>
#include <string>

#include "toml/toml.h"

namespace crosstrail {
namespace {

std::size_t SkipMultiline(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  const std::string closing(3, quote);
  std::size_t i = begin + 3;
  while (i < text.size()) {
    if (text[i] == '\\' && quote == '"') {
      i += 2;
    } else if (text.substr(i, 3) == closing) {
      i += 3;
      // Up to two quotes of content may stand directly before the closing three.
      for (int extra = 0; extra < 2 && i < text.size() && text[i] == quote; ++extra) ++i;
      return i;
    } else {
      ++i;
    }
  }
  return text.size();
}

// The offset after the string whose opening quote is at `begin`; where it is not closed, the end of its line (of a
// multi-line string: of the text), for there the parser stops.
std::size_t SkipString(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  if (text.substr(begin, 3) == std::string(3, quote)) return SkipMultiline(text, begin);
  std::size_t i = begin + 1;
  while (i < text.size() && text[i] != '\n') {
    if (text[i] == quote) return i + 1;
    i += text[i] == '\\' && quote == '"' ? 2 : 1;
  }
  return std::min(i, text.size());
}

}  // namespace

std::optional<std::size_t> FindExcessiveNesting(std::string_view text) {
  std::size_t brackets = 0;
  std::size_t parts = 1;
  std::size_t i = 0;
  while (i < text.size()) {
    switch (text[i]) {
      case '"':
      case '\'':
        i = SkipString(text, i);
        continue;
      case '#':
        i = std::min(text.find('\n', i), text.size());
        continue;
      case '[':
      case '{':
        if (++brackets > kTomlBrackets) return i;
        parts = 1;
        break;
      case ']':
      case '}':
        if (brackets > 0) --brackets;
        parts = 1;
        break;
      case '.':
        if (++parts > kTomlKeyParts) return i;
        break;
      case '=':
      case ',':
      case '\n':
        parts = 1;
        break;
      default:
        break;
    }
    ++i;
  }
  return std::nullopt;
}

}  // namespace crosstrail
