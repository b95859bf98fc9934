// The compiled plan against the syntax tree evaluated by the definitions, over random conditions and events.
#include <gtest/gtest.h>

#include "naive_eql.h"
#include "query/eql/parser.h"
#include "query/explain.h"
#include "query/query.h"
#include "random_queries.h"

namespace crosstrail {
namespace {

NaiveEvent Plain(FakeEvent& event, FieldSet& fields) {
  NaiveEvent plain;
  for (const char* name : {"a", "b", "c", "d"}) {
    for (const Value& value : event.Get(fields.Intern(name)))
      plain[name].emplace_back(std::get<std::string_view>(value));
  }
  return plain;
}

TEST(Differential, PlansAgreeWithTheDefinitions) {
  RandomQueries random(23);
  std::size_t seen[3] = {};
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = "any where " + random.Condition(4);
    FieldSet fields;
    const auto query = CompileEql(text, {}, fields);
    const auto statement = eql::ParseStatement(text);
    ASSERT_TRUE(query && statement) << text;
    for (int j = 0; j < 5; ++j) {
      FakeEvent event(fields);
      random.Fill(event);
      const NaiveEvent plain = Plain(event, fields);
      const Truth expected = NaiveEql(plain).Of(statement->steps.front().filter.condition);
      ++seen[static_cast<std::size_t>(expected)];
      const Condition& condition = query->steps.front().condition;
      ASSERT_EQ(condition.Matches(event), expected == Truth::kTrue) << text << "\n" << testing::PrintToString(plain);
      // What is explained is what was decided.
      ASSERT_EQ(Explain(condition, fields, &event).front().truth == Truth::kTrue, expected == Truth::kTrue) << text;
    }
  }
  for (const std::size_t count : seen) EXPECT_GT(count, 500U);  // of true, false and null each
}

}  // namespace
}  // namespace crosstrail
