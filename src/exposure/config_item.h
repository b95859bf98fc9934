// Parts of resources as others than CloudTrail write them down: items of AWS Config, our own saved state. Each becomes
// the change that would have set it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exposure/change.h"

namespace crosstrail::exposure {

/// What kind of resource an ARN names; nullopt: one that no sharing call is about.
std::optional<Target> TargetOf(std::string_view arn);

/// A policy at `node`, in any form that ReadPolicyText takes; null: there is none.
Change PolicyChange(std::string arn, std::string owner, Target target, const JsonNode* node);

/// The parts that an item of AWS Config (an object with resourceType) has; none where it is about another kind of
/// resource. One that was deleted has no parts left. What the item does not say is not known.
/// Source: AWS Config Developer Guide, "Components of a configuration item"; the resource schemas of AWS Config.
std::vector<Change> ReadConfigItem(const JsonNode& item);

/// The known parts of `state`, the JSON of a resource in Tracker::Save. Error (kMalformed): it is none.
Result<std::vector<Change>> ReadSavedState(std::string_view arn, const std::string& state);

/// Whether `text` is one JSON value.
bool IsJson(std::string_view text);

}  // namespace crosstrail::exposure
