// The small world that random policies and random requests are made of: few values, so that statements interact, and
// wildcards that overlap.
//
// Deterministic: the same seed gives the same policies and requests everywhere.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crosstrail::policy {

inline constexpr std::string_view kWorldOwner = "111111111111";
inline constexpr std::string_view kWorldOrganization = "o-ownerorg01";  // the owner's
inline constexpr std::string_view kWorldBucket = "b";

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  /// 0 to `bound` - 1.
  std::size_t Below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }
  bool Chance(unsigned percent) { return Below(100) < percent; }
  template <typename List>
  const auto& OneOf(const List& list) {
    return *(std::begin(list) + static_cast<std::ptrdiff_t>(Below(std::size(list))));
  }

 private:
  std::mt19937_64 random_;  // its values are fixed by the standard, those of distributions are not
};

enum class ValueKind : std::uint8_t { kText, kArn, kNumber, kDate, kBool, kAddress };

/// The values that policies compare a condition key with.
struct KeyPool {
  std::string_view key;
  ValueKind kind;
  unsigned weight;
  std::vector<std::string_view> values;
};

std::span<const KeyPool> KeyPools();
/// Of `key` in any case, or nullptr.
const KeyPool* FindKeyPool(std::string_view key);

struct World {
  std::vector<std::string_view> accounts;  // of others
  std::vector<std::string_view> names;     // of users, roles and federated users, some with paths
  std::vector<std::string_view> sessions;
  std::vector<std::string_view> role_ids;
  std::vector<std::string_view> user_ids;
  std::vector<std::string_view> canonical_ids;
  std::vector<std::string_view> services;
  std::vector<std::string_view> organization_paths;  // of others
  std::vector<std::string_view> own_paths;           // in the owner's organization
  std::vector<std::string_view> actions;             // patterns
  std::vector<std::string_view> resources;           // patterns
  std::vector<std::string_view> variable_resources;
  std::vector<std::string_view> variable_values;
  std::vector<std::string_view> object_keys;
};

const World& TheWorld();

}  // namespace crosstrail::policy
