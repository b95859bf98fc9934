#include "toml/prose.h"

#include <algorithm>
#include <optional>

#include "toml/toml_nesting.h"

namespace crosstrail {
namespace {

constexpr std::size_t kLong = 128;

// What stands between the quotes of a multi-line string at [begin, end); nullopt where it is no such string.
std::optional<std::string_view> InsideOf(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string quotes(3, text[begin]);
  const std::string_view string = text.substr(begin, end - begin);
  if (string.size() < 6 || !string.starts_with(quotes) || !string.ends_with(quotes)) return std::nullopt;
  return string.substr(3, string.size() - 6);
}

bool IsPlain(std::string_view inside, char quote) {
  return std::ranges::none_of(inside, [&](char c) {
    const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
    return control || c == '\x7f' || (c == '\\' && quote == '"');
  });
}

}  // namespace

WithoutProse TakeProse(std::string_view text) {
  WithoutProse result;
  std::size_t copied = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '#') at = std::min(text.find('\n', at), text.size() - 1);
    if (c != '"' && c != '\'') {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    at = EndOfTomlString(text, begin);
    const std::optional<std::string_view> inside = InsideOf(text, begin, at);
    if (!inside || inside->size() < kLong || !IsPlain(*inside, c)) continue;
    const std::size_t first = inside->find('\n'), last = inside->rfind('\n');
    if (first == last) continue;
    const std::size_t offset = begin + 3;
    result.text += text.substr(copied, offset + first - copied);
    const auto lines = std::ranges::count(inside->substr(first, last - first), '\n');
    result.text.append(static_cast<std::size_t>(lines), '\n');
    copied = offset + last;
    result.taken.push_back({begin, inside->substr(first == 0 ? 1 : 0)});
  }
  result.text += text.substr(copied);
  return result;
}

}  // namespace crosstrail
