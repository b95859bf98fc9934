// The values underneath: wildcards, addresses, versions, comparison.
#include <gtest/gtest.h>

#include <random>

#include "base/ip_network.h"
#include "base/text.h"
#include "query/scalar.h"
#include "query/version_order.h"
#include "query/wildcard.h"

namespace crosstrail {
namespace {

// The obvious matcher, to compare with.
bool Naive(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') return Naive(pattern.substr(1), text) || (!text.empty() && Naive(pattern, text.substr(1)));
  return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) && Naive(pattern.substr(1), text.substr(1));
}

TEST(Wildcard, EveryShapeAgreesWithTheObviousMatcher) {
  std::mt19937 random(3);
  const auto word = [&random](std::string_view letters, std::size_t most) {
    std::string text;
    for (std::size_t n = random() % (most + 1); n > 0; --n) text += letters[random() % letters.size()];
    return text;
  };
  for (int i = 0; i < 50'000; ++i) {
    const std::string pattern = word("aB*?\\", 6);
    const std::string text = word("aB\\", 7);
    EXPECT_EQ(Wildcard::FromLike(pattern, false).Matches(text), Naive(pattern, text)) << pattern << " on " << text;
    EXPECT_EQ(Wildcard::FromLike(pattern, true).Matches(text), Naive(FoldCase(pattern), FoldCase(text))) << pattern;
  }
}

TEST(Wildcard, LucenePatternsEscape) {
  EXPECT_TRUE(Wildcard::FromLucene("*Principal=\\**", false).Matches("{Principal=*, Action=x}"));
  EXPECT_FALSE(Wildcard::FromLucene("*Principal=\\**", false).Matches("{Principal={AWS=x}}"));
  EXPECT_TRUE(Wildcard::FromLucene("a\\bc", false).Matches("abc"));
  EXPECT_TRUE(Wildcard::FromLucene("a\\\\", false).Matches("a\\"));
  EXPECT_TRUE(Wildcard::FromLucene("a\\", false).Matches("a\\"));
  EXPECT_TRUE(Wildcard::Prefix("a*", false).Matches("a*b"));
  EXPECT_FALSE(Wildcard::Prefix("a*", false).Matches("ab"));
}

TEST(IpNetwork, ContainsItsAddresses) {
  const auto in = [](std::string_view block, std::string_view address) {
    return Contains(*ParseIpNetwork(block), *ParseIpAddress(address));
  };
  EXPECT_TRUE(in("10.6.48.157/8", "10.1.2.3"));
  EXPECT_FALSE(in("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(in("192.0.2.128/25", "192.0.2.255"));
  EXPECT_FALSE(in("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(in("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(in("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_TRUE(in("::ffff:10.0.0.0/104", "10.200.0.1"));
  for (const std::string_view wrong :
       {"", "1", "1.2.3", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/-1", "::1/129", "::g", "1.2.3.4/8x"}) {
    EXPECT_FALSE(ParseIpNetwork(wrong)) << wrong;
  }
}

TEST(VersionOrder, IsSemantic) {
  const std::vector<std::string> ascending = {
      "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "1.2.4-SNAPSHOT",
      "1.2.4",       "1.11.3",        "2",          "10.0.0",       "bad",           "worse"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(CompareVersions(ascending[i], ascending[j]), i <=> j) << ascending[i] << " " << ascending[j];
    }
  }
}

TEST(Scalar, ComparesExactlyAndNeverAcrossNull) {
  const auto compare = [](const Scalar& a, const Scalar& b) { return Compare(a, b, Flavor::kNatural); };
  EXPECT_EQ(compare(std::int64_t{9'223'372'036'854'775'807}, 9'223'372'036'854'775'808.0), std::partial_ordering::less);
  EXPECT_EQ(compare(std::string_view("10"), std::int64_t{9}), std::partial_ordering::greater);
  EXPECT_EQ(compare(std::string_view("x"), std::int64_t{9}), std::nullopt);
  EXPECT_EQ(compare({}, std::int64_t{9}), std::nullopt);
  EXPECT_EQ(compare(true, std::string_view("true")), std::partial_ordering::equivalent);
  EXPECT_EQ(compare(true, std::int64_t{1}), std::nullopt);
}

}  // namespace
}  // namespace crosstrail
