// Instants: nanoseconds since 1970-01-01T00:00:00Z in a signed 64-bit number (years 1677 to 2262).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace crosstrail {

using Instant = std::int64_t;   // nanoseconds since the epoch, UTC
using Duration = std::int64_t;  // nanoseconds

inline constexpr Duration kSecond = 1'000'000'000;
inline constexpr Duration kMinute = 60 * kSecond;
inline constexpr Duration kHour = 60 * kMinute;
inline constexpr Duration kDay = 24 * kHour;
inline constexpr Instant kMinInstant = std::numeric_limits<Instant>::min();
inline constexpr Instant kMaxInstant = std::numeric_limits<Instant>::max();

/// From `begin` to `end`; the longest duration there is, in its direction, where the true one does not fit.
constexpr Duration Elapsed(Instant begin, Instant end) {
  if (begin < 0 && end > kMaxInstant + begin) return std::numeric_limits<Duration>::max();
  if (begin > 0 && end < kMinInstant + begin) return std::numeric_limits<Duration>::min();
  return end - begin;
}

/// `span` after, or before, `time`: the last or first instant there is where the true one does not fit. `span` is not
/// negative.
constexpr Instant Later(Instant time, Duration span) { return time > kMaxInstant - span ? kMaxInstant : time + span; }
constexpr Instant Earlier(Instant time, Duration span) { return time < kMinInstant + span ? kMinInstant : time - span; }

/// RFC 3339 (and ISO 8601 basic "20230710T122241Z", a date alone, a space for 'T', up to 9 fraction digits, "Z" or an
/// offset, no zone = UTC). Calendar-checked; a leap second ":60" counts as the next second. nullopt when it is not one
/// or lies outside the range of Instant.
std::optional<Instant> ParseInstant(std::string_view text);

/// ParseInstant for a stream of times that mostly fall on the same day and are written "2023-07-10T12:22:41Z".
/// Not thread-safe.
class InstantParser {
 public:
  std::optional<Instant> Parse(std::string_view text);

 private:
  char day_[10] = {};  // the date last parsed, as written; starts with NUL before the first
  Instant day_start_ = 0;
};

/// "2023-07-10T12:22:41Z"; with a fraction of 3, 6 or 9 digits only where needed.
std::string FormatInstant(Instant instant);

/// "2023-07-10T12:22:41.000Z": always milliseconds, as Elastic prints @timestamp.
std::string FormatInstantMillis(Instant instant);

/// A count and a unit, "30d", "15m", "1h", "500ms", "10s", "2w". nullopt when it is not one or overflows.
std::optional<Duration> ParseDuration(std::string_view text);

}  // namespace crosstrail
