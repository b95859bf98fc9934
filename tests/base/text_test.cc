#include "base/text.h"

#include <gtest/gtest.h>

#include <random>

#include "base/utf8.h"

namespace crosstrail {
namespace {

TEST(Utf8, DecodesOneCodePointOrOneBadByte) {
  const struct {
    std::string_view text;
    char32_t value;
    std::size_t length;
    bool valid;
  } cases[] = {
      {"a", 'a', 1, true},
      {std::string_view("\0", 1), 0, 1, true},
      {"\xC3\xA9", 0xE9, 2, true},
      {"\xE2\x82\xAC", 0x20AC, 3, true},
      {"\xF0\x9F\x98\x80", 0x1F600, 4, true},
      {"\xF4\x8F\xBF\xBF", 0x10FFFF, 4, true},
      {"\xF4\x90\x80\x80", 0xF4, 1, false},  // over U+10FFFF
      {"\xC0\x80", 0xC0, 1, false},          // overlong
      {"\xE0\x80\xAF", 0xE0, 1, false},      // overlong
      {"\xF0\x80\x80\xAF", 0xF0, 1, false},  // overlong
      {"\xED\xA0\x80", 0xED, 1, false},      // a surrogate
      {"\x80", 0x80, 1, false},
      {"\xFF", 0xFF, 1, false},
      {"\xE2\x82", 0xE2, 1, false},
      {"\xC3"
       "a",
       0xC3, 1, false},
  };
  for (const auto& c : cases) {
    const CodePoint got = DecodeUtf8(c.text);
    EXPECT_EQ(got.length, c.length) << Printable(c.text);
    EXPECT_EQ(got.valid, c.valid) << Printable(c.text);
    if (c.valid) {
      EXPECT_EQ(got.value, c.value);
      std::string encoded;
      AppendUtf8(got.value, encoded);
      EXPECT_EQ(encoded, c.text);
    }
  }
}

TEST(Text, FoldsCase) {
  const struct {
    std::string_view text, folded;
  } cases[] = {
      {"PutBucketPolicy", "putbucketpolicy"},
      {"ÀÉÎÕÜ×ß", "àéîõü×ß"},
      {"ŁŹŸĄ", "łźÿą"},
      {"ΑΣσς", "ασσσ"},
      {"ЯЁ", "яё"},
      {"İ", "i"},
      {"ＡＺ", "ａｚ"},
      {"\xff"
       "A\xC3",
       "\xff"
       "a\xC3"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(FoldCase(c.text), c.folded);
    EXPECT_EQ(FoldCase(c.folded), c.folded);
  }
}

TEST(Text, MatchesWildcards) {
  const struct {
    std::string_view pattern, text;
    bool matches;
  } cases[] = {
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"**", "anything", true},
      {"?", "", false},
      {"?", "é", true},
      {"??", "é", false},
      {"a*c", "abc", true},
      {"a*c", "ac", true},
      {"a*c", "acd", false},
      {"a*b*c", "a-b-b-c", true},
      {"*abc", "ababc", true},
      {"a?c", "abc", true},
      {"*é*", "caféteria", true},
      {R"(a\*c)", "a*c", true},
      {R"(a\*c)", "abc", false},
      {R"(a\?c)", "a?c", true},
      {R"(a\\c)", R"(a\c)", true},
      {R"(a\bc)", R"(a\bc)", true},
      {R"(a\)", R"(a\)", true},
      {R"(\\*)", R"(\anything)", true},
      {"ABC", "abc", false},
      {"?", "\xff", true},
  };
  for (const auto& c : cases) EXPECT_EQ(WildcardMatch(c.pattern, c.text), c.matches) << c.pattern << " on " << c.text;
}

// The definition of a wildcard, as slow as it likes.
bool MatchesByDefinition(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*') {
    return MatchesByDefinition(pattern.substr(1), text) ||
           (!text.empty() && MatchesByDefinition(pattern, text.substr(1)));
  }
  if (text.empty() || (pattern.front() != '?' && pattern.front() != text.front())) return false;
  return MatchesByDefinition(pattern.substr(1), text.substr(1));
}

TEST(Text, MatchesWildcardsByDefinition) {
  std::mt19937 random(5);
  const auto draw = [&](std::string_view alphabet) {
    std::string text(random() % 9, '\0');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    return text;
  };
  for (int i = 0; i < 20000; ++i) {
    const std::string pattern = draw("ab*?");
    const std::string text = draw("ab");
    ASSERT_EQ(WildcardMatch(pattern, text), MatchesByDefinition(pattern, text)) << pattern << " on " << text;
  }
}

TEST(Text, IsMadePrintable) {
  const struct {
    std::string_view text, printable;
  } cases[] = {
      {"plain é 😀", "plain é 😀"},  {"\x1b[31mred", R"(\x1b[31mred)"}, {"a\nb\tc\r", R"(a\nb\tc\x0d)"},
      {"\x7f", R"(\x7f)"},           {"\xC2\x9B", R"(\x9b)"},  // C1: one-character CSI
      {"\xE2\x80\xAE", R"(\u202e)"}, {"\xE2\x80\xA8", R"(\u2028)"},     {"\xff\xC3", R"(\xff\xc3)"},
  };
  for (const auto& c : cases) EXPECT_EQ(Printable(c.text), c.printable);
}

TEST(Text, BecomesValidUtf8) {
  EXPECT_EQ(ToValidUtf8("a\xff\xED\xA0\x80z"), "a\uFFFD\uFFFD\uFFFD\uFFFDz");
  EXPECT_EQ(ToValidUtf8("é"), "é");
}

TEST(Text, CountsAsJavaDoes) {
  EXPECT_EQ(Utf16Length("aé€"), 3U);
  EXPECT_EQ(Utf16Length("😀"), 2U);
}

TEST(Text, ComparesWithoutAsciiCase) {
  EXPECT_TRUE(EqualsIgnoringAsciiCase("aBc", "AbC"));
  EXPECT_FALSE(EqualsIgnoringAsciiCase("É", "é"));
  EXPECT_FALSE(EqualsIgnoringAsciiCase("a", "ab"));
}

TEST(Trim, TakesBlanksOffBothEnds) {
  EXPECT_EQ(Trim("  a b  "), "a b");
  EXPECT_EQ(Trim("a"), "a");
  EXPECT_EQ(Trim("   "), "");
  EXPECT_EQ(Trim(""), "");
  EXPECT_EQ(Trim("\ta "), "\ta");
  EXPECT_EQ(Trim("\t a\t", " \t"), "a");
}

}  // namespace
}  // namespace crosstrail
