// java.util.HashMap down to its tree bins: what becomes of the order of iteration when many keys share a bucket.
#pragma once

#include <span>

#include "event/java_hash_order.h"

namespace crosstrail {

// Constants of java.util.HashMap.
inline constexpr std::size_t kInitialCapacity = 16;
inline constexpr std::size_t kMinTreeifyCapacity = 64;  // below this a long chain makes the table grow instead
inline constexpr std::size_t kTreeifyThreshold = 8;     // longest chain that a new key may join quietly

/// Puts `keys` (distinct, in the order they are put into an empty HashMap) into the order of its iteration, by doing
/// what OpenJDK's HashMap does, key by key: chains, growth, and chains that become red-black trees. O(n log n), with
/// texts compared only where hashes are equal. SortAsJavaHashMap calls it for keys that need it.
void SortByJavaTreeBins(std::span<JavaMapKey> keys);

/// String.compareTo: by UTF-16 units. Negative, zero or positive.
int CompareAsJava(std::string_view a, std::string_view b);

}  // namespace crosstrail
