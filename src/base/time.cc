#include "base/time.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace crosstrail {
namespace {

// A cursor over the text of a time; every Take* fails softly.
struct Scanner {
  std::string_view text;

  bool Take(char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
  }

  std::optional<int> TakeDigits(std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (text[i] < '0' || text[i] > '9') return std::nullopt;
      value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
  }

  // A fraction of a second after its '.', as nanoseconds; more than nine digits are cut.
  std::optional<std::int64_t> TakeFraction() {
    std::int64_t nanos = 0;
    std::size_t digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++digits) {
      if (digits < 9) nanos = nanos * 10 + (text.front() - '0');
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 9; ++digits) nanos *= 10;
    return nanos;
  }
};

struct Clock {
  int hour = 0, minute = 0, second = 0;
  std::int64_t nanos = 0;
};

std::optional<Clock> TakeClock(Scanner& in, bool basic) {
  Clock clock;
  const auto hour = in.TakeDigits(2);
  if (!hour || (!basic && !in.Take(':'))) return std::nullopt;
  const auto minute = in.TakeDigits(2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  clock.hour = *hour;
  clock.minute = *minute;
  if (basic ? (!in.text.empty() && in.text.front() >= '0' && in.text.front() <= '9') : in.Take(':')) {
    const auto second = in.TakeDigits(2);
    if (!second || *second > 60) return std::nullopt;
    clock.second = *second;
    if (in.Take('.') || in.Take(',')) {
      const auto nanos = in.TakeFraction();
      if (!nanos) return std::nullopt;
      clock.nanos = *nanos;
    }
  }
  return clock;
}

// "Z", "+02:00", "+0200", "+02" or nothing (UTC), as seconds east of UTC.
std::optional<std::int64_t> TakeZone(Scanner& in) {
  if (in.text.empty() || in.Take('Z') || in.Take('z')) return 0;
  const bool west = in.text.front() == '-';
  if (!in.Take('+') && !in.Take('-')) return std::nullopt;
  const auto hours = in.TakeDigits(2);
  if (!hours || *hours > 23) return std::nullopt;
  int minutes = 0;
  if (!in.text.empty()) {
    in.Take(':');
    const auto digits = in.TakeDigits(2);
    if (!digits || *digits > 59) return std::nullopt;
    minutes = *digits;
  }
  const std::int64_t offset = std::int64_t{*hours} * 3600 + std::int64_t{minutes} * 60;
  return west ? -offset : offset;
}

constexpr std::int64_t kMaxSeconds = kMaxInstant / kSecond;

std::optional<Instant> Assemble(std::chrono::sys_days day, const Clock& clock, std::int64_t zone) {
  const std::int64_t in_day = std::int64_t{clock.hour} * 3600 + std::int64_t{clock.minute} * 60 + clock.second;
  const std::int64_t seconds = std::int64_t{day.time_since_epoch().count()} * 86400 + in_day - zone;
  if (seconds >= kMaxSeconds || seconds <= -kMaxSeconds) return std::nullopt;
  return seconds * kSecond + clock.nanos;
}

}  // namespace

std::optional<Instant> ParseInstant(std::string_view text) {
  Scanner in{text};
  const auto year = in.TakeDigits(4);
  if (!year) return std::nullopt;
  const bool basic = !in.Take('-');
  const auto month = in.TakeDigits(2);
  if (!month || (!basic && !in.Take('-'))) return std::nullopt;
  const auto day = in.TakeDigits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  Clock clock;
  std::int64_t zone = 0;
  if (!in.text.empty()) {
    if (!in.Take('T') && !in.Take('t') && !in.Take(' ')) return std::nullopt;
    const auto taken = TakeClock(in, basic);
    if (!taken) return std::nullopt;
    clock = *taken;
    const auto offset = TakeZone(in);
    if (!offset || !in.text.empty()) return std::nullopt;
    zone = *offset;
  }
  return Assemble(std::chrono::sys_days{date}, clock, zone);
}

