// The list "resources" of a record as Elastic's aws integration leaves it.
#pragma once

#include <vector>

#include "event/record_path.h"
#include "json/tree.h"

namespace crosstrail {

/// The objects of record.resources, each once by ARN, account and type (the last of equal ones counts), in the order of
/// java.util.HashMap over those three. What the drop rule removes is not there.
std::vector<const JsonNode*> UniqueResources(const RecordMembers& record);

}  // namespace crosstrail
