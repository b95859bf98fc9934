// What Elastic's aws integration (8.9.0) removes from a record before it looks at anything else.
#pragma once

#include "json/tree.h"

namespace crosstrail {

/// null, "", "-", "none", and an object or list of which nothing is left once its own children have been through the
/// same sieve. A dropped value is a missing value, wherever it stands.
bool IsDropped(const JsonNode& value);

}  // namespace crosstrail
