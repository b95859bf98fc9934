#include "event/drop_rule.h"

namespace crosstrail {

bool IsDropped(const JsonNode& value) {
  switch (value.kind) {
    case JsonKind::kNull:
      return true;
    case JsonKind::kString:
      return value.text.empty() || value.text == "-" || value.text == "none";
    case JsonKind::kArray:
    case JsonKind::kObject:
      for (const JsonNode& child : JsonChildren(value)) {
        if (!IsDropped(child)) return false;
      }
      return true;
    default:
      return false;
  }
}

}  // namespace crosstrail
