#include <gmock/gmock.h>

#include <algorithm>

#include "fake_event.h"
#include "query/query.h"
#include "query/scalar.h"
#include "random_queries.h"

namespace crosstrail {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> RequirementsOf(const std::string& query) {
  FieldSet fields;
  const auto compiled = CompileEql(query, {}, fields);
  if (!compiled) return {"does not compile"};
  std::vector<std::string> printed;
  for (const Requirement& requirement : NecessaryEqualities(compiled->steps.front().condition)) {
    std::string line = fields.Name(requirement.field) + ":";
    for (const std::string& value : requirement.values) line += " " + value;
    printed.push_back(line);
  }
  return printed;
}

TEST(NecessaryEqualities, FollowFromConjunctionsAndListsOnOneField) {
  EXPECT_THAT(RequirementsOf("iam where a == \"x\" and b in (\"z\", \"y\") and not c == \"n\""),
              ElementsAre("event.category: iam", "a: x", "b: y z"));
  EXPECT_THAT(RequirementsOf("any where a == \"x\" or a in (\"y\", \"x\")"), ElementsAre("a: x y"));
  EXPECT_THAT(RequirementsOf("any where (a == \"x\" and b == \"1\") or (a == \"y\" and c == \"1\")"),
              ElementsAre("a: x y"));
  EXPECT_THAT(RequirementsOf("any where a == \"x\" or b == \"y\""), IsEmpty());
  EXPECT_THAT(RequirementsOf("any where a == \"x\" or true"), IsEmpty());
  EXPECT_THAT(RequirementsOf("any where a == \"x\" or false"), ElementsAre("a: x"));
  EXPECT_THAT(RequirementsOf("any where a : \"x\" and b in~ (\"y\") and c like \"z\""), ElementsAre("c: z"));
  EXPECT_THAT(RequirementsOf("any where a != \"x\" and not b in (\"y\")"), IsEmpty());
  EXPECT_THAT(RequirementsOf("any where not (not a == \"x\")"), ElementsAre("a: x"));
  EXPECT_THAT(RequirementsOf("any where a == 1 and b == null and c"), IsEmpty());
  EXPECT_THAT(RequirementsOf("any where (a == \"x\") == true"), ElementsAre("a: x"));
}

// Whenever the condition holds, so does every requirement.
TEST(NecessaryEqualities, AreSound) {
  RandomQueries random(11);
  std::size_t listed = 0;
  std::size_t matched = 0;
  for (int i = 0; i < 4'000; ++i) {
    FieldSet fields;
    const std::string query = (random.Below(2) == 0 ? "any where " : "p where ") + random.Condition(3);
    const auto compiled = CompileEql(query, {.event_category_field = "a"}, fields);
    ASSERT_TRUE(compiled) << query;
    const auto requirements = NecessaryEqualities(compiled->steps.front().condition);
    listed += requirements.size();
    for (const Requirement& requirement : requirements) {
      EXPECT_TRUE(std::is_sorted(requirement.values.begin(), requirement.values.end()));
      EXPECT_FALSE(requirement.values.empty());
    }
    for (int j = 0; j < 20; ++j) {
      FakeEvent event(fields);
      random.Fill(event);
      if (!compiled->steps.front().condition.Matches(event)) continue;
      ++matched;
      for (const Requirement& requirement : requirements) {
        const Values values = event.Get(requirement.field);
        EXPECT_TRUE(std::any_of(values.begin(), values.end(), [&](const Value& value) {
          return std::binary_search(requirement.values.begin(), requirement.values.end(),
                                    std::get<std::string_view>(value));
        })) << query;
      }
    }
  }
  EXPECT_GT(listed, 1'000U);
  EXPECT_GT(matched, 1'000U);
}

}  // namespace
}  // namespace crosstrail
