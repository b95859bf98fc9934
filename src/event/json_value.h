// A field's values as JSON.
#pragma once

#include <string>

#include "event/value.h"

namespace crosstrail {

/// Appends one value: a date with milliseconds, or with more digits where it has them.
void AppendJsonValue(const Value& value, std::string& out);

/// Appends the values of a field: a list if there are several, or if `always_list`. At least one.
void AppendJsonValues(Values values, bool always_list, std::string& out);

}  // namespace crosstrail
