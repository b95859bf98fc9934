#include "policy/scalars.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "base/time.h"

namespace crosstrail::policy {
namespace {

constexpr double kLargestSeconds = 1e11;  // the year 5138
constexpr double kNanosPerSecond = 1e9;

// The shorter W3C forms written out.
std::string Complete(std::string_view text) {
  std::string full(text);
  if (text.size() == 4) return full + "-01-01";
  if (text.size() == 7) return full + "-01";
  // "2030-01-31T10:00Z": the seconds are missing.
  const std::size_t clock = text.find('T');
  if (clock == std::string_view::npos || text.size() < clock + 6) return full;
  if (text.size() == clock + 6 || text[clock + 6] != ':') full.insert(clock + 6, ":00");
  return full;
}

}  // namespace

bool AreDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<double> ParseNumber(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> ParseDate(std::string_view text) {
  const bool year = text.size() == 4 && AreDigits(text);
  if (!year) {
    if (const auto number = ParseNumber(text)) return *number > kLargestSeconds ? *number / 1000 : *number;
  }
  if (const auto instant = ParseInstant(Complete(text))) return static_cast<double>(*instant) / kNanosPerSecond;
  return std::nullopt;
}

std::string FormatNumber(double number) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  return {buffer, end};
}

std::string FormatDate(double seconds) {
  constexpr double kMillisPerSecond = 1000;
  constexpr std::int64_t kNanosPerMilli = 1'000'000;
  const auto millis = static_cast<std::int64_t>(std::llround(seconds * kMillisPerSecond));
  return FormatInstant(millis * kNanosPerMilli);
}

std::optional<bool> ParseBool(std::string_view text) {
  if (EqualsIgnoringAsciiCase(text, "true")) return true;
  if (EqualsIgnoringAsciiCase(text, "false")) return false;
  return std::nullopt;
}

}  // namespace crosstrail::policy
