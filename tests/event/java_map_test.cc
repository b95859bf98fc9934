#include "event/java_map.h"

#include <gmock/gmock.h>

#include <iterator>
#include <list>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "event/java_hash_order.h"
#include "event/java_number.h"
#include "event/java_tree_bins.h"
#include "tests/conformance.h"
#include "tests/event/reading.h"

namespace crosstrail {
namespace {

std::string Render(std::string_view json) {
  const PaddedText text(json);
  const auto rendered = RenderJavaMap(text.view());
  return rendered ? *rendered : "(malformed)";
}

TEST(JavaMapTest, PrintsAsJavaDoes) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {R"({"k": "v"})", "{k=v}"},
      {R"({"k": ["a", ["b", {"c": 1}]]})", "{k=[a, [b, {c=1}]]}"},
      {R"({"t": true, "f": false})", "{t=true, f=false}"},
      {R"({"n": -0})", "{n=0}"},
      {R"({"n": -0.0})", "{n=-0.0}"},
      {R"({"n": 340282366920938463463374607431768211456})", "{n=340282366920938463463374607431768211456}"},
      {R"({"n": 1688560107.857})", "{n=1.688560107857E9}"},
      {R"({"n": 1e400, "m": -1e400, "o": 1e-400})", "{m=-Infinity, n=Infinity, o=0.0}"},
      {R"({"q": "\"quoted\" = {x}"})", "{q=\"quoted\" = {x}}"},
      {R"({"a": null, "b": "", "c": "-", "d": "none", "e": {}, "f": [], "g": [[], {"h": null}]})", ""},
      {R"({"a": " ", "b": "None", "c": "--"})", "{a= , b=None, c=--}"},
      {R"([1, "-", 2])", "[1, 2]"},
      {R"("text")", "text"},
      {"null", ""},
      {R"({"": "empty key"})", "{=empty key}"},
      {R"({"b\u0061": 1})", "{ba=1}"},
      {R"({"a": 1)", "(malformed)"},
      {"", "(malformed)"},
  };
  for (const auto& [json, expected] : cases) EXPECT_EQ(Render(json), expected) << json;
}

TEST(JavaMapTest, OfDuplicateKeysTheFirstGivesThePlaceAndTheLastTheValue) {
  // "Aa" and "BB" have the same hash, so they stand in the order in which they were put.
  EXPECT_EQ(Render(R"({"Aa": 1, "BB": 2})"), "{Aa=1, BB=2}");
  EXPECT_EQ(Render(R"({"BB": 2, "Aa": 1})"), "{BB=2, Aa=1}");
  EXPECT_EQ(Render(R"({"Aa": 1, "BB": 2, "Aa": 3})"), "{Aa=3, BB=2}");
  EXPECT_EQ(Render(R"({"Aa": 1, "BB": 2, "A\u0061": null})"), "{BB=2}");
}

TEST(JavaMapTest, NestingIsBounded) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + "1" + std::string(depth, ']'); };
  EXPECT_EQ(Render(nested(64)), nested(64));
  EXPECT_EQ(Render(nested(65)), "(malformed)");
  EXPECT_EQ(Render(nested(100000)), "(malformed)");
}

TEST(JavaNumberTest, IsDoubleToString) {
  const std::vector<std::pair<double, const char*>> cases = {
      {1376.0, "1376.0"},
      {1688560107.857, "1.688560107857E9"},
      {0.001, "0.001"},
      {0.0009999, "9.999E-4"},
      {9999999.0, "9999999.0"},
      {1e7, "1.0E7"},
      {12345678.0, "1.2345678E7"},
      {0.1, "0.1"},
      {100.0, "100.0"},
      {1.0 / 3, "0.3333333333333333"},
      {2e23, "2.0E23"},
      {1e23, "1.0E23"},
      {4.9e-324, "4.9E-324"},
      {1.7976931348623157e308, "1.7976931348623157E308"},
      {2.2250738585072014e-308, "2.2250738585072014E-308"},
      {-5.5, "-5.5"},
      {0.0, "0.0"},
  };
  for (const auto& [value, expected] : cases) EXPECT_EQ(JavaDouble(value), expected);
}

TEST(JavaHashTest, CountsUtf16Units) {
  EXPECT_EQ(JavaStringHash(""), 0U);
  EXPECT_EQ(JavaStringHash("a"), 97U);
  EXPECT_EQ(JavaStringHash("Aa"), JavaStringHash("BB"));
  EXPECT_EQ(JavaStringHash("bucketName"), 1117008789U);
  EXPECT_EQ(JavaStringHash("\xC3\xA9"), 0xE9U);                            // é
  EXPECT_EQ(JavaStringHash("\xF0\x9F\x98\x80"), 0xD83DU * 31U + 0xDE00U);  // U+1F600 as its two surrogates
}

// java.util.HashMap as its documentation and fields describe it, without any short cut: buckets are lists, growing
// moves every key. Bins of nine and more in large tables become trees; see JavaTreeBinsTest.
class SlowHashMap {
 public:
  void Put(std::uint32_t hash, std::uint32_t index) {
    auto& bucket = buckets_[Slot(hash)];
    bucket.push_back({hash, index});
    if (bucket.size() >= 9) {
      has_trees_ = has_trees_ || buckets_.size() >= 64;
      if (buckets_.size() < 64) Grow();
    }
    if (++size_ > buckets_.size() * 3 / 4) Grow();
  }

