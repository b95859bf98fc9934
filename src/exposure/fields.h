// What an event did to exposures, as fields of the event: crosstrail.exposure.* (docs/exposure.md).
#pragma once

#include <string>

#include "exposure/tracker.h"

namespace crosstrail::exposure {

/// {"crosstrail": {"exposure": {...}}}, on one line. A few microseconds where nobody gains or loses anything.
std::string FieldsJson(const Outcome& outcome);

/// How bad it is that others than the owner were given `grant`: "low", "medium", "high", "critical"; empty where they
/// are trusted.
std::string_view SeverityOf(const policy::Grant& grant);

}  // namespace crosstrail::exposure
