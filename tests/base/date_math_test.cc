#include "base/date_math.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crosstrail {
namespace {

TEST(IsDateMath, TakesElasticsearchsNotation) {
  for (const std::string_view text : {"now", "now-6m", "now-119m", "now-7d/d", "now+1h", "now-1M-2d", "now/d",
                                      "now-30s", "now-2w", "now-1y", "now-1H", "now-d", "now/d-1h", "now/1d"}) {
    EXPECT_TRUE(IsDateMath(text)) << text;
  }
  for (const std::string_view text : {"", "6m", "now-", "now-6", "now/2d", "now - 6m", "now-6x", "now-6min", "now/",
                                      "now/dd", "now-1.5h", "nowish", "Now", "now-9999999999m", "now-6m ", "now\n"}) {
    EXPECT_FALSE(IsDateMath(text)) << text;
  }
}

TEST(ResolveDateMath, CountsFromNowAndRoundsByTheCalendar) {
  struct Case {
    std::string_view text;
    std::string_view down, up;
  };
  const std::vector<Case> cases{
      {"now", "2024-02-29T12:34:56Z", "2024-02-29T12:34:56Z"},
      {"now-30d", "2024-01-30T12:34:56Z", "2024-01-30T12:34:56Z"},
      {"now+1h-5m", "2024-02-29T13:29:56Z", "2024-02-29T13:29:56Z"},
      {"now/s", "2024-02-29T12:34:56Z", "2024-02-29T12:34:56.999999999Z"},
      {"now/m", "2024-02-29T12:34:00Z", "2024-02-29T12:34:59.999999999Z"},
      {"now/h", "2024-02-29T12:00:00Z", "2024-02-29T12:59:59.999999999Z"},
      {"now-30d/d", "2024-01-30T00:00:00Z", "2024-01-30T23:59:59.999999999Z"},
      {"now/w", "2024-02-26T00:00:00Z", "2024-03-03T23:59:59.999999999Z"},
      {"now/M", "2024-02-01T00:00:00Z", "2024-02-29T23:59:59.999999999Z"},
      {"now+10M/M", "2024-12-01T00:00:00Z", "2024-12-31T23:59:59.999999999Z"},
      {"now/y", "2024-01-01T00:00:00Z", "2024-12-31T23:59:59.999999999Z"},
      {"now-60y/w", "1964-02-24T00:00:00Z", "1964-03-01T23:59:59.999999999Z"},
      {"now-1M", "2024-01-29T12:34:56Z", "2024-01-29T12:34:56Z"},
      {"now-1y", "2023-02-28T12:34:56Z", "2023-02-28T12:34:56Z"},
      {"now/d-1h", "2024-02-28T23:00:00Z", "2024-02-29T22:59:59.999999999Z"},
      {"now-60y/y", "1964-01-01T00:00:00Z", "1964-12-31T23:59:59.999999999Z"},
  };
  const Instant now = *ParseInstant("2024-02-29T12:34:56Z");
  for (const Case& one : cases) {
    ASSERT_TRUE(ResolveDateMath(one.text, now, false)) << one.text;
    EXPECT_EQ(FormatInstant(*ResolveDateMath(one.text, now, false)), one.down) << one.text;
    EXPECT_EQ(FormatInstant(*ResolveDateMath(one.text, now, true)), one.up) << one.text;
  }
  for (const std::string_view text : {"", "2024-01-01", "now-", "now/x", "nowish"}) {
    EXPECT_FALSE(ResolveDateMath(text, now, false)) << text;
  }
}

TEST(SpanBeforeNow, DoesNotAskWhenNowIs) {
  EXPECT_EQ(SpanBeforeNow("now-6m"), 6 * kMinute);
  EXPECT_EQ(SpanBeforeNow("now-1M/d"), 30 * kDay);
  EXPECT_EQ(SpanBeforeNow("now-1d+2h"), 22 * kHour);
  EXPECT_EQ(SpanBeforeNow("now"), 0);
  EXPECT_EQ(SpanBeforeNow("now+1m"), std::nullopt);
  EXPECT_EQ(SpanBeforeNow("6m"), std::nullopt);
}

TEST(ResolveDateMath, StopsAtTheEndsOfTime) {
  for (const std::string text : {"now-900000000d", "now+900000000d"}) {
    for (const Instant now : {kMinInstant, Instant{0}, kMaxInstant}) {
      for (const char unit : std::string_view("smhdwMy")) {
        EXPECT_TRUE(ResolveDateMath(text + "/" + unit, now, false)) << text << unit;
        EXPECT_LE(*ResolveDateMath(text + "/" + unit, now, false), *ResolveDateMath(text + "/" + unit, now, true));
      }
    }
  }
  EXPECT_EQ(ResolveDateMath("now+1d", kMaxInstant, false), kMaxInstant);
  EXPECT_EQ(ResolveDateMath("now-1d", kMinInstant, false), kMinInstant);
}

TEST(IsInterval, TakesKibanasNotation) {
  for (const std::string_view text : {"5m", "30s", "1h", "24h", "1d", "010m"}) EXPECT_TRUE(IsInterval(text)) << text;
  for (const std::string_view text :
       {"", "m", "5", "0m", "00s", "-5m", "5 m", "5min", "1.5h", "5m5s", "5w", "9999999999m", "now-5m"}) {
    EXPECT_FALSE(IsInterval(text)) << text;
  }
}

}  // namespace
}  // namespace crosstrail