std::optional<Instant> InstantParser::Parse(std::string_view text) {
  constexpr std::size_t kUsual = 20;  // "2023-07-10T12:22:41Z"
  if (text.size() != kUsual || day_[0] == '\0' || text.substr(0, sizeof day_) != std::string_view(day_, sizeof day_) ||
      text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z') {
    const std::optional<Instant> instant = ParseInstant(text);
    // Not the first and the last day of the range of Instant: they are not in it as a whole.
    if (instant && text.size() == kUsual && text[4] == '-' && *instant > kMinInstant + kDay &&
        *instant < kMaxInstant - kDay) {
      text.copy(day_, sizeof day_);
      day_start_ = ParseInstant(text.substr(0, sizeof day_)).value_or(0);
    }
    return instant;
  }
  const auto two = [&](std::size_t at) {
    const auto tens = static_cast<unsigned>(text[at] - '0');
    const auto ones = static_cast<unsigned>(text[at + 1] - '0');
    return tens > 9 || ones > 9 ? 100U : tens * 10 + ones;
  };
  const unsigned hour = two(11);
  const unsigned minute = two(14);
  const unsigned second = two(17);
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return day_start_ + (std::int64_t{hour} * 3600 + std::int64_t{minute} * 60 + second) * kSecond;
}

namespace {

struct Broken {
  std::chrono::year_month_day date;
  std::int64_t second_of_day = 0;
  std::int64_t nanos = 0;
};

Broken Break(Instant instant) {
  // In numbers: std::chrono floors to whole seconds in nanoseconds, and the first one of Instant is not in its range.
  const std::int64_t nanos = (instant % kSecond + kSecond) % kSecond;
  const std::int64_t second = instant / kSecond - (instant % kSecond < 0 ? 1 : 0);
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds{std::chrono::seconds{second}});
  return {std::chrono::year_month_day{day}, second - day.time_since_epoch().count() * (kDay / kSecond), nanos};
}

std::string FormatSeconds(const Broken& t) {
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(t.date.year()),
                     static_cast<unsigned>(t.date.month()), static_cast<unsigned>(t.date.day()), t.second_of_day / 3600,
                     t.second_of_day / 60 % 60, t.second_of_day % 60);
}

}  // namespace

std::string FormatInstant(Instant instant) {
  const Broken t = Break(instant);
  std::string text = FormatSeconds(t);
  if (t.nanos != 0) {
    std::string fraction = fmt::format("{:09}", t.nanos);
    while (fraction.ends_with("000")) fraction.resize(fraction.size() - 3);
    text += "." + fraction;
  }
  return text + "Z";
}

std::string FormatInstantMillis(Instant instant) {
  const Broken t = Break(instant);
  return fmt::format("{}.{:03}Z", FormatSeconds(t), t.nanos / 1'000'000);
}

std::optional<Duration> ParseDuration(std::string_view text) {
  struct Unit {
    std::string_view name;
    Duration length;
  };
  static constexpr std::array<Unit, 8> kUnits{{{"ns", 1},
                                               {"micros", 1'000},
                                               {"ms", 1'000'000},
                                               {"s", kSecond},
                                               {"m", kMinute},
                                               {"h", kHour},
                                               {"d", kDay},
                                               {"w", 7 * kDay}}};
  std::int64_t count = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
    if (__builtin_mul_overflow(count, std::int64_t{10}, &count) ||
        __builtin_add_overflow(count, std::int64_t{text[digits] - '0'}, &count)) {
      return std::nullopt;
    }
  }
  if (digits == 0) return std::nullopt;
  for (const Unit& unit : kUnits) {
    if (unit.name != text.substr(digits)) continue;
    Duration duration = 0;
    if (__builtin_mul_overflow(count, unit.length, &duration)) return std::nullopt;
    return duration;
  }
  return std::nullopt;
}

}  // namespace crosstrail
