// The generator's random numbers: xoshiro256** seeded through splitmix64, and integer-only choices, so that a seed
// gives the same bytes with any standard library, compiler or processor. Not for cryptography.
#pragma once

#include <cstddef>
#include <cstdint>

namespace crosstrail::generate {

/// splitmix64's finaliser: a bijection that scatters neighbouring numbers.
constexpr std::uint64_t Mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

/// A number for `key` within the stream of `seed`: Derive(Derive(seed, account), region) and so on.
constexpr std::uint64_t Derive(std::uint64_t seed, std::uint64_t key) { return Mix(seed ^ Mix(key + 1)); }

/// `hash` scaled to [0, bound); bound must be below 2^32.
constexpr std::uint32_t Scale(std::uint64_t hash, std::uint64_t bound) {
  return static_cast<std::uint32_t>(((hash >> 32U) * bound) >> 32U);
}

/// As Scale, but small numbers are likelier (the smaller of two draws): a few buckets, roles and tables do most work.
constexpr std::size_t ScaleSkewed(std::uint64_t hash, std::size_t bound) {
  const std::uint32_t first = Scale(hash, bound);
  const std::uint32_t second = Scale(hash << 32U, bound);
  return first < second ? first : second;
}

class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed = Mix(seed);
      word = seed;
    }
  }

  std::uint64_t Next() {
    const std::uint64_t result = Rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = Rotate(state_[3], 45);
    return result;
  }

  /// Uniform in [0, bound), bound below 2^32.
  std::uint32_t Below(std::uint64_t bound) { return Scale(Next(), bound); }

  /// True `permille` times in a thousand.
  bool Chance(std::uint32_t permille) { return Below(1000) < permille; }

 private:
  static constexpr std::uint64_t Rotate(std::uint64_t value, unsigned bits) {
    return (value << bits) | (value >> (64U - bits));
  }

  std::uint64_t state_[4];
};

}  // namespace crosstrail::generate
