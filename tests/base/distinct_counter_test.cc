#include "base/distinct_counter.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <unordered_set>

#include "base/hash.h"

namespace crosstrail {
namespace {

TEST(DistinctCounter, CountsNothingAtFirst) { EXPECT_EQ(DistinctCounter().Count(), 0U); }

TEST(DistinctCounter, CountsZeroAndTheLargestHash) {
  DistinctCounter counter;
  counter.Add(0);
  counter.Add(~std::uint64_t{0});
  counter.Add(0);
  EXPECT_EQ(counter.Count(), 2U);
}

// Buffers far smaller than the input, so that most of it goes through runs on disk.
TEST(DistinctCounter, AgreesWithASetWhateverTheBufferAndTheSplit) {
  std::mt19937_64 random(7);
  for (const std::size_t buffer : {2U, 64U, 1000U, 100000U}) {
    for (const std::uint64_t range : {50U, 3000U, 1000000U}) {
      std::vector<DistinctCounter> parts;
      for (int i = 0; i < 3; ++i) parts.emplace_back(buffer);
      std::unordered_set<std::uint64_t> expected;
      for (int i = 0; i < 4000; ++i) {
        const std::uint64_t hash = Hash64(std::to_string(random() % range));
        expected.insert(hash);
        parts[random() % parts.size()].Add(hash);
      }
      parts[0].Merge(std::move(parts[1]));
      parts[0].Merge(std::move(parts[2]));
      EXPECT_EQ(parts[0].Count(), expected.size()) << "buffer " << buffer << " range " << range;
      EXPECT_EQ(parts[0].Count(), expected.size()) << "counting again";
      parts[0].Add(1);
      EXPECT_EQ(parts[0].Count(), expected.size() + (expected.contains(1) ? 0 : 1)) << "adding after counting";
    }
  }
}

// $TMPDIR is where runs go; where nothing can be put there, memory serves and the count is still exact.
TEST(DistinctCounter, CountsInMemoryWhereThereIsNoPlaceForFiles) {
  const char* const before = std::getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("TMPDIR", "/dev/null", 1);
  DistinctCounter counter(64);
  for (std::uint64_t i = 0; i < 10'000; ++i) counter.Add(Hash64(std::to_string(i % 5'000)));
  EXPECT_EQ(counter.runs(), 0U);
  EXPECT_EQ(counter.Count(), 5'000U);
  before == nullptr ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", kept.c_str(), 1);
  DistinctCounter other(64);
  for (std::uint64_t i = 0; i < 10'000; ++i) other.Add(Hash64(std::to_string(i % 5'000)));
  EXPECT_GT(other.runs(), 0U);
  EXPECT_EQ(other.Count(), 5'000U);
}

}  // namespace
}  // namespace crosstrail
