// What Elastic's aws integration (8.9.0) removes from a record before it looks at anything else.
#pragma once

#include <string_view>

#include "json/tree.h"

namespace crosstrail {

/// IsDropped of an object or list: whether all its children are dropped.
bool AreChildrenDropped(const JsonNode& container);

/// null, "", "-", "none", and an object or list of which nothing is left once its own children have been through the
/// same sieve. A dropped value is a missing value, wherever it stands.
inline bool IsDropped(const JsonNode& value) {
  const std::string_view text = value.text;
  if (value.kind == JsonKind::kString) return text.empty() || text == "-" || text == "none";
  return value.kind == JsonKind::kNull || (value.IsContainer() && AreChildrenDropped(value));
}

}  // namespace crosstrail
