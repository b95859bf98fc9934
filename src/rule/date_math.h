// The two notations for time in a rule's schedule: Elasticsearch's date math ("now-6m", "now-1d/d") and Kibana's
// intervals ("5m"). Only their form is checked; Crosstrail reads logs once and has no schedule to keep.
#pragma once

#include <string_view>

namespace crosstrail {

/// `now`, then any number of `+N` or `-N` and a unit (y M w d h H m s), then at most one `/unit`.
bool IsDateMath(std::string_view text);

/// A whole number over 0 and one of the units s m h d.
bool IsInterval(std::string_view text);

}  // namespace crosstrail
