#include "toml/toml.h"

#include <gtest/gtest.h>

#include <random>

#include "toml/prose.h"
#include "toml/toml_nesting.h"

namespace crosstrail {
namespace {

const std::string kFile = "t.toml";

tl::expected<TomlValue, Diagnostic> Parse(std::string_view text) { return ParseToml({text, kFile}); }

std::string Slice(std::string_view text, const TomlValue& value) {
  return std::string(text.substr(value.begin, value.end - value.begin));
}

TEST(ParseToml, ValuesAndKeysKnowTheirBytes) {
  const std::string_view text = "# é\n[t]\n\"é\" = 'ü'  # c\nb = [ 'é', 7 ]\n[[t.list]]\nc = { d = true }\n";
  const auto root = Parse(text);
  ASSERT_TRUE(root.has_value());
  const TomlValue& table = root->Find("t")->value;
  EXPECT_EQ(Slice(text, table), "[t]");
  const TomlMember* member = table.Find("é");
  ASSERT_NE(member, nullptr);
  EXPECT_EQ(text.substr(member->begin, member->end - member->begin), "\"é\"");
  EXPECT_EQ(Slice(text, member->value), "'ü'");
  EXPECT_EQ(Slice(text, table.Find("b")->value.items[1]), "7");
  EXPECT_EQ(Slice(text, table.Find("list")->value.items[0]), "[[t.list]]");
  EXPECT_EQ(Slice(text, table.Find("list")->value.items[0].Find("c")->value), "{ d = true }");
}

TEST(ParseToml, MembersStandInTheOrderOfTheText) {
  const auto root = Parse("z = 1\na = 2\nm = 3\n");
  ASSERT_TRUE(root.has_value());
  ASSERT_EQ(root->members.size(), 3U);
  EXPECT_EQ(root->members[0].key, "z");
  EXPECT_EQ(root->members[1].key, "a");
  EXPECT_EQ(root->members[2].key, "m");
}

TEST(ParseToml, KindsAreToldApart) {
  const auto root = Parse("s = ''\ni = 1\nf = 1.0\nb = true\nd = 2024-01-01\na = []\nt = {}\n");
  ASSERT_TRUE(root.has_value());
  using Kind = TomlValue::Kind;
  const std::vector<Kind> expected{Kind::kString, Kind::kInteger, Kind::kFloat, Kind::kBoolean,
                                   Kind::kTime,   Kind::kArray,   Kind::kTable};
  ASSERT_EQ(root->members.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(root->members[i].value.kind, expected[i]) << i;
}

TEST(ParseToml, DecimalNumbersAndTimesAreKeptAsTheyAreWritten) {
  const auto root = Parse("a = 1.50 # x\nb = +1_0e-3\nc = [-0.5 , inf]\nd = 2024-01-01 02:03:04.5Z  \ne = 07:32:00\n");
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(root->Find("a")->value.string, "1.50");
  EXPECT_EQ(root->Find("b")->value.string, "10e-3");
  EXPECT_EQ(root->Find("c")->value.items[0].string, "-0.5");
  EXPECT_EQ(root->Find("c")->value.items[1].string, "inf");
  EXPECT_EQ(root->Find("d")->value.string, "2024-01-01 02:03:04.5Z");
  EXPECT_EQ(root->Find("e")->value.string, "07:32:00");
}

// Every byte that was decoded must be traceable to the place that its author would point at.
TEST(DecodeTomlString, AgreesWithTheParserAndKnowsWhereBytesComeFrom) {
  const std::vector<std::string> literals{
      "''",
      "'plain'",
      "\"plain\"",
      R"("tab\there, quote\", backslash\\, new\nline \b\f\r")",
      R"("\u00e9\u20AC\U0001F600 é€😀")",
      "'''a'''",
      "'''\nfirst line end does not count'''",
      "'''\r\nwindows\r\nline ends'''",
      "'''two '' inside''''",
      "'''two at the end'''''",
      "\"\"\"\nbasic\n  \"quoted\" \\\"\\\"\\\" three\n\"\"\"",
      "\"\"\"joined \\\n    lines \\   \n\n\n  here\"\"\"",
      "\"\"\"joined \\\r\n    lines\r\n kept\"\"\"",
      "\"\"\"joined \\\n é \\\n漢字 \\\n ⺀x\"\"\"",
      "\"\"\"five\"\"\"\"\"",
      "''''one in front'''",
      "\"\"\"\"one in front\"\"\"",
      "\"\"\"\"\"\"",
      "''''''",
  };
  for (const std::string& literal : literals) {
    const std::string text = "# é\nkey = " + literal + "  # 'after'\n";
    const auto root = Parse(text);
    ASSERT_TRUE(root.has_value()) << literal << root.error().message;
    const TomlValue& value = root->Find("key")->value;
    EXPECT_EQ(Slice(text, value), literal);
    const TomlString decoded = DecodeTomlString(text, value.begin);
    EXPECT_EQ(decoded.value, value.string) << literal;
    ASSERT_EQ(decoded.offsets.size(), decoded.value.size() + 1) << literal;
    EXPECT_TRUE(std::is_sorted(decoded.offsets.begin(), decoded.offsets.end())) << literal;
    for (std::size_t i = 0; i < decoded.value.size(); ++i) {
      const char written = text[decoded.offsets[i]];
      EXPECT_TRUE(written == decoded.value[i] || written == '\\' || (written == '\r' && decoded.value[i] == '\n'))
          << literal << " at " << i;
    }
    const std::size_t quotes = literal.substr(1, 2) == std::string(2, literal[0]) && literal.size() > 2 ? 3 : 1;
    EXPECT_EQ(decoded.offsets.back(), value.end - quotes) << literal;
  }
}

// A string is the same whether it is long enough to be kept from the parser or not, and so is what follows it.
TEST(ParseToml, LongTextsAreWhatShortOnesAre) {
  std::mt19937_64 random(7);
  const std::vector<std::string> pieces{"a",   " é",  "\n", "\n\n", "\"",      "''",  "#",
                                        "[x]", "= 1", "\t", "\\\n", "\\u00e9", "\r\n"};
  int taken = 0;
  for (int round = 0; round < 2000; ++round) {
    const bool literal = random() % 2 == 0;
    std::string inside;
    const std::size_t size = 50 + random() % 400, kinds = random() % 2 == 0 ? 9 : pieces.size();
    while (inside.size() < size) inside += pieces[random() % kinds];
    inside += '.';
    const std::string quotes = literal ? "'''" : "\"\"\"";
    if (inside.find(quotes) != std::string::npos) continue;
    const std::string text = "a = " + quotes + inside + quotes + " # é\nb = [ 7 ]\n[t]\nc = 'ü'\n";
    const auto root = Parse(text);
    ASSERT_TRUE(root.has_value()) << text;
    const TomlValue& value = root->Find("a")->value;
    EXPECT_EQ(value.string, DecodeTomlString(text, value.begin).value) << text;
    EXPECT_EQ(Slice(text, value), quotes + inside + quotes);
    EXPECT_EQ(Slice(text, root->Find("b")->value.items[0]), "7");
    EXPECT_EQ(Slice(text, root->Find("t")->value.Find("c")->value), "'ü'");
    taken += static_cast<int>(!TakeProse(text).taken.empty());
  }
  EXPECT_GT(taken, 300);
}

TEST(ParseToml, ErrorsBesideLongTextsHaveTheirPlaces) {
  const std::string prose = "'''\n" + std::string(200, 'x') + "\n" + std::string(200, 'y') + "\n'''";
  for (const std::string& text : {"a = " + prose + " b\n", "a = " + prose + "\na = 1\n", "a = " + prose + "\n[[[\n",
                                  "a = '''\n" + std::string(300, 'x') + "\n\x01\n'''\n"}) {
    const auto root = Parse(text);
    ASSERT_FALSE(root.has_value());
    EXPECT_GE(root.error().line, 3U) << text;
  }
}

TEST(FindExcessiveNesting, PassesWhatRulesHold) {
  for (const std::string_view text :
       {"", "a.b.c = 1", "[rule.threat.technique.subtechnique]", "x = [[[[1]]]]", "x = { a = { b = { c = 1 } } }",
        "x = '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[['", "# ................................ [[[[[[[[[[[[[[[[",
        "x = \"\\\"....................................\"", "x = '''\n...................................\n'''",
        "x = \"\"\"\n\\\"\"\" ................................\"\"\"",
        "x = [\n.1, .2, .3, .4, .5, .6, .7, .8, .9,\n.1, .2, .3, .4, .5, .6, .7, .8, .9]"}) {
    EXPECT_EQ(FindExcessiveNesting(text), std::nullopt) << text;
  }
}

std::string Repeat(std::string_view text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

// Four mebibytes of each, the most a file may have: an error, and no crash.
TEST(ParseToml, DeepNestingIsRefused) {
  constexpr std::size_t kMany = std::size_t{1} << 20;
  for (const std::string& text : {"x = " + Repeat("[", 4 * kMany), "x = " + Repeat("{a=", kMany),
                                  Repeat("a.", 2 * kMany) + "a = 1", "[" + Repeat("a.", 2 * kMany) + "a]",
                                  "[[" + Repeat("a . ", kMany) + "a]]", "x = { " + Repeat("'a'.", kMany) + "b = 1 }",
                                  "x = " + Repeat("{a.b.c.d.e.f.g = ", kMany / 4), Repeat("\"\".", kMany) + "a = 1"}) {
    const auto root = Parse(text);
    ASSERT_FALSE(root.has_value());
    EXPECT_EQ(root.error().message, "nested too deeply here");
  }
}

TEST(ParseToml, DeepestPermittedNestingIsFine) {
  std::string key = "a";
  for (std::size_t i = 1; i < kTomlKeyParts; ++i) key += ".a";
  std::string inner = "1";
  for (std::size_t i = 0; i < kTomlBrackets; ++i) inner.insert(0, "{" + key + "=").append("}");
  EXPECT_TRUE(Parse("x = " + inner).has_value());
  EXPECT_TRUE(Parse("[" + key + "]\n" + key + " = 1\n").has_value());
}

TEST(ParseToml, HostileTextIsAnErrorWithAPlace) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"\0"sv,
                                      "a = \0"sv,
                                      "a = '\0'"sv,
                                      "a = \"\xc3\x28\""sv,
                                      "\xff\xfe"sv,
                                      "a = \"\xed\xa0\x80\""sv,
                                      "a = \"\\uD800\""sv,
                                      "a = \"\\"sv,
                                      "a = '''"sv,
                                      "a = \"\"\""sv,
                                      "a"sv,
                                      "="sv,
                                      "[[["sv,
                                      "[a"sv,
                                      "a = 99999999999999999999"sv,
                                      "a = 1__2"sv,
                                      "a = {b = 1, b = 2}"sv,
                                      "[a]\n[a]"sv,
                                      "a = 2024-13-45"sv,
                                      "\xEF\xBB\xBF\xEF\xBB\xBF"sv,
                                      "a = 'x\ry'"sv,
                                      "é = 1"sv,
                                      "a = é"sv,
                                      "[ϤX]"sv,
                                      "a = 1 漢"sv,
                                      "[a] ⺀"sv,
                                      "a = \"\"\"\\é\"\"\""sv}) {
    const auto root = Parse(text);
    ASSERT_FALSE(root.has_value()) << text;
    EXPECT_GE(root.error().line, 1U) << text;
    EXPECT_GE(root.error().column, 1U) << text;
    EXPECT_NE(root.error().hint, "") << text;
  }
}

