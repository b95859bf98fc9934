#include "event/record_path.h"

#include <cstring>

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

// Whether `other` has the text of `key`. Keys are short: the way to the library's memcmp is longer than they are.
bool IsSame(std::string_view key, const char* other) {
  const std::size_t size = key.size();
  if (size < sizeof(std::uint64_t)) {
    for (std::size_t i = 0; i < size; ++i) {
      if (key[i] != other[i]) return false;
    }
    return true;
  }
  // Words, the last of which may overlap the one before.
  const auto differs = [&](std::size_t at) { return std::memcmp(&key[at], &other[at], sizeof(std::uint64_t)) != 0; };
  const std::size_t last = size - sizeof(std::uint64_t);
  for (std::size_t at = 0; at < last; at += sizeof(std::uint64_t)) {
    if (differs(at)) return false;
  }
  return !differs(last);
}

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

const JsonNode* RecordMembers::FindOneBelow(const JsonNode& from, std::string_view path) {
  if (from.kind != JsonKind::kObject) return from.kind == JsonKind::kArray ? &from : nullptr;
  const JsonNode* const end = &from + from.span;
  for (const JsonNode* member = &from + 1; member != end; member += member->span) {
    const std::size_t length = member->key.size();
    if (length > path.size() || (length < path.size() && path[length] != '.')) continue;
    if (!IsSame(member->key, path.data()) || member->superseded) continue;
    return length == path.size() ? member : FindOneBelow(*member, path.substr(length + 1));
  }
  return nullptr;
}

void RecordMembers::Find(RecordPath path, std::vector<const JsonNode*>& found) const {
  if (const JsonNode* member = Top(path)) FindNodes(*member, path.rest(), found);
}

}  // namespace crosstrail
