// Thresholds: a table of timelines, a brute-force model, Kibana's windows, limits, states, and streams.
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "detect/threshold_detector.h"
#include "tests/detect/grouped_hits.h"

namespace crosstrail {
namespace {

Threshold ThresholdOf(std::uint64_t value, std::uint64_t cardinality) {
  Threshold threshold;
  threshold.fields = {"user.name"};
  threshold.value = value;
  if (cardinality != 0) threshold.cardinality.push_back({"event.action", cardinality});
  return threshold;
}

MakeHitDetector Make(std::uint64_t value, std::uint64_t cardinality, Duration lookback,
                     std::optional<RunSchedule> schedule = {}, DetectorLimits limits = {}) {
  return [=] {
    return std::make_unique<ThresholdDetector>(ThresholdOf(value, cardinality), lookback, schedule, "r", limits);
  };
}

struct Case {
  std::uint64_t value, cardinality;
  int lookback;  // seconds
  const char* hits;
  const char* expected;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.value << "/" << c.cardinality << " in " << c.lookback << "s of " << c.hits;
}

class Thresholds : public testing::TestWithParam<Case> {};

TEST_P(Thresholds, AreReached) {
  const Case& c = GetParam();
  EXPECT_EQ(FindIn(Make(c.value, c.cardinality, c.lookback * kSecond), HitsOf(c.hits)), c.expected);
}

INSTANTIATE_TEST_SUITE_P(Count, Thresholds,
                         testing::ValuesIn(std::vector<Case>{
                             {3, 0, 10, "u@1 u@2", ""},
                             {3, 0, 10, "u@1 u@2 u@3", "1 2 3 =u (3)"},
                             {3, 0, 10, "u@1 u u", "1 2 3 =u (3)"},
                             {3, 0, 10, "u@1 v@2 u@3 v@4 u@5", "1 3 5 =u (3)"},
                             {1, 0, 10, "u@1", "1 =u (1)"},
                             // A span of the lookback, its first end open: 1 is no longer there at 11.
                             {3, 0, 10, "u@1 u@2 u@11", ""},
                             {3, 0, 10, "u@1 u@2 u@10", "1 2 3 =u (3)"},
                             // Wherever the span lies.
                             {3, 0, 10, "u@1 u@8 u@12 u@15", "2 3 4 =u (3)"},
                             // What follows until a lookback after the first belongs to the alert.
                             {3, 0, 10, "u@1 u@2 u@3 u@4 u@10", "1 2 3 =u (5)"},
                             {3, 0, 10, "u@1 u@2 u@3 u@11 u@12", "1 2 3 =u (3)"},
                             {3, 0, 10, "u@1 u@2 u@3 u@11 u@12 u@13", "1 2 3 =u (3) / 4 5 6 =u (3)"},
                             // An event of several groups counts in each.
                             {2, 0, 10, "u,v@1 u@2 v@3", "1 2 =u (2) / 1 3 =v (2)"},
                             // Without fields all events are one group.
                             {2, 0, 10, ":@1 :@2", "1 2 = (2)"},
                         }));

INSTANTIATE_TEST_SUITE_P(Cardinality, Thresholds,
                         testing::ValuesIn(std::vector<Case>{
                             {1, 2, 10, "u:x@1 u:x@2", ""},
                             {1, 2, 10, "u:x@1 u:x@2 u:y@3", "1 2 3 =u (3; 2)"},
                             {3, 2, 10, "u:x@1 u:y@2", ""},
                             {3, 2, 10, "u:x@1 u:y@2 u:y@3", "1 2 3 =u (3; 2)"},
                             {1, 2, 10, "u:x@1 v:y@2", ""},
                             {1, 3, 10, "u:x+y@1 u:z@2", "1 2 =u (2; 3)"},
                             {1, 2, 10, "u:x@1 u@2 u:y@3",
                              "1 2 3 =u (3; 2)"},  // one without a value counts as an event
                             {1, 2, 10, "u:x@1 u:y@11", ""},
                             {1, 2, 10, "u:x@1 u:y@2 u:z@3 u:z@4", "1 2 =u (4; 3)"},
                         }));

// Every run of 10 s looks at the 12 s before it.
constexpr RunSchedule kRuns{.interval = 10 * kSecond, .lookback = 12 * kSecond};

TEST(ElasticWindows, FindWhatTheRunsWould) {
  struct Row {
    std::uint64_t value;
    const char* hits;
    const char* expected;
  };
  for (const Row& row : std::vector<Row>{
           {3, "u@1 u@2 u@3", "1 2 3 =u (3)"},
           {3, "u@7 u@8 u@11", ""},               // runs at 10 and 20, the second from 8 on: never three
           {3, "u@9 u@10 u@11", "1 2 3 =u (3)"},  // the run at 20 looks back to 8
           {3, "u@8 u@10 u@11", ""},              // 8 is not after 8
           {3, "u@1 u@2 u@3 u@9 u@10", "1 2 3 4 5 =u (5)"},
           {3, "u@1 u@9 u@10 u@11", "1 2 3 =u (3)"},  // what an alert has does not count again
           {3, "u@1 u@9 u@10 u@11 u@12 u@20", "1 2 3 =u (3) / 4 5 6 =u (3)"},
           {1, "u@20", "1 =u (1)"},
       }) {
    EXPECT_EQ(FindIn(Make(row.value, 0, 12 * kSecond, kRuns), HitsOf(row.hits)), row.expected) << row.hits;
  }
}

std::string RandomTimeline(std::mt19937& random, int events) {
  std::string text;
  Instant time = 0;
  for (int i = 0; i < events; ++i) {
    if (random() % 3 != 0) time += random() % 4;
    text += std::string(1, static_cast<char>('u' + random() % 3)) + ":" +
            std::string(1, static_cast<char>('a' + random() % 4)) + "@" + std::to_string(time) + " ";
  }
  return text;
}

// For each group: the first span of the lookback with enough in it, then on behind what the alert takes.
std::string Model(const std::vector<StepHit>& hits, std::uint64_t value, std::uint64_t cardinality, Duration lookback) {
  std::map<std::string, std::vector<const StepHit*>> groups;
  for (const StepHit& hit : hits) groups[hit.steps[0].keys[0]].push_back(&hit);
  std::vector<JoinedEvents> found;
  for (const auto& [key, group] : groups) {
    for (std::size_t begin = 0, end = 0; end < group.size(); ++end) {
      while (group[end]->event->time - group[begin]->event->time >= lookback) ++begin;
      std::set<std::string> values;
      for (std::size_t i = begin; i <= end; ++i) values.insert(group[i]->steps[1].keys[0]);
      if (end - begin + 1 < value || values.size() < cardinality) continue;
      JoinedEvents& one = found.emplace_back();
      one.key = key;
      for (std::size_t i = begin; i <= end; ++i) one.events.push_back(group[i]->event);
      one.ordinal = group[end]->event->place;
      const Instant until = group[begin]->event->time + lookback;
      for (; end + 1 < group.size() && group[end + 1]->event->time < until; ++end) {
        values.insert(group[end + 1]->steps[1].keys[0]);
      }
      one.count.events = end - begin + 1;
      if (cardinality != 0) one.count.values = {values.size()};
      begin = end + 1;
    }
  }
  return Printed(std::move(found));
}

TEST(Thresholds, AreThoseOfTheModelInAnyOrderAndHoweverInterrupted) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const std::uint64_t value = 1 + random() % 5;
    const std::uint64_t cardinality = random() % 4;
    const Duration lookback = static_cast<Duration>(1 + random() % 15) * kSecond;
    const std::string timeline = RandomTimeline(random, 60);
    const std::vector<StepHit> hits = HitsOf(timeline);
    const MakeHitDetector make = Make(value, cardinality, lookback);
    const std::string expected = Model(hits, value, cardinality, lookback);
    ASSERT_EQ(FindIn(make, hits), expected)
        << value << "/" << cardinality << " " << lookback / kSecond << ": " << timeline;
    ASSERT_EQ(FindInStream(make, hits, 8 * kSecond, random), expected) << timeline;
  }
}