TEST(ParseToml, LargeFlatDocumentsAreFine) {
  std::string text = "x = [";
  for (int i = 0; i < 200000; ++i) text += "\"a\",";
  EXPECT_TRUE(Parse(text + "]").has_value());
  std::string keys;
  for (int i = 0; i < 50000; ++i) keys += "k" + std::to_string(i) + " = 1\n";
  EXPECT_TRUE(Parse(keys).has_value());
}

// Whatever a mutation makes of a document: an answer, and places inside the text.
TEST(ParseToml, MutatedDocumentsNeverCrash) {
  const std::string document =
      "[metadata]\na = \"x\\u00e9\" # c\n[rule]\nq = '''\nany where a == \"b\"\n'''\nl = [ 1, 2.5, 'x', { k.l = true } "
      "]\n"
      "[[rule.threat]]\nd = 2024-01-01T00:00:00Z\nm = \"\"\"a \\\n  b\"\"\"\n";
  constexpr std::string_view kBytes = "[]{}=.\"'\\\n\r#,\xff\0u 9e-:";
  std::mt19937 random(20240501);
  for (int round = 0; round < 20000; ++round) {
    std::string text = document;
    for (std::uint32_t edits = 1 + random() % 4; edits > 0; --edits) {
      const std::size_t at = random() % text.size();
      const char byte = kBytes[random() % kBytes.size()];
      switch (random() % 3) {
        case 0:
          text[at] = byte;
          break;
        case 1:
          text.insert(at, 1 + random() % 3, byte);
          break;
        default:
          text.erase(at, 1 + random() % 8);
      }
    }
    const auto root = Parse(text);
    if (!root) {
      EXPECT_LE(root.error().column, root.error().source_line.size() + 2);
      continue;
    }
    const TomlMember* rule = root->Find("rule");
    const TomlMember* query = rule != nullptr ? rule->value.Find("q") : nullptr;
    if (query == nullptr || query->value.kind != TomlValue::Kind::kString) continue;
    EXPECT_EQ(DecodeTomlString(text, query->value.begin).value, query->value.string) << text;
  }
}

}  // namespace
}  // namespace crosstrail
