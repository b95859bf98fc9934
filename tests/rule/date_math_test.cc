#include "rule/date_math.h"

#include <gtest/gtest.h>

namespace crosstrail {
namespace {

TEST(IsDateMath, TakesElasticsearchsNotation) {
  for (const std::string_view text : {"now", "now-6m", "now-119m", "now-7d/d", "now+1h", "now-1M-2d", "now/d",
                                      "now-30s", "now-2w", "now-1y", "now-1H"}) {
    EXPECT_TRUE(IsDateMath(text)) << text;
  }
  for (const std::string_view text : {"", "6m", "now-", "now-m", "now-6", "now - 6m", "now-6x", "now-6min", "now/",
                                      "now/dd", "now-1.5h", "nowish", "Now", "now-9999999999m", "now-6m ", "now\n"}) {
    EXPECT_FALSE(IsDateMath(text)) << text;
  }
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
