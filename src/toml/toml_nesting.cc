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
  const std::size_t end = std::min(text.find(closing, i), text.size());
  if (quote == '\'' || text.substr(i, end - i).find('\\') == std::string_view::npos) i = end;
  while (i < text.size()) {
    const char c = text[i];
    if (c != quote || text.substr(i, 3) != closing) {
      i += c == '\\' && quote == '"' ? 2 : 1;
      continue;
    }
    i += 3;
    // Up to two quotes of content may stand directly before the closing three.
    for (int extra = 0; extra < 2 && i < text.size() && text[i] == quote; ++extra) ++i;
    return i;
  }
  return text.size();
}

}  // namespace

std::size_t EndOfTomlString(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  if (text.substr(begin, 3) == std::string(3, quote)) return SkipMultiline(text, begin);
  std::size_t i = begin + 1;
  while (i < text.size() && text[i] != '\n') {
    if (text[i] == quote) return i + 1;
    i += text[i] == '\\' && quote == '"' ? 2 : 1;
  }
  return std::min(i, text.size());
}

std::optional<std::size_t> FindExcessiveNesting(std::string_view text) {
  std::size_t brackets = 0;
  std::size_t parts = 1;
  std::size_t i = 0;
  while (i < text.size()) {
    switch (text[i]) {
      case '"':
      case '\'':
        i = EndOfTomlString(text, i);
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
