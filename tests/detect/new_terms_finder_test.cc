// New terms in logs that are all there: those that the detector finds, whoever saw which event, and in whatever order.
#include "detect/new_terms_finder.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "detect/new_terms_detector.h"
#include "detect/term_runs.h"
#include "tests/detect/grouped_hits.h"

namespace crosstrail {
namespace {

constexpr Duration kHistory = 10 * kSecond;

struct Sight {
  char term = 'a';
  int time = 0;
};

// What is left of the sights: which of them may be news, and then the runs, as "a@1 b@2 a=1-9".
std::string Left(const std::vector<Sight>& sights) {
  std::string text;
  std::map<std::string, int> runs;
  TermRuns terms([&](std::uint32_t rule, std::string_view term, const TermRun& run) {
    EXPECT_EQ(rule, 7U);
    runs[std::string(term) + "=" + std::to_string(run.first / kSecond) + "-" + std::to_string(run.last / kSecond)]++;
    return Status();
  });
  for (const Sight& sight : sights) {
    if (terms.Add(7, kHistory, std::string(1, sight.term), sight.time * kSecond).value()) {
      text += std::string(1, sight.term) + "@" + std::to_string(sight.time) + " ";
    }
  }
  EXPECT_TRUE(terms.Finish());
  for (const auto& [run, times] : runs) {
    EXPECT_EQ(times, 1);
    text += run + " ";
  }
  return text;
}

TEST(TermRuns, LeaveWhatBeginsThem) {
  EXPECT_EQ(Left({}), "");
  EXPECT_EQ(Left({{'a', 5}}), "a@5 ");
  EXPECT_EQ(Left({{'a', 5}, {'a', 5}}), "a@5 a@5 ");
  EXPECT_EQ(Left({{'a', 5}, {'a', 6}, {'b', 7}, {'a', 15}}), "a@5 b@7 a=5-15 ");
  EXPECT_EQ(Left({{'a', 5}, {'a', 16}}), "a@5 a@16 ");
  EXPECT_EQ(Left({{'a', 5}, {'a', 4}}), "a@5 a@4 a=4-5 ");
  EXPECT_EQ(Left({{'a', 20}, {'a', 5}, {'a', 12}}), "a@20 a@5 a=5-20 ");
  EXPECT_EQ(Left({{'a', 20}, {'a', 5}, {'a', 10}, {'a', 9}}), "a@20 a@5 a=5-20 ");
  EXPECT_EQ(Left({{'a', 40}, {'a', 5}, {'a', 20}, {'a', 15}, {'a', 31}, {'a', 29}}), "a@40 a@5 a@20 a@31 a=5-40 ");
}

using Found = std::map<std::pair<std::uint64_t, std::string>, int>;  // by event and term

Found ByDetector(const std::vector<StepHit>& hits, Instant complete, std::uint64_t& incomplete) {
  NewTermsDetector detector(kHistory, complete, {}, "r");
  std::vector<JoinedEvents> found;
  for (const StepHit& hit : hits) detector.Add(hit, found);
  detector.Finish(found);
  incomplete = detector.incomplete();
  Found all;
  for (const JoinedEvents& one : found) ++all[{one.events.front()->place, one.key}];
  return all;
}

// Deals the hits out to some threads, each of which sees its own in any order.
Found ByThreads(const std::vector<StepHit>& hits, Instant complete, std::uint64_t& incomplete, std::mt19937& random) {
  struct Thread {
    std::vector<StepHit> hits, left;
  };
  std::vector<Thread> threads(1 + random() % 4);
  for (const StepHit& hit : hits) {
    // What is there to learn from is seen by threads of its own.
    const std::size_t half = threads.size() / 2;
    const bool apart = half != 0;
    const std::size_t of = !apart ? 0 : hit.history ? random() % half : half + random() % (threads.size() - half);
    threads[of].hits.push_back(hit);
  }
  std::vector<std::pair<StepHit, Instant>> rows;  // and until when they are runs
  for (Thread& thread : threads) {
    if (random() % 2 == 0) std::ranges::shuffle(thread.hits, random);
    TermRuns terms([&](std::uint32_t, std::string_view term, const TermRun& run) {
      StepHit hit{std::make_shared<const HitEvent>(HitEvent{run.first, {}, 0}), {{0, {std::string(term)}}}, false};
      rows.emplace_back(std::move(hit), run.last);
      return Status();
    });
    const bool is_mixed = threads.size() / 2 == 0;
    for (StepHit hit : thread.hits) {
      if (is_mixed) {  // one that learns and looks sees all
        rows.emplace_back(std::move(hit), kMinInstant);
        continue;
      }
      std::erase_if(hit.steps.front().keys,
                    [&](const std::string& key) { return !terms.Add(0, kHistory, key, hit.event->time).value(); });
      if (!hit.steps.front().keys.empty()) rows.emplace_back(std::move(hit), kMinInstant);
      if (random() % 20 == 0) {
        EXPECT_TRUE(terms.Finish());
      }
    }
    EXPECT_TRUE(terms.Finish());
  }
  std::ranges::stable_sort(rows, {}, [](const auto& row) {
    return std::tuple(row.first.event->time, row.second != kMinInstant, row.first.event->place);
  });
  NewTermsFinder finder(kHistory, complete);
  for (const auto& [hit, last] : rows) {
    EXPECT_TRUE(last == kMinInstant ? finder.Add(hit) : finder.AddRun(hit, last));
  }
  Found all;
  EXPECT_TRUE(finder.Finish([&](JoinedEvents one) {
    ++all[{one.events.front()->place, one.key}];
    return Status();
  }));
  incomplete = finder.incomplete();
  return all;
}

TEST(NewTermsFinder, FindsWhatTheDetectorFinds) {
  std::mt19937 random(20260601);
  std::size_t found = 0;
  for (int round = 0; round < 2'000; ++round) {
    std::string timeline;
    Instant time = 0;
    for (int i = 0; i < 60; ++i) {
      if (random() % 3 != 0) time += random() % 9;
      timeline += random() % 7 == 0 ? "~" : "";
      timeline += static_cast<char>('a' + random() % 4);
      if (random() % 5 == 0) timeline += std::string(",b") + static_cast<char>('a' + random() % 3);
      timeline += "@" + std::to_string(time) + " ";
    }
    const std::vector<StepHit> hits = HitsOf(timeline);
    const Instant complete = random() % 2 == 0 ? kMinInstant : static_cast<Instant>(random() % 100) * kSecond;
    std::uint64_t incomplete = 0, incomplete_of_threads = 0;
    const Found expected = ByDetector(hits, complete, incomplete);
    EXPECT_EQ(ByThreads(hits, complete, incomplete_of_threads, random), expected) << timeline;
    EXPECT_EQ(incomplete_of_threads, incomplete) << timeline;
    found += expected.size();
    if (HasFailure()) return;
  }
  EXPECT_GT(found, 10'000U);
}

// Where one term begins like another they are still two.
TEST(NewTermsFinder, TellsTermsApart) {
  NewTermsFinder finder(kHistory, kMinInstant);
  for (const StepHit& hit : HitsOf("a@1 ab@2 a@3 ab@4 abc@5 a@6")) EXPECT_TRUE(finder.Add(hit));
  std::string found;
  EXPECT_TRUE(finder.Finish([&](JoinedEvents one) {
    found += one.key + std::to_string(one.ordinal) + " ";
    return Status();
  }));
  EXPECT_EQ(found, "a1 ab2 abc5 ");
}

}  // namespace
}  // namespace crosstrail
