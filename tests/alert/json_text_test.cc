#include "alert/json_text.h"

#include <gtest/gtest.h>

namespace crosstrail {
namespace {

TEST(CompactRecordTest, DropsOnlyWhiteSpaceBetweenTokens) {
  const std::pair<std::string, std::string> kCases[] = {
      {"{}", "{}"},
      {" {\n\t\"a b\" : [ 1 , 2.50 , 1e2 ] }\r\n", R"({"a b":[1,2.50,1e2]})"},
      {R"({"n": 12345678901234567890123, "z": -0, "e": "\u00e9\/ \" "})",
       R"({"n":12345678901234567890123,"z":-0,"e":"\u00e9\/ \" "})"},
      {R"({"a":1, "a":2})", R"({"a":1,"a":2})"},
  };
  for (const auto& [text, compact] : kCases) EXPECT_EQ(CompactRecord(text), compact) << text;
}

TEST(CompactRecordTest, RefusesWhatSomeReaderWould) {
  const std::string kCases[] = {
      "",
      "null",
      "[]",
      "[{}]",
      "1",
      "\"text\"",
      "{",
      "{}}",
      "{} {}",
      "{\"a\":}",
      "{'a':1}",
      "{\"a\":01}",
      "{\"a\":NaN}",
      "{\"a\":1e999}",
      "{\"a\":\"\n\"}",
      "{\"a\":\"\xff\"}",
      "{\"a\":\"\\ud800\"}",
      "{\"a\":1,}",
      "{/* comment */}",
      "\xef\xbb\xbf{}",
      std::string("{}\0", 3),
      std::string("{}\0<script>", 11),
      std::string("{\"a\":\"\0\"}", 9),
  };
  for (const std::string& text : kCases) EXPECT_EQ(CompactRecord(text), std::nullopt) << text;
}

std::string Nested(int arrays) {
  const auto count = static_cast<std::size_t>(arrays);
  return "{\"a\":" + std::string(count, '[') + std::string(count, ']') + "}";
}

TEST(CompactRecordTest, BoundsDepth) {
  EXPECT_EQ(CompactRecord(Nested(kMaxRecordDepth - 1)), Nested(kMaxRecordDepth - 1));
  EXPECT_EQ(CompactRecord(Nested(kMaxRecordDepth)), std::nullopt);
  EXPECT_EQ(CompactRecord(Nested(1'000'000)), std::nullopt);
}

TEST(MadeSafeTest, EscapesWhatReadersActOn) {
  EXPECT_EQ(MadeSafe("\"</a>\""), R"("\u003c/a>")");
  EXPECT_EQ(MadeSafe("\"\x7f\xc2\x9b\""), R"("\u007f\u009b")");
  EXPECT_EQ(
      MadeSafe("\"\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xae\xe2\x80\xac\xe2\x81\xa6\xe2\x81\xa9\xd8\x9c\xe2\x80\x8f\""),
      R"("\u2028\u2029\u202e\u202c\u2066\u2069\u061c\u200f")");
  EXPECT_EQ(MadeSafe("{\"\xc3\xbc\": \"\xf0\x9f\x98\x80\"}"), "{\"\xc3\xbc\": \"\xf0\x9f\x98\x80\"}");
}

TEST(MadeSafeTest, KeepsTheMeaning) {
  const std::string text = "{\"<k\xe2\x80\xae\xe2\x80\xac\":\"\x7f<\xc2\x80\"}";
  EXPECT_EQ(OrderedJson::parse(MadeSafe(text)), OrderedJson::parse(text));
}

TEST(AppendMemberTest, SetsCommas) {
  std::string object = "{";
  AppendMember("a", "1", object);
  AppendMember("b", "[]", object);
  EXPECT_EQ(object + '}', R"({"a":1,"b":[]})");
}

}  // namespace
}  // namespace crosstrail
