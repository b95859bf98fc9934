// New terms: the corners of a history, several values, learning, Kibana's windows, limits, states, and streams.
#include <gmock/gmock.h>

#include "detect/new_terms_detector.h"
#include "tests/detect/grouped_hits.h"

namespace crosstrail {
namespace {

MakeHitDetector Make(Duration history, Instant complete = kMinInstant, std::optional<RunSchedule> schedule = {},
                     DetectorLimits limits = {}) {
  return [=] { return std::make_unique<NewTermsDetector>(history, complete, schedule, "r", limits); };
}

struct Case {
  const char* what;
  const char* hits;
  const char* expected;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.what; }

class NewTermsOf100s : public testing::TestWithParam<Case> {};

TEST_P(NewTermsOf100s, AreFound) {
  EXPECT_EQ(FindIn(Make(100 * kSecond), HitsOf(GetParam().hits)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Corners, NewTermsOf100s,
                         testing::ValuesIn(std::vector<Case>{
                             {"first seen", "u@1", "1 =u"},
                             {"seen inside the history", "u@1 u@50", "1 =u"},
                             {"seen at the beginning of the history", "u@1 u@101", "1 =u"},
                             {"seen before the history", "u@1 u@102", "1 =u / 2 =u"},
                             {"what is seen is remembered from the last time on", "u@1 u@90 u@180 u@270", "1 =u"},
                             {"twice at one time", "u@1 u", "1 =u"},
                             {"others do not count", "u@1 v@2 u@3 w@4", "1 =u / 2 =v / 4 =w"},
                             {"each new combination by itself", "u,v@1 v,w@2", "1 =u / 1 =v / 2 =w"},
                             {"what is learned is no news", "~u@1 u@2 v@3", "3 =v"},
                             {"what is learned is forgotten, too", "~u@1 u@102", "2 =u"},
                             {"what is there to learn from is not told", "~u@1 ~v@2", ""},
                         }));

TEST(NewTerms, AreNotToldBeforeTheHistoryIsComplete) {
  NewTermsDetector detector(100 * kSecond, 101 * kSecond, {}, "r");
  std::vector<JoinedEvents> found;
  for (const StepHit& hit : HitsOf("u@1 v@50 u@60 w@100 x@101 u@102 y@103")) detector.Add(hit, found);
  detector.Finish(found);
  EXPECT_EQ(Printed(std::move(found)), "5 =x / 7 =y");
  EXPECT_EQ(detector.incomplete(), 3U);
}

// Runs every 10 s look at the 12 s before, and compare them with what is from 100 s before the run on.
TEST(NewTerms, ByTheRunsThatKibanaWouldMake) {
  constexpr RunSchedule kRuns{.interval = 10 * kSecond, .lookback = 12 * kSecond};
  for (const auto& [hits, expected] : std::vector<std::pair<const char*, const char*>>{
           {"u@5", "1 =u"},
           {"u@5 u@9", "1 =u"},
           {"u@5 u@104", "1 =u / 2 =u"},  // the run at 110 compares with what is from 10 on
           {"u@11 u@104", "1 =u"},
       }) {
    EXPECT_EQ(FindIn(Make(100 * kSecond, kMinInstant, kRuns), HitsOf(hits)), expected) << hits;
  }
  // Runs that look back less than they are apart: nobody looks at 3.
  constexpr RunSchedule kGaps{.interval = 10 * kSecond, .lookback = 5 * kSecond};
  EXPECT_EQ(FindIn(Make(100 * kSecond, kMinInstant, kGaps), HitsOf("u@3 v@7 u@8")), "2 =v");
}

std::string RandomTimeline(std::mt19937& random) {
  std::string text;
  Instant time = 0;
  for (int i = 0; i < 80; ++i) {
    if (random() % 3 != 0) time += random() % 12;
    text += std::string(random() % 7 == 0 ? "~" : "") + static_cast<char>('a' + random() % 8) + "@" +
            std::to_string(time) + " ";
  }
  return text;
}

TEST(NewTerms, AreThoseOfTheModelInAnyOrderAndHoweverInterrupted) {
  std::mt19937 random(9);
  for (int round = 0; round < 300; ++round) {
    const Duration history = static_cast<Duration>(1 + random() % 60) * kSecond;
    const Instant complete = static_cast<Instant>(random() % 50) * kSecond;
    const std::string timeline = RandomTimeline(random);
    const std::vector<StepHit> hits = HitsOf(timeline);
    std::vector<JoinedEvents> expected;
    for (std::size_t i = 0; i < hits.size(); ++i) {
      const Instant time = hits[i].event->time;
      const std::string& key = hits[i].steps[0].keys[0];
      const bool seen = std::any_of(
          hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(i),
          [&](const StepHit& one) { return one.steps[0].keys[0] == key && one.event->time >= time - history; });
      if (!seen && !hits[i].history && time >= complete) expected.push_back({key, {hits[i].event}, i + 1, {}});
    }
    const std::string printed = Printed(expected);
    const MakeHitDetector make = Make(history, complete);
    ASSERT_EQ(FindIn(make, hits), printed) << history / kSecond << " " << timeline;
    ASSERT_EQ(FindInStream(make, hits, 8 * kSecond, random), printed) << timeline;
  }
}

TEST(NewTerms, ForgetWhatWasSeenLongestAgoToStayWithinTheLimit) {
  NewTermsDetector detector(kDay, kMinInstant, {}, "r", {.waiting = 10, .leading = 1});
  std::vector<JoinedEvents> found;
  std::string timeline;
  for (int i = 0; i < 20; ++i) timeline += "u" + std::to_string(i) + "@" + std::to_string(i) + " ";
  for (const StepHit& hit : HitsOf(timeline + "u19@20 u0@21")) detector.Add(hit, found);
  ASSERT_EQ(found.size(), 21U);
  EXPECT_EQ(found.back().key, "u0");
  EXPECT_GE(detector.evicted(), 9U);
}

TEST(NewTerms, StatesOfOthersAreRefused) {
  const auto load = [](const std::string&) { return HitEventRef(); };
  const auto save = [](const HitEvent&) { return std::string(); };
  std::vector<JoinedEvents> found;
  NewTermsDetector one(kDay, kMinInstant, {}, "one");
  for (const StepHit& hit : HitsOf("u@1 v@2")) one.Add(hit, found);
  const std::string state = one.Save(save);
  NewTermsDetector other(kDay, kMinInstant, {}, "other");
  EXPECT_THAT(other.Restore(state, load).error().message, testing::HasSubstr("another form of the rule"));
  for (std::size_t cut = 0; cut < state.size(); ++cut) EXPECT_FALSE(one.Restore(state.substr(0, cut), load)) << cut;
  std::string twice = state;
  twice.replace(twice.find("\"u\""), 3, "\"v\"");
  EXPECT_FALSE(one.Restore(twice, load));
  EXPECT_TRUE(one.Restore(state, load));
}

}  // namespace
}  // namespace crosstrail
