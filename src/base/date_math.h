// The two notations for time in a rule's schedule: Elasticsearch's date math ("now-6m", "now-1d/d") and Kibana's
// intervals ("5m"). Crosstrail reads logs once and keeps no schedule; what it
// takes from them is how far back a rule looks.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace crosstrail {

/// `now`, then any number of `+N` or `-N` and a unit (y M w d h H m s), then at most one `/unit`.
bool IsDateMath(std::string_view text);

/// How long before now a point in time is; nullopt: it is no date math, or after now. Months count as 30 days, years as
/// 365, and rounding ("/d") is left out.
std::optional<Duration> SpanBeforeNow(std::string_view text);

/// The same point in time where now is `now`, UTC; nullopt: it is no date math. Spans are as above; rounding goes to
/// the beginning of the unit (weeks begin on Mondays), or with `up` to its last nanosecond. Times beyond the range of
/// Instant are its ends.
std::optional<Instant> ResolveDateMath(std::string_view text, Instant now, bool up);

/// A whole number over 0 and one of the units s m h d.
bool IsInterval(std::string_view text);
/// Its length; nullopt: it is none.
std::optional<Duration> IntervalOf(std::string_view text);

}  // namespace crosstrail
