#include "json/structural.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <random>

#include "json/object.h"
#include "tests/json/random_json.h"

namespace crosstrail {
namespace {

constexpr std::size_t kPadding = 64;

struct Indexed {
  std::vector<std::uint32_t> positions;
  std::size_t size = 0;
  bool tainted = false;
};

Indexed Index(const std::string& text, std::size_t length, bool complete) {
  const std::string padded = text + std::string(kPadding, '\0');
  StructuralIndexer indexer;
  const StructuralText result = indexer.Index({padded.data(), length}, complete);
  return {{result.positions.begin(), result.positions.end()}, result.size, result.tainted};
}

Indexed Index(const std::string& text) { return Index(text, text.size(), true); }

TEST(StructuralIndex, PointsAtBracketsOperatorsAndScalars) {
  const Indexed index = Index(R"( {"a":[1, "x{\"y" ,null] } )");
  EXPECT_THAT(index.positions, testing::ElementsAre(1, 2, 5, 6, 7, 8, 10, 18, 19, 23, 25));
  EXPECT_FALSE(index.tainted);
}

TEST(StructuralIndex, OfNothingIsEmpty) {
  for (const char* text : {"", " ", "\n\t "}) {
    const Indexed index = Index(text);
    EXPECT_TRUE(index.positions.empty());
    EXPECT_FALSE(index.tainted);
  }
}

TEST(StructuralIndex, IsTaintedByWhatIsNotText) {
  EXPECT_TRUE(Index("{\"a\":\"\xff\"}").tainted);
  EXPECT_TRUE(Index("{\"a\":\"tab\there\"}").tainted);
  EXPECT_TRUE(Index("{\"a\":\"open").tainted);
}

// A byte that is no UTF-8, outside the text proper, makes the lenient scanner read what stage 1 would have read.
TEST(StructuralIndex, LenientReadingAgreesOnValidJson) {
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) {
    const std::string text = RandomJson(random, 5);
    const Indexed strict = Index(text);
    ASSERT_FALSE(strict.tainted) << text;
    Indexed lenient = Index(text + " \xff");
    ASSERT_TRUE(lenient.tainted);
    ASSERT_EQ(lenient.positions.back(), text.size() + 1);
    lenient.positions.pop_back();
    ASSERT_EQ(lenient.positions, strict.positions) << text;
  }
}

// A prefix gets a beginning of the whole text's index, wherever it is cut.
TEST(StructuralIndex, OfAPrefixIsAPrefixOfTheIndex) {
  std::mt19937 random(4);
  for (int i = 0; i < 60; ++i) {
    const std::string text = RandomJson(random, 4) + "\n" + RandomJson(random, 4);
    const Indexed whole = Index(text);
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      const Indexed part = Index(text, cut, false);
      ASSERT_LE(part.size, cut);
      const auto end = std::lower_bound(whole.positions.begin(), whole.positions.end(), part.size);
      ASSERT_EQ(part.positions, std::vector<std::uint32_t>(whole.positions.begin(), end)) << text.substr(0, cut);
    }
  }
}

TEST(StructuralIndex, ALineEndClosesAnOpenString) {
  const std::string broken = R"({"a":"lost)";
  for (const char* end : {"\n", "\\\n"}) {
    const std::string text = broken + end + R"({"b":1})";
    const Indexed index = Index(text);
    EXPECT_TRUE(index.tainted);
    const auto second = static_cast<std::uint32_t>(text.find(R"({"b")"));
    EXPECT_THAT(index.positions, testing::Contains(second)) << text;
  }
}

}  // namespace
}  // namespace crosstrail
