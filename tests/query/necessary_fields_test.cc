#include <gmock/gmock.h>

#include "fake_event.h"
#include "query/query.h"
#include "random_queries.h"

namespace crosstrail {
namespace {

bool NeedsField(const std::string& query, const std::string& field) {
  FieldSet fields;
  const auto compiled = CompileEql(query, {}, fields);
  EXPECT_TRUE(compiled) << query;
  return compiled && !CanMatchWithout(compiled->steps.front().condition, fields.Intern(field));
}

TEST(NecessaryFields, AreThoseWithoutWhichNothingMatches) {
  EXPECT_TRUE(NeedsField("any where a == \"x\"", "a"));
  EXPECT_TRUE(NeedsField("any where a == \"x\" and b == \"y\"", "b"));
  EXPECT_TRUE(NeedsField("iam where b == \"y\"", "event.category"));
  EXPECT_TRUE(NeedsField("any where a != null", "a"));
  EXPECT_TRUE(NeedsField("any where (a == \"x\" and b == \"y\") or (a == \"z\" and c == \"y\")", "a"));
  EXPECT_FALSE(NeedsField("any where a == \"x\" or b == \"y\"", "a"));
  EXPECT_FALSE(NeedsField("any where not a == \"x\"", "a"));
  EXPECT_FALSE(NeedsField("any where a == null", "a"));
  EXPECT_FALSE(NeedsField("any where a == \"x\"", "b"));
  EXPECT_FALSE(NeedsField("any where true", "a"));
}

// Whatever an event holds otherwise, it does not match without a field that is said to be needed.
TEST(NecessaryFields, AreSound) {
  RandomQueries random(12);
  std::size_t needed = 0;
  std::size_t matched = 0;
  for (int i = 0; i < 4'000; ++i) {
    FieldSet fields;
    const std::string query = (random.Below(2) == 0 ? "any where " : "p where ") + random.Condition(3);
    const auto compiled = CompileEql(query, {.event_category_field = "a"}, fields);
    ASSERT_TRUE(compiled) << query;
    const Condition& condition = compiled->steps.front().condition;
    for (int j = 0; j < 20; ++j) {
      FakeEvent event(fields);
      random.Fill(event);
      if (!condition.Matches(event)) continue;
      ++matched;
      for (FieldId field = 0; field < fields.size(); ++field) {
        if (CanMatchWithout(condition, field)) continue;
        ++needed;
        EXPECT_FALSE(event.Get(field).empty()) << query << " without " << fields.Name(field);
      }
    }
  }
  EXPECT_GT(needed, 1'000U);
  EXPECT_GT(matched, 1'000U);
}

}  // namespace
}  // namespace crosstrail
