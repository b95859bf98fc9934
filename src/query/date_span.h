// Dates as people write them in queries: each stands for a span of time.
//
// Sources: Elasticsearch reference, "Range query: missing date components" and "Date math".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace crosstrail {

/// [first, end).
struct DateSpan {
  Instant first = 0, end = 0;
};

/// Why a value makes no sense for a field; nothing where it does.
struct Misfit {
  std::string message, hint;
};

/// "2023" to "2023-07-10T12:22:41.123Z", where what is left out may be anything; milliseconds since 1970; and either of
/// these followed by "||" and date math, "2023-07-10||-1M/d". nullopt, and why, for what is none of them or depends on
/// the present ("now-1d").
std::optional<DateSpan> ParseDateSpan(std::string_view text, std::optional<Misfit>& misfit);

}  // namespace crosstrail
