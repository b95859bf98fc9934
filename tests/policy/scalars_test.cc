// Numbers and times of condition values.
#include "policy/scalars.h"

#include <gtest/gtest.h>

#include "policies.h"

namespace crosstrail::policy {
namespace {

TEST(Scalars, DatesOfEveryYearAreReadAndWritten) {
  struct Case {
    const char* text;
    double seconds;
    const char* written;
  };
  constexpr Case kCases[] = {
      {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"},
      {"2024-02-29T12:00:00Z", 1709208000, "2024-02-29T12:00:00Z"},
      {"2024", 1704067200, "2024-01-01T00:00:00Z"},
      {"2024-03", 1709251200, "2024-03-01T00:00:00Z"},
      {"2024-03-01", 1709251200, "2024-03-01T00:00:00Z"},
      {"2024-03-01T00:00Z", 1709251200, "2024-03-01T00:00:00Z"},
      {"2024-03-01T02:00:00+02:00", 1709251200, "2024-03-01T00:00:00Z"},
      {"2016-06-30T19:42:23.431Z", 1467315743.431, "2016-06-30T19:42:23.431Z"},
      {"1467315743431", 1467315743.431, "2016-06-30T19:42:23.431Z"},
      {"1600-01-01T00:00:00Z", -11676096000, "1600-01-01T00:00:00Z"},
      {"2300-01-01T00:00:00Z", 10413792000, "2300-01-01T00:00:00Z"},
      {"4000-02-29T00:00:00Z", 64065686400, "4000-02-29T00:00:00Z"},
      {"9999-12-31T23:59:59Z", 253402300799, "9999-12-31T23:59:59Z"},
      {"9999", 253370764800, "9999-01-01T00:00:00Z"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.text);
    const auto seconds = ParseDate(c.text);
    ASSERT_TRUE(seconds.has_value());
    EXPECT_NEAR(*seconds, c.seconds, 0.0005);
    EXPECT_EQ(FormatDate(*seconds), c.written);
  }
}

TEST(Scalars, WhatIsNoDateIsNone) {
  for (const char* text : {"", "soon", "2023-02-29T00:00:00Z", "9999-13-01", "10000-01-01", "12:00:00Z"}) {
    EXPECT_FALSE(ParseDate(text).has_value()) << text;
  }
}

TEST(Scalars, DatesBeyondEveryYearReadBackAsTheyWere) {
  for (const double seconds : {-1e11, 2.6e11, 1e15, -1e18, 1e18}) EXPECT_EQ(ParseDate(FormatDate(seconds)), seconds);
}

// A share that lasts "for ever" is one.
TEST(Scalars, AConditionOnAFarDateDoesNotHideAGrant) {
  const std::string policy =
      R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "222222222222"},
          "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*",
          "Condition": {"DateLessThan": {"aws:CurrentTime": "9999-12-31T23:59:59Z"}}}]})";
  const Document document = ParsePolicy(policy);
  const Analysis analysis = Analyse(document, OptionsFor("111111111111"));
  EXPECT_EQ(analysis.summary.accounts, std::vector<std::string>{"222222222222"});
  EXPECT_TRUE(analysis.summary.limited_by.empty());
}

}  // namespace
}  // namespace crosstrail::policy
