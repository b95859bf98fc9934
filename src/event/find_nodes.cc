#include "event/find_nodes.h"

namespace crosstrail {

void FindNodes(const JsonNode& from, std::string_view path, std::vector<const JsonNode*>& found) {
  if (from.kind == JsonKind::kArray) {
    for (const JsonNode& item : JsonChildren(from)) FindNodes(item, path, found);
    return;
  }
  if (path.empty()) {
    found.push_back(&from);
    return;
  }
  if (from.kind != JsonKind::kObject) return;
  for (const JsonNode& member : JsonChildren(from)) {
    const std::size_t length = member.key.size();
    if (length == path.size()) {
      if (path == member.key) FindNodes(member, {}, found);
    } else if (length < path.size() && path[length] == '.' && path.starts_with(member.key)) {
      FindNodes(member, path.substr(length + 1), found);
    }
  }
}

}  // namespace crosstrail
