#include "base/ordered_output.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>
#include <vector>

namespace crosstrail {
namespace {

// Threads take jobs in ascending order and write their parts whenever the scheduler lets them.
std::string RunJobs(unsigned threads, std::size_t most_held, std::uint64_t jobs) {
  std::string out;
  OrderedOutput output(
      [&out](std::string_view bytes) -> Status {
        out += bytes;
        return {};
      },
      most_held);
  std::atomic<std::uint64_t> next{0};
  std::vector<std::jthread> running;
  for (unsigned i = 0; i < threads; ++i) {
    running.emplace_back([&] {
      for (std::uint64_t job = next++; job < jobs; job = next++) {
        std::string bytes;
        for (std::uint64_t part = 0; part < job % 5; ++part) {
          bytes += std::to_string(job) + "." + std::to_string(part) + " ";
          if (part % 2 == 0) output.Append(job, bytes);
        }
        output.Append(job, bytes);
        output.Finish(job);
      }
    });
  }
  running.clear();
  EXPECT_TRUE(output.status());
  return out;
}

TEST(OrderedOutputTest, IsInTheOrderOfTheJobs) {
  const std::string expected = RunJobs(1, 0, 500);
  EXPECT_EQ(expected.substr(0, 20), "1.0 2.0 2.1 3.0 3.1 ");
  for (const unsigned threads : {2U, 3U, 8U}) {
    for (const std::size_t most_held : {0U, 10U, 100'000U}) {
      EXPECT_EQ(RunJobs(threads, most_held, 500), expected) << threads << " threads, " << most_held << " bytes held";
    }
  }
}

TEST(OrderedOutputTest, StopsWritingAtTheFirstError) {
  int calls = 0;
  OrderedOutput output(
      [&calls](std::string_view) -> Status {
        ++calls;
        return Fail(ErrorCode::kIo, "the disk is full");
      },
      1);
  std::string bytes = "later";
  output.Append(0, bytes);
  ASSERT_FALSE(output.status());
  EXPECT_EQ(output.status().error().message, "the disk is full");
  bytes = "long enough to have to wait, were there anything to wait for";
  output.Append(1, bytes);
  output.Finish(0);
  output.Finish(1);
  EXPECT_EQ(calls, 1);
}

TEST(OrderedOutputTest, NobodyWaitsForAJobThatWasAbandoned) {
  OrderedOutput output([](std::string_view) -> Status { return {}; }, 1);
  std::jthread waiting([&output] {
    std::string bytes = "job 1 waits for job 0";
    output.Append(1, bytes);
  });
  output.Abandon();
  waiting.join();
  EXPECT_FALSE(output.status());
}

}  // namespace
}  // namespace crosstrail