  bool has_trees() const { return has_trees_; }

  std::vector<std::uint32_t> Order() const {
    std::vector<std::uint32_t> order;
    for (const auto& bucket : buckets_) {
      for (const auto& [hash, index] : bucket) order.push_back(index);
    }
    return order;
  }

 private:
  using Bucket = std::list<std::pair<std::uint32_t, std::uint32_t>>;

  std::size_t Slot(std::uint32_t hash) const { return (hash ^ (hash >> 16U)) % buckets_.size(); }

  void Grow() {
    const std::vector<Bucket> old = std::exchange(buckets_, std::vector<Bucket>(buckets_.size() * 2));
    for (const Bucket& bucket : old) {
      for (const auto& [hash, index] : bucket) buckets_[Slot(hash)].push_back({hash, index});
    }
  }

  std::vector<Bucket> buckets_ = std::vector<Bucket>(16);
  std::size_t size_ = 0;
  bool has_trees_ = false;
};

TEST(JavaHashOrderTest, AgreesWithASlowModel) {
  std::mt19937 random(8);
  int compared = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::size_t count = random() % 120;
    // Few distinct low bits make long chains; whole hashes make even tables.
    const std::uint32_t mask = round % 3 == 0 ? 0xFFFFFFFFU : round % 3 == 1 ? 0xFU << (random() % 8) : 0x30003U;
    std::vector<JavaMapKey> keys;
    SlowHashMap slow;
    for (std::uint32_t i = 0; i < count; ++i) {
      keys.push_back({static_cast<std::uint32_t>(random()) & mask, i, {}});
      slow.Put(keys.back().hash, i);
    }
    if (slow.has_trees()) continue;
    ++compared;
    SortAsJavaHashMap(keys);
    std::vector<std::uint32_t> order;
    for (const JavaMapKey& key : keys) order.push_back(key.index);
    ASSERT_EQ(order, slow.Order()) << "round " << round;
  }
  EXPECT_GT(compared, 2000);
}

std::vector<std::string> Words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

TEST(JavaTreeBinsTest, OrderKeysAsJavaDid) {
  std::ifstream in(CROSSTRAIL_SOURCE_DIR "/tests/golden/java_hash_order/vectors.txt");
  int lines = 0;
  for (std::string line; std::getline(in, line); ++lines) {
    const std::size_t tab = line.find('\t');
    const std::vector<std::string> put = Words(line.substr(0, tab));
    std::vector<JavaMapKey> keys;
    for (std::uint32_t i = 0; i < put.size(); ++i) keys.push_back({JavaStringHash(put[i]), i, put[i]});
    std::vector<JavaMapKey> again = keys;
    SortAsJavaHashMap(keys);
    SortByJavaTreeBins(again);
    std::vector<std::string> order, order_again;
    for (const JavaMapKey& key : keys) order.push_back(put[key.index]);
    for (const JavaMapKey& key : again) order_again.push_back(put[key.index]);
    EXPECT_EQ(order, Words(line.substr(tab + 1))) << "line " << lines + 1;
    EXPECT_EQ(order_again, order) << "line " << lines + 1;
  }
  EXPECT_EQ(lines, 300);
}

TEST(JavaTreeBinsTest, ComparesByUtf16Units) {
  EXPECT_LT(CompareAsJava("a", "b"), 0);
  EXPECT_GT(CompareAsJava("ab", "a"), 0);
  EXPECT_EQ(CompareAsJava("ab", "ab"), 0);
  EXPECT_LT(CompareAsJava("\xF0\x9F\x98\x80", "\xEF\xBD\x9E"), 0);  // U+1F600 begins with 0xD83D, below U+FF5E
  EXPECT_LT(CompareAsJava("\xF0\x9F\x98\x80", "\xF0\x9F\x98\x81"), 0);
}

TEST(JavaTreeBinsTest, ManyCollidingKeysTakeNoTime) {
  std::string json = "{";
  for (int i = 0; i < 1 << 13; ++i) {
    json += i == 0 ? "\"" : ", \"";
    for (int bit = 0; bit < 13; ++bit) json += (i >> bit & 1) != 0 ? "Aa" : "BB";
    json += "\": 1";
  }
  EXPECT_EQ(Render(json + "}").size(), json.size() - 2 * (1 << 13) + 1 - (1 << 13));
}

TEST(JavaMapConformanceTest, PrintsElasticsOwnPairs) {
  std::ifstream in(ConformanceFolder() / "ecs" / "render_pairs.jsonl");
  if (!in) GTEST_SKIP() << "conformance suite ecs/render_pairs.jsonl is not here";
  int pairs = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    // Ordered: the order of the keys in the text is part of the input.
    const auto pair = nlohmann::ordered_json::parse(line);
    EXPECT_EQ(Render(pair["json"].dump()), pair["expected"].get<std::string>()) << pair["src"];
    ++pairs;
  }
  EXPECT_EQ(pairs, 10);
}

}  // namespace
}  // namespace crosstrail
