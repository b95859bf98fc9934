#include "query/decimal_interval.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace crosstrail {
namespace {

std::string Digits(char from, char to) { return from == to ? std::string(1, from) : fmt::format("[{}-{}]", from, to); }

std::string AnyDigits(std::size_t count) { return count == 0 ? std::string() : fmt::format("[0-9]{{{}}}", count); }

// Texts of the length of `low` and `high` from one to the other; both have that length, and low <= high.
std::string SameLength(std::string_view low, std::string_view high) {
  if (low.empty()) return {};
  const std::size_t rest = low.size() - 1;
  if (low.front() == high.front()) {
    return low.front() + SameLength(low.substr(1), high.substr(1));
  }
  char from = low.front();
  char to = high.front();
  std::string source;
  const auto add = [&source](const std::string& alternative) {
    if (!source.empty()) source += '|';
    source += alternative;
  };
  const bool low_open = low.find_first_not_of('0', 1) == std::string_view::npos;
  const bool high_open = high.find_first_not_of('9', 1) == std::string_view::npos;
  if (!low_open) add(from++ + SameLength(low.substr(1), std::string(rest, '9')));
  const std::string last = high_open ? std::string() : to + SameLength(std::string(rest, '0'), high.substr(1));
  if (!high_open) --to;
  if (from <= to) add(Digits(from, to) + AnyDigits(rest));
  if (!last.empty()) add(last);
  return "(?:" + source + ")";
}

std::optional<std::int32_t> Parse(std::string_view digits) {
  if (digits.empty() || digits.front() == '-') return std::nullopt;
  std::int32_t number = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::string> DecimalInterval(std::string_view first, std::string_view last) {
  std::optional<std::int32_t> low = Parse(first);
  std::optional<std::int32_t> high = Parse(last);
  constexpr std::size_t kLongest = 16;  // leading zeros included
  if (!low || !high || first.size() > kLongest || last.size() > kLongest) return std::nullopt;
  if (*low > *high) std::swap(low, high);
  if (first.size() == last.size()) {
    return SameLength(fmt::format("{:0{}}", *low, first.size()), fmt::format("{:0{}}", *high, first.size()));
  }
  const std::string low_text = fmt::format("{}", *low);
  const std::string high_text = fmt::format("{}", *high);
  std::string source;
  for (std::size_t length = low_text.size(); length <= high_text.size(); ++length) {
    const std::string from = length == low_text.size() ? low_text : "1" + std::string(length - 1, '0');
    const std::string to = length == high_text.size() ? high_text : std::string(length, '9');
    source += (source.empty() ? "" : "|") + SameLength(from, to);
  }
  return "0*(?:" + source + ")";
}

}  // namespace crosstrail
