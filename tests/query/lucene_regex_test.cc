#include "query/lucene_regex.h"

#include <gtest/gtest.h>

#include "query/decimal_interval.h"

namespace crosstrail {
namespace {

// nullopt when the pattern is refused.
std::optional<bool> Matches(std::string_view pattern, std::string_view text) {
  const auto source = TranslateLuceneRegex(pattern);
  if (!source) return std::nullopt;
  const auto regex = CompileRegex(*source, false, true);
  if (!regex) return std::nullopt;
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), **regex);
}

struct Case {
  std::string pattern;
  std::string text;
  std::optional<bool> matches;
};

TEST(LuceneRegex, MatchesAsLuceneDoes) {
  const std::vector<Case> cases = {
      {"", "", true},
      {"", "a", false},
      {"abc", "abc", true},
      {"abc", "xabc", false},
      {"a.c", "a\nc", true},
      {"a|bc", "bc", true},
      {"a|bc", "ac", false},
      {"(a|b)c", "ac", true},
      {"a?b*c+", "cc", true},
      {"a{2}", "aa", true},
      {"a{2,}", "aaaa", true},
      {"a{2,3}", "aaaa", false},
      {".*?b", "aab", true},
      {"a+?", "", true},  // an optional a+
      {"a**", "aaa", true},
      {"^a$", "a", false},
      {"^a$", "^a$", true},
      {"[a-c]+", "abc", true},
      {"[^a-c]", "d", true},
      {"[^a-c]", "a", false},
      {"[]a]", "]", true},
      {"[a-]", "-", true},
      {"[\\]\\-]+", "]-", true},
      {"[\\d.]+", "1.2", true},
      {"\\d\\w\\s", "1a ", true},
      {"\\.", ".", true},
      {"\\n", "n", true},  // an escape makes any character literal
      {"@", "anything\nat all", true},
      {"x@y", "xy", true},
      {"#", "", false},
      {"#|a", "a", true},
      {"\"a.b*\"", "a.b*", true},
      {"\"a.b\"+", "a.ba.b", true},
      {"()", "", true},
      {"a()b", "ab", true},
      {"<1-10>", "7", true},
      {"<1-10>", "007", true},
      {"<1-10>", "11", false},
      {"<01-10>", "7", false},
      {"<01-10>", "07", true},
      {"port<20-25>", "port22", true},
      {"é+", "éé", true},
      {"[à-ü]", "é", true},
      {"*a", "*a", true},
      {"a]b}", "a]b}", true},
      {"~a", "", std::nullopt},
      {"a&b", "", std::nullopt},
      {"\\~\\&", "~&", true},
      {"(a", "", std::nullopt},
      {"a)", "", std::nullopt},
      {"[a", "", std::nullopt},
      {"a|", "", std::nullopt},
      {"a\\", "", std::nullopt},
      {"\"a", "", std::nullopt},
      {"a{", "", std::nullopt},
      {"a{3,2}", "", std::nullopt},
      {"a{1001}", "", std::nullopt},
      {"<a-b>", "", std::nullopt},
      {"<1", "", std::nullopt},
      {"[z-a]", "", std::nullopt},
      {"((((a{900}){900}){900}){900})", "", std::nullopt},
      {"\xff", "", std::nullopt},
  };
  for (const Case& c : cases) EXPECT_EQ(Matches(c.pattern, c.text), c.matches) << c.pattern << " on " << c.text;
}

TEST(LuceneRegex, NestingAndLengthAreBounded) {
  EXPECT_FALSE(TranslateLuceneRegex(std::string(1'000, '(') + std::string(1'000, ')')));
  EXPECT_FALSE(TranslateLuceneRegex(std::string(100'000, 'a')));
  EXPECT_FALSE(TranslateLuceneRegex("a" + std::string(1'000, '*')));
}

TEST(LuceneRegex, ErrorsSayWhere) {
  const auto refused = TranslateLuceneRegex("ab~c");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().offset, 2U);
  EXPECT_FALSE(refused.error().hint.empty());
}

TEST(DecimalInterval, HoldsExactlyItsNumbers) {
  for (const auto& [low, high] : {std::pair(0, 0),
                                  {0, 9},
                                  {0, 10},
                                  {7, 13},
                                  {10, 99},
                                  {19, 21},
                                  {95, 1005},
                                  {128, 255},
                                  {1000, 1000},
                                  {999, 1001}}) {
    const RE2 regex(*DecimalInterval(std::to_string(low), std::to_string(high)));
    for (int number = 0; number < 1'200; ++number) {
      EXPECT_EQ(RE2::FullMatch(std::to_string(number), regex), number >= low && number <= high)
          << number << " in " << low << "-" << high;
    }
  }
  EXPECT_FALSE(DecimalInterval("1", ""));
  EXPECT_FALSE(DecimalInterval("1", "99999999999"));
  EXPECT_TRUE(RE2::FullMatch("5", *DecimalInterval("9", "1")));
}

}  // namespace
}  // namespace crosstrail
