// The order in which java.util.HashMap (JDK 8 and later) iterates over String keys.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace crosstrail {

/// String.hashCode(): over UTF-16 units, so that a character outside the basic plane counts as two.
std::uint32_t JavaStringHash(std::string_view text);

/// One key of a map. `index` is the caller's.
struct JavaMapKey {
  std::uint32_t hash = 0;   // JavaStringHash of the key
  std::uint32_t index = 0;  // not looked at
  std::string_view text;    // the key itself; looked at only where many keys collide
};

/// Puts `keys`, distinct and in the order they were put into an empty HashMap, into the order of its iteration.
void SortAsJavaHashMap(std::span<JavaMapKey> keys);

}  // namespace crosstrail
