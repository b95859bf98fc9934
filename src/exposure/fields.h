// What an event did to exposures, as fields of the event: crosstrail.exposure.* (docs/exposure.md).
#pragma once

#include <string>

#include "exposure/tracker.h"

namespace crosstrail::exposure {

/// {"crosstrail": {"exposure": {...}}}, on one line. A few microseconds where nobody gains or loses anything.
std::string FieldsJson(const Outcome& outcome);

}  // namespace crosstrail::exposure
