#include "event/resources.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "event/drop_rule.h"
#include "event/java_hash_order.h"

namespace crosstrail {
namespace {

std::string_view MemberText(const JsonNode& object, std::string_view key) {
  for (const JsonNode& member : JsonChildren(object)) {
    if (member.key == key && !IsDropped(member)) return member.text;
  }
  return {};
}

}  // namespace

std::vector<const JsonNode*> UniqueResources(const RecordMembers& record) {
  std::vector<const JsonNode*> resources;
  record.Find("resources", resources);
  std::erase_if(resources, [](const JsonNode* node) { return node->kind != JsonKind::kObject || IsDropped(*node); });
  if (resources.size() < 2) return resources;

  std::unordered_map<std::string, std::size_t> places;
  std::vector<JavaMapKey> keys;
  std::vector<const JsonNode*> unique;
  for (const JsonNode* resource : resources) {
    std::string name(MemberText(*resource, "ARN"));
    name.append("_").append(MemberText(*resource, "accountId")).append("_").append(MemberText(*resource, "type"));
    const std::uint32_t hash = JavaStringHash(name);
    const auto [place, is_new] = places.emplace(std::move(name), unique.size());
    if (is_new) {
      keys.push_back({hash, static_cast<std::uint32_t>(unique.size()), place->first});
      unique.push_back(resource);
    } else {
      unique[place->second] = resource;
    }
  }
  SortAsJavaHashMap(keys);
  std::ranges::transform(keys, resources.begin(), [&](const JavaMapKey& key) { return unique[key.index]; });
  resources.resize(unique.size());
  return resources;
}

}  // namespace crosstrail
