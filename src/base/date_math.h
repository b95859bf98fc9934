// Elasticsearch's date math ("now-6m", "now-1d/d", and what stands behind a date and "||"), and Kibana's intervals
// ("5m"). Crosstrail reads logs once and keeps no schedule; what it takes from a rule's is how far back it looks.
//
// Source: Elasticsearch reference, "Date math".
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace crosstrail {

/// `now`, then any number of `+N` or `-N` and a unit (y M w d h H m s; no N: 1), and of `/unit`.
bool IsDateMath(std::string_view text);

/// How long before now a point in time is; nullopt: it is no date math, or after now. Whatever now is, so months count
/// as 30 days, years as 365, and rounding ("/d") is left out.
std::optional<Duration> SpanBeforeNow(std::string_view text);

/// The point in time that `math` ("-1M/d") makes of `start`, by the calendar and UTC; nullopt: it is no date math. A
/// day that a month does not have is its last one. Rounding goes to the beginning of the unit (weeks begin on Mondays),
/// or with `up` to its last nanosecond. Times beyond the range of Instant are its ends.
std::optional<Instant> ApplyDateMath(std::string_view math, Instant start, bool up);
/// The same behind "now", which is `now`.
std::optional<Instant> ResolveDateMath(std::string_view text, Instant now, bool up);

/// A whole number over 0 and one of the units s m h d.
bool IsInterval(std::string_view text);
/// Its length; nullopt: it is none.
std::optional<Duration> IntervalOf(std::string_view text);

}  // namespace crosstrail
