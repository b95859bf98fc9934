#include "event/drop_rule.h"

namespace crosstrail {

bool AreChildrenDropped(const JsonNode& container) {
  for (const JsonNode& child : JsonChildren(container)) {
    if (!IsDropped(child)) return false;
  }
  return true;
}

}  // namespace crosstrail
