#include "base/date_math.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace crosstrail {
namespace {

constexpr std::string_view kDecimals = "0123456789";
constexpr std::size_t kMostDigits = 9;
constexpr Duration kLongest = Duration{100} * 365 * kDay;  // spans beyond it count as this one

Duration UnitOf(char unit) {
  switch (unit) {
    case 's':
      return kSecond;
    case 'm':
      return kMinute;
    case 'd':
      return kDay;
    case 'w':
      return 7 * kDay;
    case 'M':
      return 30 * kDay;
    case 'y':
      return 365 * kDay;
    default:
      return kHour;  // h, H
  }
}

// Takes a number and one of `units` off the front of `text`; nullopt when they are not there.
std::optional<Duration> TakeAmount(std::string_view& text, std::string_view units) {
  const std::size_t digits = std::min(text.find_first_not_of(kDecimals), text.size());
  if (digits == 0 || digits > kMostDigits || digits == text.size()) return std::nullopt;
  const char unit = text[digits];
  if (units.find(unit) == std::string_view::npos) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + digits, number);
  text.remove_prefix(digits + 1);
  return number > kLongest / UnitOf(unit) ? kLongest : number * UnitOf(unit);
}

// Date math, read.
struct DateMath {
  Duration from_now = 0;
  char rounded_to = '\0';  // a unit; NUL: none
};

std::optional<DateMath> Read(std::string_view text) {
  constexpr std::string_view kUnits = "yMwdhHms";
  if (!text.starts_with("now")) return std::nullopt;
  text.remove_prefix(3);
  Duration sum = 0;
  while (text.starts_with('-') || text.starts_with('+')) {
    const bool back = text.front() == '-';
    text.remove_prefix(1);
    const std::optional<Duration> amount = TakeAmount(text, kUnits);
    if (!amount) return std::nullopt;
    sum = std::clamp(sum + (back ? -*amount : *amount), -kLongest, kLongest);
  }
  if (text.starts_with('/') && text.size() == 2 && kUnits.find(text[1]) != std::string_view::npos) {
    return DateMath{sum, text[1]};
  }
  return text.empty() ? std::optional(DateMath{sum}) : std::nullopt;
}

Instant Floor(Instant at, Duration unit, Duration shift) {
  const Duration rest = ((at % unit) + (shift % unit) + unit) % unit;
  return Earlier(at, rest);
}

// The beginning of the unit that `at` is in.
Instant BeginOf(Instant at, char unit) {
  constexpr Duration kThursday = 3 * kDay;  // 1970 began on one
  if (unit == 'w') return Floor(at, UnitOf('w'), kThursday);
  if (unit != 'M' && unit != 'y') return Floor(at, UnitOf(unit), 0);
  const std::string written = FormatInstant(at);
  const std::string first = unit == 'y' ? written.substr(0, 4) + "-01-01" : written.substr(0, 7) + "-01";
  return ParseInstant(first).value_or(kMinInstant);
}

}  // namespace

bool IsDateMath(std::string_view text) { return Read(text).has_value(); }

std::optional<Duration> SpanBeforeNow(std::string_view text) {
  const std::optional<DateMath> math = Read(text);
  return math && math->from_now <= 0 ? std::optional(-math->from_now) : std::nullopt;
}

std::optional<Instant> ResolveDateMath(std::string_view text, Instant now, bool up) {
  const std::optional<DateMath> math = Read(text);
  if (!math) return std::nullopt;
  const Duration from_now = math->from_now;
  const Instant at = from_now < 0 ? Earlier(now, -from_now) : Later(now, from_now);
  if (math->rounded_to == '\0') return at;
  const Instant begin = BeginOf(at, math->rounded_to);
  if (!up) return begin;
  // A unit further on, whatever its length, is surely within the next one.
  constexpr Duration kLongestMonth = 31 * kDay, kLongestYear = 366 * kDay;
  const Duration length = math->rounded_to == 'M'   ? kLongestMonth
                          : math->rounded_to == 'y' ? kLongestYear
                                                    : UnitOf(math->rounded_to);
  const Instant next = Later(begin, length);
  return next == kMaxInstant ? next : BeginOf(next, math->rounded_to) - 1;
}

std::optional<Duration> IntervalOf(std::string_view text) {
  const std::optional<Duration> interval = TakeAmount(text, "smhd");
  return interval && *interval > 0 && text.empty() ? interval : std::nullopt;
}

bool IsInterval(std::string_view text) { return IntervalOf(text).has_value(); }

}  // namespace crosstrail
