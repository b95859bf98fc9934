#include "base/time.h"

#include <gtest/gtest.h>

#include <string>

namespace crosstrail {
namespace {

constexpr Instant kNoon = 1'688'991'761 * kSecond;  // 2023-07-10T12:22:41Z

struct InstantCase {
  std::string_view text;
  std::optional<Instant> expected;
};

TEST(ParseInstant, ReadsWhatIsATimeAndNothingElse) {
  const InstantCase cases[] = {
      {"2023-07-10T12:22:41Z", kNoon},
      {"2023-07-10t12:22:41z", kNoon},
      {"2023-07-10 12:22:41", kNoon},
      {"20230710T122241Z", kNoon},
      {"2023-07-10T12:22:41.5Z", kNoon + kSecond / 2},
      {"2023-07-10T12:22:41,5Z", kNoon + kSecond / 2},
      {"2023-07-10T12:22:41.123456789987Z", kNoon + 123'456'789},
      {"2023-07-10T14:22:41+02:00", kNoon},
      {"2023-07-10T14:22:41+0200", kNoon},
      {"2023-07-10T14:22:41+02", kNoon},
      {"2023-07-10T07:52:41-04:30", kNoon},
      {"2023-07-10T12:22Z", kNoon - 41 * kSecond},
      {"2023-07-10", kNoon - (12 * 3600 + 22 * 60 + 41) * kSecond},
      {"1970-01-01T00:00:00Z", 0},
      {"1969-12-31T23:59:59Z", -kSecond},
      {"2016-12-31T23:59:60Z", 1'483'228'800 * kSecond},  // a leap second
      {"2024-02-29", 1'709'164'800 * kSecond},
      {"2023-02-29", std::nullopt},
      {"2023-13-01", std::nullopt},
      {"2023-07-10T24:00:00Z", std::nullopt},
      {"2023-07-10T12:60:00Z", std::nullopt},
      {"2023-07-10T12:22:61Z", std::nullopt},
      {"2023-07-10T12:22:41.Z", std::nullopt},
      {"2023-07-10T12:22:41+24:00", std::nullopt},
      {"2023-07-10T12:22:41Zx", std::nullopt},
      {"2023-07-10T", std::nullopt},
      {"2023-7-10", std::nullopt},
      {"20230710T12:22:41Z", std::nullopt},
      {"0000-01-01T00:00:00Z", std::nullopt},
      {"9999-12-31T23:59:59Z", std::nullopt},
      {"1677-09-20T00:00:00Z", std::nullopt},
      {"2262-04-12T00:00:00Z", std::nullopt},
      {"-2023-07-10", std::nullopt},
      {"", std::nullopt},
      {std::string_view("2023-07-10T12:22:4\0Z", 20), std::nullopt},
  };
  for (const InstantCase& c : cases) EXPECT_EQ(ParseInstant(c.text), c.expected) << c.text;
}

TEST(InstantParser, AgreesWithParseInstantWhateverCameBefore) {
  const std::string zeros(10, '\0');
  const std::string texts[] = {
      zeros + "T12:22:41Z",
      "2023-07-10T12:22:41Z",
      "2023-07-10T23:59:60Z",
      "2023-07-10T24:00:00Z",
      "2023-07-10T1::22:41Z",
      "2023-07-10 12:22:41Z",
      "2023-07-10T12:22:41z",
      "2023-07-10T12:22:41.25Z",
      "2023-07-11T00:00:00Z",
      "1677-09-21T00:12:44Z",
      "1677-09-21T23:00:00Z",
      "1677-09-21T00:00:00Z",
      "2262-04-11T23:47:15Z",
      "2262-04-11T23:59:59Z",
      "2262-04-11T00:00:00Z",
      "2262-04-10T23:59:59Z",
      "2023-07-10T12:22:41+0000",
      "not a time at all, ok",
      "",
  };
  for (const std::string& first : texts) {
    for (const std::string& second : texts) {
      InstantParser parser;
      EXPECT_EQ(parser.Parse(first), ParseInstant(first)) << first;
      EXPECT_EQ(parser.Parse(second), ParseInstant(second)) << first << " then " << second;
    }
  }
}

TEST(FormatInstant, WritesAsMuchOfTheFractionAsNeeded) {
  EXPECT_EQ(FormatInstant(kNoon), "2023-07-10T12:22:41Z");
  EXPECT_EQ(FormatInstant(kNoon + kSecond / 2), "2023-07-10T12:22:41.500Z");
  EXPECT_EQ(FormatInstant(kNoon + 1000), "2023-07-10T12:22:41.000001Z");
  EXPECT_EQ(FormatInstant(kNoon + 1), "2023-07-10T12:22:41.000000001Z");
  EXPECT_EQ(FormatInstant(-1), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(FormatInstantMillis(kNoon), "2023-07-10T12:22:41.000Z");
  EXPECT_EQ(FormatInstantMillis(kNoon + 1'999'999), "2023-07-10T12:22:41.001Z");
  EXPECT_EQ(FormatInstant(kMinInstant), "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(FormatInstant(kMaxInstant), "2262-04-11T23:47:16.854775807Z");
}

TEST(FormatInstant, IsReadBackTheSame) {
  for (const Instant at : {kNoon, Instant{0}, Instant{-1}, kMaxInstant - kSecond, kMinInstant + 2 * kSecond}) {
    EXPECT_EQ(ParseInstant(FormatInstant(at)), at) << FormatInstant(at);
  }
}

TEST(ParseDuration, NeedsACountAndAUnit) {
  const struct {
    std::string_view text;
    std::optional<Duration> expected;
  } cases[] = {
      {"30d", 30 * kDay},
      {"15m", 15 * kMinute},
      {"1h", kHour},
      {"500ms", kSecond / 2},
      {"10s", 10 * kSecond},
      {"2w", 14 * kDay},
      {"7ns", 7},
      {"7micros", 7000},
      {"0s", 0},
      {"10", std::nullopt},
      {"s", std::nullopt},
      {"-1s", std::nullopt},
      {"1.5h", std::nullopt},
      {"1 h", std::nullopt},
      {"1H", std::nullopt},
      {"99999999999999999999s", std::nullopt},
      {"9223372036854775807d", std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(ParseDuration(c.text), c.expected) << c.text;
}

TEST(Instant, StopsAtTheEndsOfTime) {
  EXPECT_EQ(Later(kNoon, kSecond), kNoon + kSecond);
  EXPECT_EQ(Earlier(kNoon, kSecond), kNoon - kSecond);
  EXPECT_EQ(Later(kMaxInstant - 1, 1), kMaxInstant);
  EXPECT_EQ(Later(kMaxInstant - 1, 2), kMaxInstant);
  EXPECT_EQ(Later(0, kMaxInstant), kMaxInstant);
  EXPECT_EQ(Later(kMinInstant, 0), kMinInstant);
  EXPECT_EQ(Earlier(kMinInstant + 1, 1), kMinInstant);
  EXPECT_EQ(Earlier(kMinInstant + 1, 2), kMinInstant);
  EXPECT_EQ(Earlier(kMaxInstant, 0), kMaxInstant);
}

}  // namespace
}  // namespace crosstrail
