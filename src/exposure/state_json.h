// The saved form of what is known of resources: one JSON object a line.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "base/result.h"
#include "exposure/inventory.h"
#include "exposure/resource_state.h"

namespace crosstrail::exposure {

nlohmann::json StateJson(const ResourceState& state);
nlohmann::json ExposureJson(const Exposure& exposure);
nlohmann::json OriginJson(const Origin& origin);

/// The reverse; these throw nlohmann::json::exception on anything else, which Reading catches.
ResourceState StateOf(const nlohmann::json& json);
Exposure ExposureOf(const nlohmann::json& json);
Origin OriginOf(const nlohmann::json& json);

/// `json` and the end of the line.
std::string Line(const nlohmann::json& json);

/// Runs `read`. Error (kMalformed) with the number of the line, from 1, where it throws.
Status Reading(std::size_t line, const std::function<void()>& read);

}  // namespace crosstrail::exposure