TEST(ElasticWindows, AreTheSameInAnyOrderAndHoweverInterrupted) {
  std::mt19937 random(8);
  for (int round = 0; round < 100; ++round) {
    const std::vector<StepHit> hits = HitsOf(RandomTimeline(random, 60));
    const MakeHitDetector make = Make(2 + random() % 3, random() % 3, kRuns.lookback, kRuns);
    ASSERT_EQ(FindInStream(make, hits, 8 * kSecond, random), FindIn(make, hits));
  }
}

TEST(ThresholdDetector, TellsOfManyEventsTheFirstAndTheOneThatCompletesIt) {
  std::string timeline;
  for (int i = 0; i < 500; ++i) timeline += "u@1 ";
  ThresholdDetector detector(ThresholdOf(300, 0), kMinute, {}, "r");
  std::vector<JoinedEvents> found;
  for (const StepHit& hit : HitsOf(timeline)) detector.Add(hit, found);
  detector.Finish(found);
  ASSERT_EQ(found.size(), 1U);
  ASSERT_EQ(found[0].events.size(), ThresholdDetector::kMostShown);
  EXPECT_EQ(found[0].events[98]->place, 99U);
  EXPECT_EQ(found[0].events[99]->place, 300U);
  EXPECT_EQ(found[0].count.events, 500U);
}

