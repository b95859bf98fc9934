// Now, where conditions may be about it (FieldSet::AllowNow): each date said from now on is a field whose name says
// how, and whoever fills the fields knows when now is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace crosstrail {

/// The field for date math ("now-30d/d"), rounded up or down where it is rounded.
std::string NowFieldName(std::string_view date_math, bool up);

/// The value of that field where now is `now`; nullopt: it is another field.
std::optional<Instant> NowFieldValue(std::string_view name, Instant now);

}  // namespace crosstrail
