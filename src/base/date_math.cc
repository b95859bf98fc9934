#include "base/date_math.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>
#include <vector>

namespace crosstrail {
namespace {

constexpr std::size_t kMostDigits = 9;
constexpr Duration kLongest = Duration{100} * 365 * kDay;  // spans beyond it count as this one

// "-6m", "/d": a sign, how many (1 where it is not said) and a unit.
struct Step {
  char sign = '+';
  std::int64_t count = 1;
  char unit = 's';
};

Duration LengthOf(char unit) {
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

Duration LengthOf(const Step& step) {
  const Duration unit = LengthOf(step.unit);
  return step.count > kLongest / unit ? kLongest : step.count * unit;
}

// Takes digits and one of `units` off the front of `text`; false when there are too many, or no unit.
bool TakeAmount(std::string_view& text, std::string_view units, Step& step) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits > kMostDigits || digits == text.size() || units.find(text[digits]) == std::string_view::npos) return false;
  std::from_chars(text.data(), text.data() + digits, step.count);
  step.unit = text[digits];
  text.remove_prefix(digits + 1);
  return true;
}

std::optional<std::vector<Step>> ReadSteps(std::string_view text) {
  std::vector<Step> steps;
  while (!text.empty()) {
    Step& step = steps.emplace_back();
    step.sign = text.front();
    text.remove_prefix(1);
    if (step.sign != '+' && step.sign != '-' && step.sign != '/') return std::nullopt;
    if (!TakeAmount(text, "yMwdhHms", step)) return std::nullopt;
    if (step.sign == '/' && step.count != 1) return std::nullopt;
  }
  return steps;
}

std::optional<std::vector<Step>> ReadStepsFromNow(std::string_view text) {
  if (!text.starts_with("now")) return std::nullopt;
  return ReadSteps(text.substr(3));
}

// A point in time as the calendar sees it.
struct Moment {
  std::chrono::sys_days day;
  Duration in_day = 0;

  explicit Moment(Instant at) : day(std::chrono::days(at / kDay)) { Add(at % kDay); }

  void Add(Duration span) {
    const Duration sum = in_day + span % kDay;
    const Duration carry = sum < 0 ? -1 : sum / kDay;
    day += std::chrono::days(span / kDay + carry);
    in_day = sum - carry * kDay;
  }

  // A day that the month does not have becomes its last one.
  void AddMonths(std::int64_t months) {
    const std::chrono::year_month_day date(day);
    const auto month = date.year() / date.month() + std::chrono::months(months);
    day = std::chrono::sys_days(month / std::min(date.day(), (month / std::chrono::last).day()));
  }

  void Add(std::int64_t count, char unit) {
    if (unit == 'y' || unit == 'M') return AddMonths(unit == 'y' ? 12 * count : count);
    Add(count * LengthOf(unit));
  }

  void RoundDown(char unit) {
    const std::chrono::year_month_day date(day);
    if (LengthOf(unit) < kDay) {
      in_day -= in_day % LengthOf(unit);
      return;
    }
    in_day = 0;
    if (unit == 'w') day -= std::chrono::days(std::chrono::weekday(day).iso_encoding() - 1);
    if (unit == 'M') day = std::chrono::sys_days(date.year() / date.month() / 1);
    if (unit == 'y') day = std::chrono::sys_days(date.year() / 1 / 1);
  }
};

constexpr std::int64_t kMostDays = kMaxInstant / kDay;  // before and after 1970

// At the ends of time where `moment` is beyond them.
Instant InstantOf(const Moment& moment) {
  const std::int64_t days = moment.day.time_since_epoch().count();
  if (days < -kMostDays) return kMinInstant;
  if (days >= kMostDays) return kMaxInstant;
  return days * kDay + moment.in_day;
}

bool IsEnd(Instant at) { return at == kMinInstant || at == kMaxInstant; }

}  // namespace

bool IsDateMath(std::string_view text) { return ReadStepsFromNow(text).has_value(); }

std::optional<Duration> SpanBeforeNow(std::string_view text) {
  const std::optional<std::vector<Step>> steps = ReadStepsFromNow(text);
  if (!steps) return std::nullopt;
  Duration before = 0;
  for (const Step& step : *steps) {
    if (step.sign == '/') continue;
    before = std::clamp(before + (step.sign == '-' ? LengthOf(step) : -LengthOf(step)), -kLongest, kLongest);
  }
  return before >= 0 ? std::optional(before) : std::nullopt;
}

std::optional<Instant> ApplyDateMath(std::string_view math, Instant start, bool up) {
  const std::optional<std::vector<Step>> steps = ReadSteps(math);
  if (!steps) return std::nullopt;
  if (steps->empty()) return start;
  Moment moment(start);
  for (const Step& step : *steps) {
    if (step.sign == '/') {
      moment.RoundDown(step.unit);
      if (up) moment.Add(1, step.unit);
      if (up) moment.Add(-1);
    } else {
      // No month is shorter than 28 days.
      const Duration least = step.unit == 'M' ? 28 * kDay : LengthOf(step.unit);
      if (step.count > kMaxInstant / least) return step.sign == '-' ? kMinInstant : kMaxInstant;
      moment.Add(step.sign == '-' ? -step.count : step.count, step.unit);
    }
    if (const Instant at = InstantOf(moment); IsEnd(at)) return at;
  }
  return InstantOf(moment);
}

std::optional<Instant> ResolveDateMath(std::string_view text, Instant now, bool up) {
  if (!text.starts_with("now")) return std::nullopt;
  return ApplyDateMath(text.substr(3), now, up);
}

std::optional<Duration> IntervalOf(std::string_view text) {
  Step step{.count = 0};
  if (!TakeAmount(text, "smhd", step) || step.count == 0 || !text.empty()) return std::nullopt;
  return LengthOf(step);
}

bool IsInterval(std::string_view text) { return IntervalOf(text).has_value(); }

}  // namespace crosstrail
