#include "event/java_hash_order.h"

#include <algorithm>
#include <vector>

#include "base/utf8.h"
#include "event/java_tree_bins.h"

namespace crosstrail {
namespace {

// So many keys leave the first table as it is, whatever their hashes.
constexpr std::size_t kQuietKeys = kTreeifyThreshold;
static_assert(kQuietKeys * 4 <= kInitialCapacity * 3);

std::uint32_t Spread(std::uint32_t hash) { return hash ^ (hash >> 16U); }

struct Table {
  std::size_t capacity = kInitialCapacity;
  bool has_trees = false;  // or had: a chain became too long
};

// The table after all of `keys` were put. Every key counts, the ones that are removed later too: a HashMap never
// shrinks.
Table FinalTable(std::span<const JavaMapKey> keys, std::vector<std::uint8_t>& chains) {
  Table table;
  chains.assign(table.capacity, 0);
  const auto grow = [&](std::size_t inserted) {
    table.capacity *= 2;
    chains.assign(table.capacity, 0);
    for (std::size_t i = 0; i < inserted; ++i) ++chains[Spread(keys[i].hash) & (table.capacity - 1)];
  };
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (++chains[Spread(keys[i].hash) & (table.capacity - 1)] > kTreeifyThreshold) {
      if (table.capacity >= kMinTreeifyCapacity) {
        table.has_trees = true;
        return table;
      }
      grow(i + 1);
    }
    if ((i + 1) * 4 > table.capacity * 3) grow(i + 1);
  }
  return table;
}

}  // namespace

std::uint32_t JavaStringHash(std::string_view text) {
  std::uint32_t hash = 0;
  const auto byte = [&text](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(text[i])}; };
  while (!text.empty()) {
    // Four letters a step, since a step has to wait for the one before.
    if (text.size() >= 4 && (byte(0) | byte(1) | byte(2) | byte(3)) < 0x80) {
      hash = hash * (31 * 31 * 31 * 31) + byte(0) * (31 * 31 * 31) + byte(1) * (31 * 31) + byte(2) * 31 + byte(3);
      text.remove_prefix(4);
      continue;
    }
    if (byte(0) < 0x80) {
      hash = hash * 31 + byte(0);
      text.remove_prefix(1);
      continue;
    }
    const CodePoint code_point = DecodeUtf8(text);
    std::uint32_t unit = code_point.value;
    if (unit > 0xFFFF) {
      unit -= 0x10000;
      hash = hash * 31 + (0xD800 + (unit >> 10U));
      unit = 0xDC00 + (unit & 0x3FFU);
    }
    hash = hash * 31 + unit;
    text.remove_prefix(code_point.length);
  }
  return hash;
}

void SortAsJavaHashMap(std::span<JavaMapKey> keys) {
  if (keys.size() < 2) return;
  Table table;
  if (keys.size() > kQuietKeys) {
    thread_local std::vector<std::uint8_t> chains;
    table = FinalTable(keys, chains);
  }
  if (table.has_trees) return SortByJavaTreeBins(keys);
  // New keys join the end of their bucket's chain, and splitting a bucket keeps the order of both halves.
  const auto bucket = [&table](const JavaMapKey& key) { return Spread(key.hash) & (table.capacity - 1); };
  if (keys.size() > kQuietKeys) {
    std::ranges::stable_sort(keys, {}, bucket);
    return;
  }
  for (auto key = keys.begin() + 1; key != keys.end(); ++key) {
    std::rotate(std::ranges::upper_bound(keys.begin(), key, bucket(*key), {}, bucket), key, key + 1);
  }
}

}  // namespace crosstrail
