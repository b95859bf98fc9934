#include "json/object.h"

#include <gmock/gmock.h>

#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "json/escape.h"
#include "json/utf8_check.h"
#include "tests/json/random_json.h"

namespace crosstrail {
namespace {

// A text with its index.
struct Text {
  explicit Text(std::string text) : bytes(std::move(text) + std::string(64, '\0')) {
    indexed = indexer.Index({bytes.data(), bytes.size() - 64}, true);
  }
  std::string bytes;
  StructuralIndexer indexer;
  StructuralText indexed;
};

TEST(ReadMembers, GivesRawKeysAndValues) {
  Text text(R"({"a" : 1 , "b":"x\"y" ,"c":{"d":[{}]}, "":null} ,)");
  std::vector<Member> members;
  std::size_t at = 0;
  ASSERT_EQ(ReadMembers(text.indexed, at, 64, members), WalkResult::kComplete);
  ASSERT_EQ(members.size(), 4U);
  EXPECT_EQ(members[0].key, "a");
  EXPECT_EQ(members[0].value, "1");
  EXPECT_EQ(members[1].value, R"("x\"y")");
  EXPECT_EQ(members[2].value, R"({"d":[{}]})");
  EXPECT_EQ(members[3].key, "");
  EXPECT_EQ(members[3].value, "null");
  EXPECT_EQ(text.indexed.data[text.indexed.positions[at]], ',');
}

TEST(ReadMembers, SaysWhatIsWrong) {
  const struct {
    std::string_view text;
    WalkResult expected;
  } cases[] = {
      {"{}", WalkResult::kComplete},
      {R"({"a":1})", WalkResult::kComplete},
      {R"({"a":1)", WalkResult::kIncomplete},
      {R"({"a":)", WalkResult::kIncomplete},
      {R"({"a")", WalkResult::kIncomplete},
      {R"({)", WalkResult::kIncomplete},
      {R"({"a":[1,2)", WalkResult::kIncomplete},
      {R"({"a" 1,"b":2})", WalkResult::kMalformed},
      {R"({a:1})", WalkResult::kMalformed},
      {R"({1:1})", WalkResult::kMalformed},
      {R"({"a":1 "b":2})", WalkResult::kMalformed},
      {R"({"a":},"b":2})", WalkResult::kMalformed},
      {R"({"a":]})", WalkResult::kMalformed},
      {R"({"a":,"b":2})", WalkResult::kMalformed},
      {R"({"a":1,})", WalkResult::kIncomplete},
      {R"({"a":[}]})", WalkResult::kMalformed},
      {R"({"a":{"b":1]})", WalkResult::kMalformed},
      {R"({"a":{"b":"lost,"c":"d"}})", WalkResult::kMalformed},  // two scalars side by side
      {R"({"a":[1 2]})", WalkResult::kMalformed},
      {R"({"a"x:1})", WalkResult::kMalformed},
  };
  for (const auto& c : cases) {
    Text text{std::string(c.text)};
    std::vector<Member> members;
    std::size_t at = 0;
    EXPECT_EQ(ReadMembers(text.indexed, at, 64, members), c.expected) << c.text;
  }
}

TEST(ReadMembers, BoundsTheDepth) {
  for (const int depth : {1, 2, 63, 64, 65, 1'000'000}) {
    const auto inner = static_cast<std::size_t>(depth - 1);
    const std::string nested = R"({"a":)" + std::string(inner, '[') + "1" + std::string(inner, ']') + "}";
    Text text(nested);
    std::vector<Member> members;
    std::size_t at = 0;
    const WalkResult expected = depth <= 64 ? WalkResult::kComplete : WalkResult::kTooDeep;
    EXPECT_EQ(ReadMembers(text.indexed, at, 64, members), expected) << depth;
    at = 0;
    EXPECT_EQ(ReadMembers(text.indexed, at, 2, members), depth <= 2 ? WalkResult::kComplete : WalkResult::kTooDeep);
  }
}

TEST(ReadMembers, AgreesWithAParser) {
  std::mt19937 random(11);
  for (int i = 0; i < 2000; ++i) {
    const std::string json = "{\"x\":" + RandomJson(random, 4) + ", \"y\":" + RandomJson(random, 4) + "}";
    const auto expected = nlohmann::json::parse(json);
    Text text(json);
    ASSERT_FALSE(text.indexed.tainted);
    std::vector<Member> members;
    std::size_t at = 0;
    ASSERT_EQ(ReadMembers(text.indexed, at, 64, members), WalkResult::kComplete) << json;
    EXPECT_EQ(at, text.indexed.positions.size());
    ASSERT_EQ(members.size(), 2U);
    EXPECT_EQ(nlohmann::json::parse(members[0].value), expected["x"]);
    EXPECT_EQ(nlohmann::json::parse(members[1].value), expected["y"]);
  }
}

TEST(KeyEquals, SeesThroughEscapes) {
  EXPECT_TRUE(KeyEquals("eventName", "eventName"));
  EXPECT_TRUE(KeyEquals(R"(event\u004eame)", "eventName"));
  EXPECT_TRUE(KeyEquals(R"(event\u004Eame)", "eventName"));
  EXPECT_TRUE(KeyEquals(R"(a\/b)", "a/b"));
  EXPECT_FALSE(KeyEquals(R"(event\u004fame)", "eventName"));
  EXPECT_FALSE(KeyEquals("eventname", "eventName"));
  EXPECT_FALSE(KeyEquals(R"(event\u004)", "eventName"));
  EXPECT_FALSE(KeyEquals("", "eventName"));
}

TEST(DecodeString, ResolvesEscapes) {
  const struct {
    std::string_view raw;
    std::optional<std::string> expected;
  } cases[] = {
      {R"("")", ""},
      {R"("plain")", "plain"},
      {R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t"},
      {R"("\u0041\u00e9\u20AC")", "Aé€"},
      {R"("\ud83d\ude00")", "😀"},
      {R"("\u0000")", std::string(1, '\0')},
      {R"("\ud83d")", std::nullopt},
      {R"("\ude00")", std::nullopt},
      {R"("\ud83dx")", std::nullopt},
      {R"("\ud83d\u0041")", std::nullopt},
      {R"("\x41")", std::nullopt},
      {R"("\u12g4")", std::nullopt},
      {R"("\u123")", std::nullopt},
      {R"("open)", std::nullopt},
      {R"(")", std::nullopt},
      {"12", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(DecodeString(c.raw), c.expected) << c.raw;
}

TEST(AppendUnescaped, ReplacesALoneSurrogateWhenAsked) {
  std::string text;
  EXPECT_TRUE(AppendUnescaped(R"(a\ud83d-\ude00\ud83d\ude00)", LoneSurrogate::kReplace, text));
  EXPECT_EQ(text, "a\uFFFD-\uFFFD😀");
}

TEST(Utf8Check, AcceptsTextOnly) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("é€😀"));
  EXPECT_FALSE(IsValidUtf8("\xff"));
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80"));
  EXPECT_FALSE(IsValidUtf8("cut \xE2\x82"));
}

}  // namespace
}  // namespace crosstrail
