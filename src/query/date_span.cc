#include "query/date_span.h"

#include <fmt/format.h>

#include <array>

#include "base/date_math.h"
#include "base/text.h"
#include "query/scalar.h"

namespace crosstrail {
namespace {

constexpr Duration kMillisecond = kSecond / 1000;

// Elasticsearch's dates have no more.
Instant FloorMillis(Instant at) { return at - (at % kMillisecond + kMillisecond) % kMillisecond; }

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

// A date, "||" and math. What the date leaves out is its beginning.
std::optional<DateSpan> ParseMath(std::string_view date, std::string_view math) {
  const std::optional<DateSpan> start = ParseDateOrNumber(date);
  if (!start) return std::nullopt;
  const Instant from = FloorMillis(start->first);
  const auto lower = ApplyDateMath(math, from, /*up=*/false);
  const auto upper = ApplyDateMath(math, from, /*up=*/true);
  if (!lower || !upper || *lower == kMinInstant || *upper == kMaxInstant) return std::nullopt;
  return DateSpan{*lower, FloorMillis(*upper) + kMillisecond};
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
