#include "detect/join_hits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/detect/rules.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;

// Hits made by hand: "step key", one a second.
class JoinHits : public testing::Test {
 protected:
  void Add(std::uint32_t step, const std::string& key) {
    OwnedRecord record("{}", "p", "a", "e" + std::to_string(1000 + added_));
    record.time = added_++ * kSecond;
    log_.NextRecord();
    ASSERT_TRUE(log_.Add(0, record.View(), {{step, {key}}}));
  }

  // What `query` finds, by the last digit of the event ids.
  std::vector<std::string> Found(const std::string& query, DetectorLimits limits = {}) {
    const RuleSet rules = RulesOf({query});
    auto hits = HitsByRule({&log_}).Next();
    JoinedResults results(rules.rules.front(), std::move(*hits), {.limits = limits});
    EXPECT_TRUE(results.Find());
    evicted_ = results.evicted();
    forgotten_ = results.forgotten();
    const std::uint64_t size = results.size();
    std::vector<std::string> found;
    JoinedHits joined;
    for (auto more = results.Next(joined); *more; more = results.Next(joined)) {
      std::string& line = found.emplace_back(joined.key);
      for (const LoggedHit& hit : joined.events) line += hit.event_id.back();
      EXPECT_EQ(results.size(), size);
    }
    EXPECT_EQ(found.size(), size);
    return found;
  }

  HitLog log_{1'000};  // some hits a run
  int added_ = 0;
  std::uint64_t evicted_ = 0, forgotten_ = 0;
};

const std::string kAny = "[any where true] ";

TEST_F(JoinHits, PipesAreWindowsOnWhatIsFound) {
  for (int i = 0; i < 10; ++i) Add(0, "");
  EXPECT_THAT(Found("any where true | head 3"), ElementsAre("0", "1", "2"));
  EXPECT_THAT(Found("any where true | tail 2"), ElementsAre("8", "9"));
  EXPECT_THAT(Found("any where true | tail 4 | head 2"), ElementsAre("6", "7"));
  EXPECT_THAT(Found("any where true | head 4 | tail 2 | head 9"), ElementsAre("2", "3"));
  EXPECT_THAT(Found("any where true | head 0 | tail 2"), ElementsAre());
  EXPECT_EQ(Found("any where true | tail 99").size(), 10U);
}

TEST_F(JoinHits, SequencesComeInOrderOfTheirLastEventThenByKey) {
  Add(0, "b");
  Add(0, "a");
  Add(1, "a");
  Add(1, "b");
  Add(0, "b");
  Add(1, "b");
  EXPECT_THAT(Found("sequence by k " + kAny + kAny), ElementsAre("a12", "b03", "b45"));
  EXPECT_THAT(Found("sequence by k " + kAny + kAny + "| tail 2 | head 1"), ElementsAre("b03"));
  // Each is sure of what must not follow at a time of its own; the order is the same.
  EXPECT_THAT(Found("sequence by k with maxspan=1h " + kAny + kAny + "![any where false]"),
              ElementsAre("a12", "b03", "b45"));
  EXPECT_THAT(Found("sample by k " + kAny + kAny), ElementsAre("a12", "b03"));
  EXPECT_THAT(Found("sample by k " + kAny + kAny, {.waiting = 1}), ElementsAre());
  EXPECT_EQ(evicted_, 5U);
}

TEST_F(JoinHits, LimitsAreCounted) {
  for (const char* const key : {"a", "b", "c"}) Add(0, key);
  for (const char* const key : {"a", "b", "c"}) {
    Add(1, key);
    Add(2, key);
  }
  const std::string query = "sequence by k with maxspan=1h !" + kAny + kAny + kAny;
  EXPECT_THAT(Found(query), ElementsAre());
  EXPECT_EQ(forgotten_, 0U);
  EXPECT_THAT(Found(query, {.leading = 2}), ElementsAre("a34"));
  EXPECT_EQ(forgotten_, 1U);
  EXPECT_EQ(evicted_, 0U);
}

}  // namespace
}  // namespace crosstrail
