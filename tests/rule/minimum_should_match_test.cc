#include "rule/minimum_should_match.h"

#include <gtest/gtest.h>

#include <string>

namespace crosstrail::dsl {
namespace {

TEST(MinimumShouldMatch, IsANumberAShareOrOneOfSeveral) {
  const struct {
    std::string text;
    std::int64_t clauses, least;
  } kCases[] = {
      {"0", 3, 0},
      {"2", 3, 2},
      {"5", 3, 5},
      {"+2", 3, 2},
      {"-1", 3, 2},
      {"-5", 3, 0},
      {"75%", 4, 3},
      {"75%", 3, 2},
      {"100%", 3, 3},
      {"30%", 3, 0},
      {"-25%", 4, 3},
      {"-25%", 3, 3},  // 25% of three is none to leave out
      {"-100%", 3, 0},
      {" 2 ", 3, 2},
      {"3<90%", 3, 3},
      {"3<90%", 10, 9},
      {"2<-25% 9<-3", 2, 2},
      {"2<-25% 9<-3", 8, 6},
      {"2<-25% 9<-3", 12, 9},
      {"2 < 1", 3, 1},
      {"2<1  5<2", 6, 2},
      {"1", 0, 1},
      {"-1", 0, 0},
      {"50%", 0, 0},
  };
  for (const auto& [text, clauses, least] : kCases) {
    EXPECT_EQ(MinimumShouldMatch(text, clauses), least) << text << " of " << clauses;
  }
  for (const std::string text :
       {"", "x", "1.5", "%", "1%%", "2<", "<2", "2<1<1", "2<1 3", "2<x", "1 2", "99999999999"}) {
    EXPECT_EQ(MinimumShouldMatch(text, 3), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace crosstrail::dsl
