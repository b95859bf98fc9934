#include "detect/suppressor.h"

#include <gtest/gtest.h>

namespace crosstrail {
namespace {

AlertSuppression For(Duration duration) {
  AlertSuppression suppression;
  suppression.duration = duration;
  return suppression;
}

TEST(Suppressor, TheFirstAlertOfAGroupTakesThoseOfTheDuration) {
  Suppressor suppressor(For(10 * kSecond), kMinute, {});
  EXPECT_EQ(suppressor.Take("u", 0, 0), std::nullopt);
  EXPECT_EQ(suppressor.Take("v", 1 * kSecond, 1), std::nullopt);
  EXPECT_EQ(suppressor.Take("u", 2 * kSecond, 2), 0U);
  EXPECT_EQ(suppressor.Take("v", 10 * kSecond, 2), 1U);
  EXPECT_EQ(suppressor.Take("u", 10 * kSecond, 2), std::nullopt);  // counted from the first, not from the last
  EXPECT_EQ(suppressor.Take("v", 11 * kSecond, 3), std::nullopt);
  EXPECT_EQ(suppressor.Take("u", 19 * kSecond, 4), 2U);
}

TEST(Suppressor, WithoutADurationAnExecutionOfTheRuleCounts) {
  Suppressor suppressor(For(0), kMinute, {});
  EXPECT_EQ(suppressor.Take("u", 50 * kSecond, 0), std::nullopt);
  EXPECT_EQ(suppressor.Take("u", 109 * kSecond, 1), 0U);
  EXPECT_EQ(suppressor.Take("u", 110 * kSecond, 1), std::nullopt);
}

TEST(Suppressor, KibanasExecutionsEndAtMultiplesOfTheInterval) {
  Suppressor suppressor(For(0), kMinute, RunSchedule{.interval = kMinute, .lookback = kMinute});
  EXPECT_EQ(suppressor.Take("u", 50 * kSecond, 0), std::nullopt);
  EXPECT_EQ(suppressor.Take("u", 60 * kSecond, 1), 0U);
  EXPECT_EQ(suppressor.Take("u", 61 * kSecond, 1), std::nullopt);
}

}  // namespace
}  // namespace crosstrail
