#include "detect/ordered_hits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>

#include "tests/detect/rules.h"

namespace crosstrail {
namespace {

OwnedRecord RecordOf(const std::string& id, Instant time, const std::string& path, std::uint64_t index) {
  OwnedRecord record("{\"id\":\"" + id + "\"}", "p", "a", id);
  record.time = time;
  record.set_path(path);
  record.index = index;
  return record;
}

// "rule time id place key", one a hit, as the logs give them.
std::vector<std::string> All(std::deque<HitLog>& logs) {
  std::vector<HitLog*> pointers;
  for (HitLog& log : logs) pointers.push_back(&log);
  HitsByRule by_rule(std::move(pointers));
  std::vector<std::string> lines;
  while (true) {
    auto hits = by_rule.Next();
    EXPECT_TRUE(hits) << hits.error().message;
    if (!*hits) return lines;
    const std::size_t before = lines.size();
    LoggedHit hit;
    std::vector<StepKeys> steps;
    for (auto more = (*hits)->Next(hit); *more; more = (*hits)->Next(hit)) {
      hit.Steps(steps);
      lines.push_back(std::to_string((*hits)->rule()) + " " + (hit.has_time ? std::to_string(hit.time) : "-") + " " +
                      hit.event_id + " " + hit.Source().path + "#" + std::to_string(hit.index) + " " +
                      steps.at(0).keys.at(0));
      const auto record = hit.log->Load(hit);
      EXPECT_EQ(record->json, "{\"id\":\"" + hit.event_id + "\"}");
      const auto again = (*hits)->At((*hits)->place());
      EXPECT_EQ(again->event_id, hit.event_id);
      EXPECT_EQ(again->steps, hit.steps);
    }
    EXPECT_EQ((*hits)->size(), lines.size() - before);
  }
}

TEST(OrderedHits, StandByTimeThenIdAndOfCopiesTheEarliestCounts) {
  std::deque<HitLog> logs(2);
  const auto add = [&](std::size_t log, std::uint32_t rule, const OwnedRecord& record, const std::string& key) {
    logs[log].NextRecord();
    ASSERT_TRUE(logs[log].Add(rule, record.View(), {{0, {key}}}));
  };
  add(0, 1, RecordOf("b", 5, "f", 0), "k");
  add(0, 0, RecordOf("b", 5, "f", 1), "later place");
  add(1, 0, RecordOf("b", 5, "e", 9), "first place");
  add(1, 0, RecordOf("a", 5, "e", 2), "k");
  add(0, 0, RecordOf("ab", 5, "f", 3), "k");
  add(0, 0, RecordOf("c", -7, "f", 4), "earliest");
  add(1, 0, RecordOf("c", 3, "e", 5), "a copy with another time");
  OwnedRecord timeless = RecordOf("d", 0, "e", 6);
  timeless.has_time = false;
  add(1, 0, timeless, "k");
  timeless = RecordOf("a", 0, "a", 0);
  timeless.has_time = false;
  add(1, 0, timeless, "a copy without a time");
  EXPECT_THAT(All(logs), testing::ElementsAre("0 -7 c f#4 earliest", "0 5 a e#2 k", "0 5 ab f#3 k",
                                              "0 5 b e#9 first place", "0 - d e#6 k", "1 5 b f#0 k"));
}

// The outcome depends on the hits alone, and the memory on neither: what a log holds stays within its buffer.
TEST(OrderedHits, DoNotDependOnOrderSplitOrBuffer) {
  std::mt19937 random(4);
  struct Made {
    std::uint32_t rule;
    OwnedRecord record;
  };
  std::vector<Made> made;
  std::map<std::pair<std::uint32_t, std::string>, Instant> first;
  for (std::uint64_t i = 0; i < 6'000; ++i) {
    const std::string id = "e" + std::to_string(random() % 3'000);
    const auto rule = static_cast<std::uint32_t>(random() % 3);
    const auto time = static_cast<Instant>(random() % 50);
    made.push_back({rule, RecordOf(id, time, "f" + std::to_string(i % 7), i)});
    const auto known = first.emplace(std::pair(rule, id), time).first;
    known->second = std::min(known->second, time);
  }
  std::vector<std::string> expected;
  for (const std::size_t buffer : {std::size_t{1} << 14U, RowSorter::kDefaultBuffer, std::size_t{1}}) {
    std::shuffle(made.begin(), made.end(), random);
    std::deque<HitLog> logs;
    for (int i = 0; i < 3; ++i) logs.emplace_back(buffer);
    for (const Made& hit : made) {
      HitLog& log = logs[random() % 3];
      log.NextRecord();
      ASSERT_TRUE(log.Add(hit.rule, hit.record.View(), {{0, {"key"}}}));
      ASSERT_LE(log.rows().held(), std::max<std::size_t>(buffer, 150));  // or one row
    }
    const std::vector<std::string> found = All(logs);
    if (expected.empty()) expected = found;
    ASSERT_EQ(found.size(), first.size());
    ASSERT_TRUE(found == expected) << buffer;
  }
}

}  // namespace
}  // namespace crosstrail
