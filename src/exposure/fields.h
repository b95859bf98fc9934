// What an event did to exposures, as fields of the event: crosstrail.exposure.* (docs/exposure.md).
#pragma once

#include <string>

#include "exposure/tracker.h"

namespace crosstrail::exposure {

/// {"crosstrail": {"exposure": {...}}}, on one line; `with_grants`: what the story of an alert needs besides the
/// fields. A few microseconds without.
std::string FieldsJson(const Outcome& outcome, bool with_grants = true);

/// Whether it succeeded in time, all it set is in the log, and nobody gained or lost anything by it.
bool IsUneventful(const Outcome& outcome);

}  // namespace crosstrail::exposure
