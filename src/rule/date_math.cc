#include "rule/date_math.h"

#include <algorithm>
#include <charconv>

namespace crosstrail {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::size_t kMostDigits = 9;
constexpr Duration kLongest = 100 * 365 * kDay;  // spans beyond it count as this one

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
  const std::size_t digits = std::min(text.find_first_not_of(kDigits), text.size());
  if (digits == 0 || digits > kMostDigits || digits == text.size()) return std::nullopt;
  const char unit = text[digits];
  if (units.find(unit) == std::string_view::npos) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + digits, number);
  text.remove_prefix(digits + 1);
  return number > kLongest / UnitOf(unit) ? kLongest : number * UnitOf(unit);
}

// Date math as the time from now on; nullopt: it is none.
std::optional<Duration> FromNow(std::string_view text) {
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
  if (text.starts_with('/') && text.size() == 2 && kUnits.find(text[1]) != std::string_view::npos) return sum;
  return text.empty() ? std::optional(sum) : std::nullopt;
}

}  // namespace

bool IsDateMath(std::string_view text) { return FromNow(text).has_value(); }

std::optional<Duration> SpanBeforeNow(std::string_view text) {
  const std::optional<Duration> from_now = FromNow(text);
  return from_now && *from_now <= 0 ? std::optional(-*from_now) : std::nullopt;
}

std::optional<Duration> IntervalOf(std::string_view text) {
  const std::optional<Duration> interval = TakeAmount(text, "smhd");
  return interval && *interval > 0 && text.empty() ? interval : std::nullopt;
}

bool IsInterval(std::string_view text) { return IntervalOf(text).has_value(); }

}  // namespace crosstrail
