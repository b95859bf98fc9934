#include "query/implication.h"

#include <gtest/gtest.h>

#include "fake_event.h"
#include "random_queries.h"

namespace crosstrail {
namespace {

Query Compiled(const std::string& text, FieldSet& fields) {
  auto compiled = CompileEql(text, {.event_category_field = "a"}, fields);
  EXPECT_TRUE(compiled) << text;
  return std::move(*compiled);
}

bool ImpliesText(const std::string& a, const std::string& b) {
  FieldSet fields;
  const Query first = Compiled("any where " + a, fields);
  const Query second = Compiled("any where " + b, fields);
  return Implies(first.steps.front().condition, second.steps.front().condition);
}

TEST(Implication, FindsWhatAsksForNoMore) {
  struct Case {
    const char* a;
    const char* b;
    bool implies, reverse;
  };
  const Case cases[] = {
      {R"(a == "x")", R"(a == "x")", true, true},
      {R"(a == "x" and b == "y")", R"(a == "x")", true, false},
      {R"(a == "x" and b == "y")", R"(b == "y" and a == "x")", true, true},
      {R"(a == "x")", R"(a in ("x", "z"))", true, false},
      {R"(a == "x")", R"(a like "x*")", true, false},
      {R"(a == "xy")", R"(a : "XY")", true, false},
      {R"(a == "x")", R"(a == "y")", false, false},
      {R"(a == "x")", "a != null", true, false},
      {R"(a == "x" or a == "y")", R"(a in ("y", "x", "z"))", true, false},
      {R"(not a in ("x", "y"))", R"(not a == "x")", true, false},
      {R"(a == "x" and (b == "y" or c == "z"))", R"(b == "y" or c == "z")", true, false},
      {R"((a == "x" and b == "y") or (a == "x" and c == "y"))", R"(a == "x")", true, false},
      {"length(a) > 3", "length(a) > 3", true, true},
      {"length(a) > 3", "length(a) > 4", false, false},
      {"stringContains(a, b)", "stringContains(b, a)", false, false},
      {"false", R"(a == "x")", true, false},
      {R"(a == "x")", "true", true, false},
      {R"(cidrMatch(a, "10.0.0.0/8"))", R"(cidrMatch(a, "10.0.0.0/8", "192.0.2.0/24"))", true, false},
      {R"(a regex "x.*")", R"(a regex "x.*")", true, true},
      {R"(a regex "x.*")", R"(a regex~ "x.*")", false, false},
  };
  for (const Case& test : cases) {
    EXPECT_EQ(ImpliesText(test.a, test.b), test.implies) << test.a << " => " << test.b;
    EXPECT_EQ(ImpliesText(test.b, test.a), test.reverse) << test.b << " => " << test.a;
  }
}

// Lists that only differ far behind, where a description of them would have been cut.
TEST(Implication, SeesAllOfLongLists) {
  std::string one, other;
  for (int i = 0; i < 40; ++i) {
    one += (i == 0 ? "\"n" : ", \"n") + std::to_string(i) + "\"";
    other += (i == 0 ? "\"n" : ", \"n") + std::to_string(i == 39 ? 99 : i) + "\"";
  }
  EXPECT_FALSE(ImpliesText("a in (" + one + ")", "a in (" + other + ")"));
  EXPECT_TRUE(ImpliesText("a in (" + one + ")", "a in (" + one + ", \"more\")"));
}

TEST(Implication, SameQueries) {
  const std::string sequence = "sequence by a with maxspan=5m [any where b == \"x\"] [any where c == \"y\" and d == 1]";
  const std::string reordered =
      "sequence by a with maxspan=5m [any where b == \"x\"] [any where d == 1 and c == \"y\"]";
  FieldSet fields;
  EXPECT_TRUE(AsksTheSame(Compiled(sequence, fields), Compiled(reordered, fields)));
  for (const char* other : {"sequence by a with maxspan=6m [any where b == \"x\"] [any where c == \"y\" and d == 1]",
                            "sequence by b with maxspan=5m [any where b == \"x\"] [any where c == \"y\" and d == 1]",
                            "sequence by a with maxspan=5m [any where b == \"x\"] [any where c == \"y\"]",
                            "sequence by a with maxspan=5m [any where b == \"x\"] ![any where c == \"y\" and d == 1]",
                            "sample by a [any where b == \"x\"] [any where c == \"y\" and d == 1]"}) {
    EXPECT_FALSE(AsksTheSame(Compiled(sequence, fields), Compiled(other, fields))) << other;
  }
}

// Whatever an event holds, where it matches a condition it matches what that one is said to imply.
TEST(Implication, IsSound) {
  RandomQueries random(31);
  std::size_t implied = 0;
  std::size_t matched = 0;
  for (int i = 0; i < 40'000; ++i) {
    FieldSet fields;
    const std::string first = "any where " + random.Condition(2);
    const std::string second = "any where " + random.Condition(1);
    const Query a = Compiled(first, fields);
    const Query b = Compiled(second, fields);
    if (!Implies(a.steps.front().condition, b.steps.front().condition)) continue;
    ++implied;
    for (int j = 0; j < 20; ++j) {
      FakeEvent event(fields);
      random.Fill(event);
      if (!a.steps.front().condition.Matches(event)) continue;
      ++matched;
      EXPECT_TRUE(b.steps.front().condition.Matches(event)) << first << " => " << second;
    }
  }
  EXPECT_GT(implied, 1'000U);
  EXPECT_GT(matched, 1'000U);
}

}  // namespace
}  // namespace crosstrail
