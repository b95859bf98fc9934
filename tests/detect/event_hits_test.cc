#include "detect/event_hits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/detect/rules.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;

RuleSet TwoRules(std::uint64_t max_signals) {
  RuleSet rules = RulesOf({"any where true", "any where true"});
  for (CompiledRule& rule : rules.rules) rule.rule.max_signals = max_signals;
  return rules;
}

OwnedRecord At(Instant second, const std::string& id, const std::string& path = "a", std::uint64_t index = 0) {
  OwnedRecord record("{}", "p", "a", id);
  record.time = second * kSecond;
  record.set_path(path);
  record.index = index;
  return record;
}

std::vector<std::string> Ids(const EventHits::Outcome& outcome) {
  std::vector<std::string> ids;
  for (const Detection& detection : outcome.detections) {
    ids.push_back(std::to_string(detection.rule) + ":" + detection.events.at(0).event_id);
  }
  return ids;
}

TEST(EventHits, AreOrderedByTimeThenEventIdThenRule) {
  const RuleSet rules = TwoRules(100);
  EventHits hits(rules, std::nullopt);
  hits.Add(1, At(2, "b").View());
  hits.Add(0, At(2, "b").View());
  hits.Add(0, At(2, "a").View());
  hits.Add(0, At(1, "z").View());
  OwnedRecord timeless = At(0, "t");
  timeless.has_time = false;
  hits.Add(0, timeless.View());
  EXPECT_THAT(Ids(hits.Finish()), ElementsAre("0:z", "0:a", "0:b", "1:b", "0:t"));
}

TEST(EventHits, OneEventDeliveredTwiceIsOneDetection) {
  const RuleSet rules = TwoRules(100);
  EventHits hits(rules, std::nullopt);
  hits.Add(0, At(1, "x", "later.json", 0).View());
  hits.Add(0, At(1, "x", "earlier.json", 7).View());
  hits.Add(0, At(1, "x", "earlier.json", 9).View());
  const EventHits::Outcome outcome = hits.Finish();
  ASSERT_THAT(Ids(outcome), ElementsAre("0:x"));
  EXPECT_EQ(outcome.detections[0].events[0].provenance.path, "earlier.json");
  EXPECT_EQ(outcome.detections[0].events[0].provenance.index, 7U);
  EXPECT_THAT(outcome.over_limit, ElementsAre(0, 0));
}

// However its copies differ, and whichever comes first: the earliest stands for the event, in the limit too.
TEST(EventHits, CopiesWithDifferentTimesAreOneEvent) {
  const RuleSet rules = TwoRules(2);
  std::vector<OwnedRecord> records{At(1, "x"), At(2, "x"), At(3, "y"), At(4, "z"), At(5, "y")};
  records.push_back(At(0, "x"));
  records.back().has_time = false;
  std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
  do {
    EventHits hits(rules, std::nullopt);
    for (const std::size_t i : order) hits.Add(0, records[i].View());
    const EventHits::Outcome outcome = hits.Finish();
    ASSERT_THAT(Ids(outcome), ElementsAre("0:x", "0:y"));
    EXPECT_EQ(outcome.detections[0].events[0].time, kSecond);
    EXPECT_EQ(outcome.detections[1].events[0].time, 3 * kSecond);
    EXPECT_THAT(outcome.over_limit, ElementsAre(1, 0));
  } while (std::ranges::next_permutation(order).found);
}

TEST(EventHits, RecordsWithoutAnIdAreToldApartByTheirText) {
  const RuleSet rules = TwoRules(100);
  EventHits hits(rules, std::nullopt);
  hits.Add(0, OwnedRecord("{\"a\":1}", "p", "a", "").View());
  hits.Add(0, OwnedRecord("{\"a\":2}", "p", "a", "").View());
  hits.Add(0, OwnedRecord("{\"a\":1}", "p", "a", "").View());
  EXPECT_EQ(hits.Finish().detections.size(), 2U);
}

TEST(EventHits, WhatIsOverMaxSignalsIsCountedNotLost) {
  const RuleSet rules = TwoRules(2);
  EventHits hits(rules, std::nullopt);
  for (int i = 9; i >= 0; --i) {
    hits.Add(0, At(i, "e" + std::to_string(i)).View());
    hits.Add(0, At(i, "e" + std::to_string(i), "copy").View());
  }
  hits.Add(1, At(5, "x").View());
  const EventHits::Outcome outcome = hits.Finish();
  EXPECT_THAT(Ids(outcome), ElementsAre("0:e0", "0:e1", "1:x"));
  EXPECT_THAT(outcome.over_limit, ElementsAre(8, 0));
}

TEST(EventHits, TheCallersLimitReplacesTheRules) {
  const RuleSet rules = TwoRules(2);
  for (const auto& [limit, kept] : std::vector<std::pair<std::uint64_t, std::size_t>>{{0, 10}, {1, 1}, {7, 7}}) {
    EventHits hits(rules, limit);
    for (int i = 0; i < 10; ++i) hits.Add(0, At(i, "e" + std::to_string(i)).View());
    const EventHits::Outcome outcome = hits.Finish();
    EXPECT_EQ(outcome.detections.size(), kept);
    EXPECT_EQ(outcome.over_limit[0], 10 - kept);
  }
}

// Whoever finds which hit in whatever order: the outcome is the same.
TEST(EventHits, DoNotDependOnOrderOrOnTheSplitOverThreads) {
  const RuleSet rules = TwoRules(5);
  std::mt19937_64 random(3);
  std::vector<OwnedRecord> records;
  for (int i = 0; i < 40; ++i) {
    records.push_back(
        At(i / 4, "e" + std::to_string(i % 25), "file" + std::to_string(i % 3), static_cast<unsigned>(i)));
  }
  std::vector<std::string> expected;
  std::vector<std::string> expected_places;
  for (int round = 0; round < 50; ++round) {
    std::shuffle(records.begin(), records.end(), random);
    std::vector<EventHits> parts;
    for (int i = 0; i < 3; ++i) parts.emplace_back(rules, std::nullopt);
    for (const OwnedRecord& record : records) parts[random() % 3].Add(0, record.View());
    parts[0].Merge(std::move(parts[1]));
    parts[0].Merge(std::move(parts[2]));
    const EventHits::Outcome outcome = parts[0].Finish();
    std::vector<std::string> places;
    for (const Detection& detection : outcome.detections) {
      const Provenance& from = detection.events[0].provenance;
      places.push_back(from.path + "#" + std::to_string(from.index));
    }
    if (round == 0) {
      expected = Ids(outcome);
      expected_places = places;
    }
    ASSERT_EQ(Ids(outcome), expected);
    ASSERT_EQ(places, expected_places);
  }
}

}  // namespace
}  // namespace crosstrail
