// Where the ids of entities stand in the records of each AWS service: facts of Elastic's aws integration.
#pragma once

#include <span>
#include <string_view>

#include "event/record_path.h"

namespace crosstrail {

using Paths = std::span<const RecordPath>;

/// Paths whose values are entities in every record of the service `source` ("iam.amazonaws.com"); may be empty.
Paths RelatedPaths(std::string_view source);

/// Paths whose values are what the call `action` of `source` acts on; empty when the table does not have the call.
Paths TargetPaths(std::string_view source, std::string_view action);

}  // namespace crosstrail