TEST(ThresholdDetector, GivesUpTheOldestToStayWithinItsLimit) {
  ThresholdDetector detector(ThresholdOf(2, 0), kHour, {}, "r", {.waiting = 100, .leading = 1});
  std::vector<JoinedEvents> found;
  std::string timeline;
  for (int i = 0; i < 1'000; ++i) timeline += "u" + std::to_string(i) + "@" + std::to_string(i) + " ";
  timeline += "u999@1000 u5@1001";
  for (const StepHit& hit : HitsOf(timeline)) detector.Add(hit, found);
  detector.Finish(found);
  EXPECT_EQ(Printed(std::move(found)), "1000 1001 =u999 (2)");
  EXPECT_GT(detector.evicted(), 850U);
}

TEST(ThresholdDetector, RefusesStatesThatAreNotItsOwn) {
  const auto load = [](const std::string&) { return std::make_shared<const HitEvent>(); };
  std::vector<JoinedEvents> found;
  ThresholdDetector one(ThresholdOf(3, 1), kMinute, {}, "one");
  for (const StepHit& hit : HitsOf("u:x@1 v:y@2")) one.Add(hit, found);
  const std::string state = one.Save([](const HitEvent&) { return std::string("e"); });
  ThresholdDetector other(ThresholdOf(3, 1), kMinute, {}, "other");
  EXPECT_THAT(other.Restore(state, load).error().message, testing::HasSubstr("another form of the rule"));
  EXPECT_TRUE(one.Restore(state, load));
  for (std::size_t cut = 0; cut < state.size(); ++cut) {
    EXPECT_FALSE(one.Restore(state.substr(0, cut), load)) << cut;
  }
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"entries\":[{", "\"entries\":[{\"due\":1,\"x\":[{"},
                                                        {"\"ordinal\":1", "\"ordinal\":\"x\""},
                                                        {"\"values\":[[\"x\"]]", "\"values\":[]"},
                                                        {"\"event\":0", "\"event\":7"}}) {
    std::string damaged = state;
    const std::size_t at = damaged.find(from);
    ASSERT_NE(at, std::string::npos) << from << " in " << state;
    damaged.replace(at, from.size(), to);
    EXPECT_FALSE(one.Restore(damaged, load)) << damaged;
  }
}

}  // namespace
}  // namespace crosstrail
