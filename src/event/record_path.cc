#include "event/record_path.h"

#include "event/find_nodes.h"

namespace crosstrail {
namespace {

constexpr std::size_t kSlots = 256;
constexpr std::uint8_t kNone = 0xFF;

// Length and three letters; keys that share a slot stand side by side.
constexpr std::size_t Slot(std::string_view key) {
  const auto letter = [key](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(key[i])); };
  const std::size_t last = key.size() - 1;
  return (key.size() * 11 + letter(last < 5 ? last : 5) * 7 + letter(last) * 3 + letter(last / 2)) % kSlots;
}

constexpr std::array<std::uint8_t, kSlots> kPlaces = [] {
  std::array<std::uint8_t, kSlots> places{};
  places.fill(kNone);
  for (std::size_t i = 0; i < kTopLevelKeys.size(); ++i) {
    std::size_t slot = Slot(kTopLevelKeys[i]);
    while (places[slot] != kNone) slot = (slot + 1) % kSlots;
    places[slot] = static_cast<std::uint8_t>(i);
  }
  return places;
}();

}  // namespace

void RecordMembers::Index(const JsonNode& record) {
  members_.fill(nullptr);
  for (const JsonNode& member : JsonChildren(record)) {
    if (member.key.empty()) continue;
    for (std::size_t slot = Slot(member.key); kPlaces[slot] != kNone; slot = (slot + 1) % kSlots) {
      if (kTopLevelKeys[kPlaces[slot]] != member.key) continue;
      members_[kPlaces[slot]] = &member;
      break;
    }
  }
}

const JsonNode* RecordMembers::FindOne(RecordPath path) const {
  const JsonNode* node = Top(path);
  std::string_view rest = path.rest();
  while (node != nullptr && !rest.empty()) {
    if (node->kind != JsonKind::kObject) return node->kind == JsonKind::kArray ? node : nullptr;
    const JsonNode* next = nullptr;
    for (const JsonNode& member : JsonChildren(*node)) {
      const std::size_t length = member.key.size();
      if (length == rest.size() ? rest != member.key
                                : length > rest.size() || rest[length] != '.' || !rest.starts_with(member.key)) {
        continue;
      }
      next = &member;
      rest.remove_prefix(length == rest.size() ? length : length + 1);
      break;
    }
    node = next;
  }
  return node;
}

void RecordMembers::Find(RecordPath path, std::vector<const JsonNode*>& found) const {
  if (const JsonNode* member = Top(path)) FindNodes(*member, path.rest(), found);
}

}  // namespace crosstrail
