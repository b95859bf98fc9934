#include "policy/scalars.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "base/text.h"
#include "base/time.h"

namespace crosstrail::policy {
namespace {

constexpr double kLargestSeconds = 1e11;  // the year 5138
constexpr double kNanosPerSecond = 1e9;

// A year, or a year and a month, as the day it begins on.
std::string Complete(std::string_view text) {
  std::string full(text);
  if (text.size() == 4) return full + "-01-01";
  if (text.size() == 7) return full + "-01";
  return full;
}

// Policies are meant to last until 9999, and an Instant reaches to 2262: such a date is read, and written, in a year in
// reach that is as long.
constexpr int kLastYear = 9999;
constexpr int StandIn(int year) { return std::chrono::year(year).is_leap() ? 2000 : 2001; }

// Seconds from a point in the year that stands in for `year` to that point in `year`.
double SecondsToYear(int year) {
  using std::chrono::sys_days;
  const auto start = [](int y) { return sys_days(std::chrono::year(y) / 1 / 1); };
  return std::chrono::duration<double>(start(year) - start(StandIn(year))).count();
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
  std::string full = Complete(text);
  if (const auto instant = ParseInstant(full)) return static_cast<double>(*instant) / kNanosPerSecond;
  constexpr std::size_t kYearDigits = 4;
  if (full.size() < kYearDigits || !AreDigits(std::string_view(full).substr(0, kYearDigits))) return std::nullopt;
  const int value = std::stoi(full.substr(0, kYearDigits));
  full.replace(0, kYearDigits, std::to_string(StandIn(value)));
  const auto instant = ParseInstant(full);
  if (!instant) return std::nullopt;
  return static_cast<double>(*instant) / kNanosPerSecond + SecondsToYear(value);
}

std::string FormatNumber(double number) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  return {buffer, end};
}

std::string FormatDate(double seconds) {
  using std::chrono::days;
  using std::chrono::milliseconds;
  using std::chrono::sys_days;
  constexpr double kMillisPerSecond = 1000;
  const double first = std::chrono::duration<double>(sys_days(std::chrono::year(0) / 1 / 1).time_since_epoch()).count();
  const double last =
      std::chrono::duration<double>(sys_days(std::chrono::year(kLastYear + 1) / 1 / 1).time_since_epoch()).count();
  // No date has such a year; as a count it can still be written.
  if (seconds < first) return FormatNumber(seconds);
  if (seconds >= last) return FormatNumber(seconds * kMillisPerSecond);
  const milliseconds millis(std::llround(seconds * kMillisPerSecond));
  const int year = int{std::chrono::year_month_day(sys_days(std::chrono::floor<days>(millis))).year()};
  const milliseconds in_reach = millis - milliseconds(std::llround(SecondsToYear(year) * kMillisPerSecond));
  return fmt::format("{:04}", year) + FormatInstant(std::chrono::nanoseconds(in_reach).count()).substr(4);
}

std::optional<bool> ParseBool(std::string_view text) {
  if (EqualsIgnoringAsciiCase(text, "true")) return true;
  if (EqualsIgnoringAsciiCase(text, "false")) return false;
  return std::nullopt;
}

}  // namespace crosstrail::policy
