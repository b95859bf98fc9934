#include "base/row_sorter.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <random>

namespace crosstrail {
namespace {

std::vector<std::pair<std::string, std::string>> All(std::vector<RowSorter>& sorters) {
  std::vector<RowSorter*> all;
  for (RowSorter& sorter : sorters) all.push_back(&sorter);
  RowReader reader(all);
  std::vector<std::pair<std::string, std::string>> rows;
  Row row;
  std::string scratch;
  while (true) {
    const auto more = reader.Next(row);
    EXPECT_TRUE(more) << more.error().message;
    if (!more || !*more) return rows;
    rows.emplace_back(row.key, row.rest);
    const auto again = sorters[reader.sorter()].Read(reader.place(), scratch);
    EXPECT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->key, rows.back().first);
    EXPECT_EQ(again->rest, rows.back().second);
  }
}

// From buffers that hold nothing to one that holds everything; keys of any bytes, rows larger than a block.
TEST(RowSorter, AgreesWithSortingInMemoryWhateverTheBufferAndTheSplit) {
  std::mt19937_64 random(11);
  for (const std::size_t buffer : {1U, 2'000U, 100'000U, 100'000'000U}) {
    std::vector<RowSorter> sorters;
    for (int i = 0; i < 3; ++i) sorters.emplace_back(buffer);
    std::vector<std::pair<std::string, std::string>> expected;
    for (int i = 0; i < 2'000; ++i) {
      std::string key;
      for (std::size_t length = random() % 12; length > 0; --length) key += static_cast<char>(random() % 256);
      AppendOrdered(static_cast<std::uint32_t>(i), key);  // no two the same
      std::string rest(random() % 400 == 0 ? 100'000 : random() % 30, static_cast<char>(random() % 256));
      ASSERT_TRUE(sorters[random() % 3].Add({key, rest}));
      expected.emplace_back(std::move(key), std::move(rest));
    }
    std::ranges::sort(expected);
    EXPECT_TRUE(All(sorters) == expected) << buffer;
    EXPECT_TRUE(All(sorters) == expected) << "read again";
    EXPECT_EQ(sorters[0].size() + sorters[1].size() + sorters[2].size(), 2'000U);
  }
}

// What was taken before the disk was full is there; what comes after is refused, not kept in memory.
TEST(RowSorter, KeepsWhatItTookWhereTheDiskIsFull) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{20'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  std::vector<RowSorter> sorters;
  sorters.emplace_back(4'000);
  std::vector<std::pair<std::string, std::string>> taken;
  std::size_t refused = 0;
  for (int i = 0; i < 2'000; ++i) {
    const std::string key = std::to_string(i * 7919 % 2'000);
    if (sorters[0].Add({key, "rest"})) {
      taken.emplace_back(key, "rest");
    } else {
      ++refused;
    }
    EXPECT_LE(sorters[0].held(), 4'000U);
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old);
  EXPECT_GT(refused, 0U);
  EXPECT_GT(taken.size(), 500U);
  std::ranges::sort(taken);
  EXPECT_TRUE(All(sorters) == taken);
}

TEST(RowSorter, OfNothingIsNothing) {
  std::vector<RowSorter> none;
  EXPECT_TRUE(All(none).empty());
  none.emplace_back();
  EXPECT_TRUE(All(none).empty());
}

TEST(RowSorter, NumbersOrderAsTheirTexts) {
  std::vector<std::string> texts;
  for (const std::uint64_t number : {0ULL, 1ULL, 255ULL, 256ULL, 1ULL << 40U, ~0ULL}) {
    AppendOrdered(number, texts.emplace_back());
  }
  EXPECT_TRUE(std::ranges::is_sorted(texts));
  EXPECT_EQ(texts[3].size(), 8U);
}

}  // namespace
}  // namespace crosstrail
