#include "rule/minimum_should_match.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>

namespace crosstrail::dsl {
namespace {

// Java's Integer.parseInt, of numbers that make sense here.
std::optional<std::int64_t> ParseInt(std::string_view text) {
  constexpr std::int64_t kMost = 1'000'000;
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  if (number > kMost || number < -kMost) return std::nullopt;
  return number;
}

// A number or a percentage, rounded towards zero; what is negative is left out instead.
std::optional<std::int64_t> Simple(std::string_view text, std::int64_t clauses) {
  const bool is_percentage = text.ends_with('%');
  if (is_percentage) text.remove_suffix(1);
  const std::optional<std::int64_t> number = ParseInt(text);
  if (!number) return std::nullopt;
  const std::int64_t share = is_percentage ? clauses * *number / 100 : *number;
  return std::max<std::int64_t>(*number < 0 ? clauses + share : share, 0);
}

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

std::optional<std::int64_t> MinimumShouldMatch(std::string_view text, std::int64_t clauses) {
  // No blanks around '<'; between conditions one.
  std::string spec;
  for (const char c : text) {
    if (IsBlank(c) && (spec.empty() || spec.back() == ' ' || spec.back() == '<')) continue;
    if (c == '<' && spec.ends_with(' ')) spec.pop_back();
    spec += IsBlank(c) ? ' ' : c;
  }
  if (spec.ends_with(' ')) spec.pop_back();
  if (spec.find('<') == std::string::npos) return Simple(spec, clauses);
  std::int64_t result = clauses;
  for (std::string_view rest = spec; !rest.empty();) {
    const std::string_view condition = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(condition.size() + 1, rest.size()));
    const std::size_t sign = condition.find('<');
    if (sign == std::string_view::npos) return std::nullopt;
    const auto bound = ParseInt(condition.substr(0, sign));
    const auto above = Simple(condition.substr(sign + 1), clauses);
    if (!bound || !above) return std::nullopt;
    if (clauses <= *bound) return result;
    result = *above;
  }
  return result;
}

}  // namespace crosstrail::dsl
