#include "query/date_span.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>

#include "base/text.h"
#include "query/scalar.h"

namespace crosstrail {
namespace {

constexpr Duration kMillisecond = kSecond / 1000;

std::optional<DateSpan> ParseDate(std::string_view text) {
  struct Form {
    std::size_t length;
    std::string_view rest;
    Duration span;  // 0: a month or a year
  };
  static constexpr std::array<Form, 6> kForms{{{4, "-01-01", 0},
                                               {7, "-01", 0},
                                               {10, "", kDay},
                                               {13, ":00:00Z", kHour},
                                               {16, ":00Z", kMinute},
                                               {19, "Z", kSecond}}};
  for (const Form& form : kForms) {
    if (text.size() != form.length) continue;
    const std::optional<Instant> first = ParseInstant(fmt::format("{}{}", text, form.rest));
    if (!first) return std::nullopt;
    if (form.span != 0) return DateSpan{*first, *first + form.span};
    // The first of the next month or year is the first day that is written otherwise.
    Instant end = *first;
    while (FormatInstant(end).substr(0, form.length) == text) end += kDay;
    return DateSpan{*first, end};
  }
  const std::optional<Instant> instant = ParseInstant(text);
  if (!instant) return std::nullopt;
  const bool whole = text.find('.') == std::string_view::npos;
  return DateSpan{*instant, *instant + (whole ? kSecond : kMillisecond)};
}

std::optional<DateSpan> ParseDateOrNumber(std::string_view text) {
  if (const std::optional<DateSpan> span = ParseDate(text)) return span;
  const Scalar number = ParseNumber(text);
  const auto* millis = std::get_if<std::int64_t>(&number);
  constexpr std::int64_t kMost = kMaxInstant / 2'000'000;
  if (millis == nullptr || *millis < -kMost || *millis > kMost) return std::nullopt;
  return DateSpan{*millis * kMillisecond, (*millis + 1) * kMillisecond};
}

// A date of the calendar as math is done on it: a day, and milliseconds within it.
struct Moment {
  std::chrono::sys_days day;
  std::int64_t millis = 0;
};

constexpr std::int64_t kMillisOfDay = kDay / kMillisecond;

void AddMillis(Moment& moment, std::int64_t millis) {
  millis += moment.millis;
  std::int64_t days = millis / kMillisOfDay;
  millis %= kMillisOfDay;
  if (millis < 0) {
    --days;
    millis += kMillisOfDay;
  }
  moment = {moment.day + std::chrono::days(days), millis};
}

// A day that the month does not have becomes its last one.
void AddMonths(Moment& moment, std::int64_t months) {
  const std::chrono::year_month_day date(moment.day);
  const auto month = date.year() / date.month() + std::chrono::months(months);
  const auto last = (month / std::chrono::last).day();
  moment.day = std::chrono::sys_days(month / std::min(date.day(), last));
}

std::int64_t MillisOf(char unit) {
  switch (unit) {
    case 'w':
      return 7 * kMillisOfDay;
    case 'd':
      return kMillisOfDay;
    case 'm':
      return kMinute / kMillisecond;
    case 's':
      return kSecond / kMillisecond;
    default:
      return kHour / kMillisecond;  // h, H
  }
}

// At least.
std::int64_t DaysOf(char unit) {
  if (unit == 'y') return 365;
  return unit == 'M' ? 28 : MillisOf(unit) / kMillisOfDay;
}

void Add(Moment& moment, std::int64_t count, char unit) {
  if (unit == 'y' || unit == 'M') return AddMonths(moment, unit == 'y' ? 12 * count : count);
  AddMillis(moment, count * MillisOf(unit));
}

// To the beginning of the unit, weeks beginning on Monday.
void RoundDown(Moment& moment, char unit) {
  const std::chrono::year_month_day date(moment.day);
  if (unit == 'h' || unit == 'H' || unit == 'm' || unit == 's') {
    moment.millis -= moment.millis % MillisOf(unit);
    return;
  }
  moment.millis = 0;
  if (unit == 'w') {
    moment.day -= std::chrono::days(std::chrono::weekday(moment.day).iso_encoding() - 1);
  } else if (unit == 'M') {
    moment.day = std::chrono::sys_days(date.year() / date.month() / 1);
  } else if (unit == 'y') {
    moment.day = std::chrono::sys_days(date.year() / 1 / 1);
  }
}

// The math of `text` done; `up`: to the last millisecond of what is rounded. nullopt: it is none, or leads too far.
std::optional<Moment> DoMath(std::string_view text, Moment moment, bool up) {
  constexpr std::string_view kUnits = "yMwdhHms";
  constexpr std::size_t kMostDigits = 6;
  constexpr std::int64_t kMostDays = std::int64_t{400} * 366;  // from 1970, more than an Instant can hold
  while (!text.empty()) {
    const char sign = text[0];
    if (sign != '+' && sign != '-' && sign != '/') return std::nullopt;
    text.remove_prefix(1);
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == text.size() || digits > kMostDigits || kUnits.find(text[digits]) == std::string_view::npos) {
      return std::nullopt;
    }
    std::int64_t count = 1;
    std::from_chars(text.data(), text.data() + digits, count);
    const char unit = text[digits];
    text.remove_prefix(digits + 1);
    if (count * DaysOf(unit) > kMostDays) return std::nullopt;
    if (sign != '/') {
      Add(moment, sign == '-' ? -count : count, unit);
    } else if (count == 1) {
      RoundDown(moment, unit);
      if (up) Add(moment, 1, unit);
      if (up) AddMillis(moment, -1);
    } else {
      return std::nullopt;
    }
    if (std::abs(moment.day.time_since_epoch().count()) > kMostDays) return std::nullopt;
  }
  return moment;
}

std::optional<Instant> InstantOf(const Moment& moment) {
  constexpr std::int64_t kMost = kMaxInstant / kMillisecond - 1;
  const std::int64_t millis = moment.day.time_since_epoch().count() * kMillisOfDay + moment.millis;
  return millis >= -kMost && millis <= kMost ? std::optional(millis * kMillisecond) : std::nullopt;
}

// A date, "||" and math. What the date leaves out is its beginning.
std::optional<DateSpan> ParseMath(std::string_view date, std::string_view math) {
  const std::optional<DateSpan> start = ParseDateOrNumber(date);
  if (!start) return std::nullopt;
  Moment moment;
  AddMillis(moment, start->first / kMillisecond - (start->first % kMillisecond < 0 ? 1 : 0));
  const auto lower = DoMath(math, moment, /*up=*/false);
  const auto upper = DoMath(math, moment, /*up=*/true);
  if (!lower || !upper) return std::nullopt;
  const auto first = InstantOf(*lower);
  const auto last = InstantOf(*upper);
  if (!first || !last) return std::nullopt;
  return DateSpan{*first, *last + kMillisecond};
}

}  // namespace

std::optional<DateSpan> ParseDateSpan(std::string_view text, std::optional<Misfit>& misfit) {
  if (text.starts_with("now")) {
    misfit = {fmt::format("\"{}\" depends on when it is asked", Printable(text)),
              "logs are read whenever you like; write a date, or use --from and --to"};
    return std::nullopt;
  }
  const std::size_t bars = text.find("||");
  const std::optional<DateSpan> span =
      bars == std::string_view::npos ? ParseDateOrNumber(text) : ParseMath(text.substr(0, bars), text.substr(bars + 2));
  if (!span) {
    misfit = {fmt::format("\"{}\" is not a date", Printable(text)),
              bars == std::string_view::npos
                  ? "write \"2023-07-10\", \"2023-07-10T12:22:41Z\", or a number of milliseconds since 1970"
                  : "behind the \"||\" stand +, - or / with a number and a unit (y, M, w, d, h, m, s): "
                    "\"2023-07-10||-1M/d\""};
  }
  return span;
}

}  // namespace crosstrail
