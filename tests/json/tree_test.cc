#include "json/tree.h"

#include <gmock/gmock.h>

#include <simdjson.h>

#include <random>

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string Padded(std::string_view json) { return std::string(json) + std::string(64, ' '); }

// The tree printed back: keys and texts unescaped, superseded members left out.
void Print(const JsonNode& node, std::string& out) {
  if (!node.IsContainer()) {
    out += node.kind == JsonKind::kString ? "'" + std::string(node.text) + "'" : std::string(node.text);
    return;
  }
  out += node.kind == JsonKind::kObject ? '{' : '[';
  for (const JsonNode& child : JsonChildren(node)) {
    if (node.kind == JsonKind::kObject) out += std::string(child.key) + ':';
    Print(child, out);
    out += ' ';
  }
  out += node.kind == JsonKind::kObject ? '}' : ']';
}

std::string Parse(std::string_view json) {
  const std::string padded = Padded(json);
  JsonTree tree;
  if (const Status status = tree.Parse(std::string_view(padded).substr(0, json.size())); !status) {
    EXPECT_EQ(tree.root(), nullptr);
    return status.error().message;
  }
  std::string out;
  Print(*tree.root(), out);
  return out;
}

TEST(JsonTreeTest, KeepsStructureAndTexts) {
  EXPECT_EQ(Parse(R"( {"a": [1, -2.50e3, {}, []], "b": {"c": null, "d": true}, "e": "x"} )"),
            "{a:[1 -2.50e3 {} [] ] b:{c:null d:true } e:'x' }");
  EXPECT_EQ(Parse("7"), "7");
  EXPECT_EQ(Parse(R"("\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00")"), "'\"\\/\b\f\n\r\tA\xC3\xA9\xF0\x9F\x98\x80'");
  EXPECT_EQ(Parse(R"({"a\tb": 1, "a": "\u0000"})"), std::string("{a\tb:1 a:'\0' }", 14));
}

TEST(JsonTreeTest, MarksSupersededMembers) {
  EXPECT_EQ(Parse(R"({"a": 1, "b": 2, "a": 3, "": 4, "\u0061": 5, "": 6})"), "{b:2 a:5 :6 }");
  std::string json = "{";
  for (int i = 0; i < 100; ++i) json += "\"k\": " + std::to_string(i) + ", \"k" + std::to_string(i) + "\": 0, ";
  EXPECT_THAT(Parse(json + "\"z\": 1}"), HasSubstr(" k:99 "));
}

TEST(JsonTreeTest, SaysWhereTheTextGoesWrong) {
  EXPECT_EQ(Parse(R"({"a": 1 "b": 2})"), "invalid JSON at byte 8: a comma or the closing bracket was expected here");
  EXPECT_EQ(Parse(R"({"a": 01})"), "invalid JSON at byte 6: a value was expected here");
  EXPECT_EQ(Parse("[1] 2"), "invalid JSON at byte 4: something follows the end of the value");
  EXPECT_EQ(Parse("[1"), "invalid JSON at byte 2: a comma or the closing bracket was expected here");
  EXPECT_THAT(Parse(std::string(65, '[') + std::string(65, ']')), HasSubstr("nested too deep"));
}

TEST(JsonTreeTest, ValuesKnowWhereTheyStand) {
  const std::string padded = Padded(R"( {"a" : "x\"y" , "b":[ 1.50,{} , true ] } )");
  const std::string_view text = std::string_view(padded).substr(0, padded.size() - 64);
  JsonTree tree;
  ASSERT_TRUE(tree.ParseWithPlaces(text));
  std::vector<std::string_view> values;
  for (const JsonNode* node = tree.root(); node != tree.root() + tree.root()->span; ++node) {
    const JsonPlace place = tree.PlaceOf(*node);
    values.push_back(text.substr(place.begin, place.end - place.begin));
  }
  EXPECT_THAT(values, ElementsAre(R"({"a" : "x\"y" , "b":[ 1.50,{} , true ] })", R"("x\"y")", "[ 1.50,{} , true ]",
                                  "1.50", "{}", "true"));
}

TEST(JsonTreeTest, FailuresHaveAPlace) {
  const auto offset = [](std::string_view json) {
    const std::string padded = Padded(json);
    JsonTree tree;
    EXPECT_FALSE(tree.Parse(std::string_view(padded).substr(0, json.size())));
    return tree.failure().offset;
  };
  EXPECT_EQ(offset(""), 0U);
  EXPECT_EQ(offset(R"({"a": nil})"), 6U);
  EXPECT_EQ(offset("[\"\\\"\", \"a\nb\"]"), 9U);
  EXPECT_EQ(offset("[\"a\", \"b\\\", 7]"), 6U);
  EXPECT_EQ(offset("[\"\xc3\xa9\xff\"]"), 4U);
  EXPECT_EQ(offset("[1, \xff]"), 4U);
}

// Mutated texts are accepted exactly when simdjson's own parser accepts them. (The two differ by design where
// surrogates are alone and where a number is out of range; the seed has neither, and three edits do not make one.)
TEST(JsonTreeTest, AgreesWithSimdjson) {
  const std::string seed =
      R"({"a": [1, -2.5e+3, true, null, "x\n\u0041\\"], "b": {"c": {}, "d": []}, "e": 0, "f": "\"", "g": false})";
  const std::string_view alphabet =
      "{}[]:,\"\\ \n\x01"
      "0123456789.eE+-tfnu/abx\xc3\xa9\xff";
  std::mt19937 random(5);
  simdjson::dom::parser parser;
  JsonTree tree;
  int valid = 0;
  for (int round = 0; round < 40000; ++round) {
    std::string json = seed;
    for (unsigned edits = 1 + static_cast<unsigned>(random() % 3); edits != 0; --edits) {
      const std::size_t at = random() % json.size();
      const char c = alphabet[random() % alphabet.size()];
      switch (random() % 3) {
        case 0:
          json[at] = c;
          break;
        case 1:
          json.insert(at, 1, c);
          break;
        default:
          json.erase(at, 1);
      }
    }
    const std::string padded = Padded(json);
    const std::string_view text = std::string_view(padded).substr(0, json.size());
    const bool expected = parser.parse(text.data(), text.size(), false).error() == simdjson::SUCCESS;
    ASSERT_EQ(tree.Parse(text).has_value(), expected) << json;
    valid += expected ? 1 : 0;
  }
  EXPECT_GT(valid, 1000);
}

}  // namespace
}  // namespace crosstrail
