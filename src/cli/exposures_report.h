// What `crosstrail exposures` prints.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "config/config.h"
#include "detect/exposure_pass.h"

namespace crosstrail::cli {

/// The inventory as a table: open exposures first, then those that were. `color` for a terminal.
std::string ExposuresText(const std::vector<exposure::Exposure>& exposures, const config::Config& config, bool color);
/// One object an exposure (docs/exposure.md).
nlohmann::ordered_json ExposureJson(const exposure::Exposure& exposure, const config::Config& config);

/// One event in the history of a resource, as lines and as an object.
std::string HistoryText(const TrackedCall& call, const exposure::Effect& effect);
nlohmann::ordered_json HistoryJson(const TrackedCall& call, const exposure::Effect& effect);

}  // namespace crosstrail::cli
