// How many distinct 64-bit hashes were seen, exactly, in bounded memory.
//
// Hashes are kept in a buffer; a full buffer is sorted, freed of doubles and put aside on disk, and the counting merges
// those runs. Two different things with one 64-bit hash count as one: of a hundred million things
// that happens once in 3,700 such inputs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/spill_file.h"

namespace crosstrail {

/// Not thread-safe; give each thread its own and Merge them.
class DistinctCounter {
 public:
  static constexpr std::size_t kDefaultBuffer = std::size_t{1} << 21;  // hashes: 16 MiB

  explicit DistinctCounter(std::size_t buffer = kDefaultBuffer) : capacity_(buffer) {}

  /// Amortised about 30 ns.
  void Add(std::uint64_t hash) {
    if (hashes_.size() == capacity_) MakeRoom();
    hashes_.push_back(hash);
  }

  /// Takes over what `other` has seen. Cheap: runs move over, at most one buffer is copied.
  void Merge(DistinctCounter&& other);

  /// Reads all runs once, in order; one that cannot be read back counts as far as it can. May be called again, and
  /// added to afterwards.
  std::uint64_t Count();

  /// How many runs are on disk.
  std::size_t runs() const { return runs_.size(); }

 private:
  struct Run {
    SpillFile file;
    std::uint64_t length = 0;  // hashes
  };
  class RunReader;

  void Compact();
  void MakeRoom();

  std::size_t capacity_;
  std::vector<std::uint64_t> hashes_;  // sorted and distinct up to sorted_
  std::size_t sorted_ = 0;
  std::vector<Run> runs_;
};

}  // namespace crosstrail
