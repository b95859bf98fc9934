// What all saved states of detectors have in common: JSON with a version and the rule they are for.
#pragma once

#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace crosstrail {

/// Error (kMalformed, kUnsupported): `text` is no state, or one of another version or rule.
Result<nlohmann::json> ParseState(std::string_view text, int version, const std::string& identity);

/// The error where a state lacks something, or has what cannot be.
Status DamagedState(const std::exception& problem);

}  // namespace crosstrail
