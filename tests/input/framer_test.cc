#include "input/framer.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "base/base64.h"
#include "tests/input/reading.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back("r" + std::to_string(i));
  return names;
}

std::vector<std::string> Records(std::size_t count) {
  std::vector<std::string> records;
  for (const std::string& name : Names(count)) records.push_back(PlainRecord(name));
  return records;
}

std::string Lines(const std::vector<std::string>& records, std::string_view end = "\n") {
  return Join(records, end) + std::string(end);
}

std::size_t Occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Framer, DoesNotCareWhereItsWindowsEnd) {
  std::vector<std::string> records = Records(6);
  records[2].insert(records[2].size() - 1, R"(,"note":"{\"eventVersion\":{ \\\"")");
  records[4] = nlohmann::json::parse(records[4]).dump(2);
  for (const std::string& text : {S3Object(records), Lines(records), "[" + Join(records, " ,\n") + "]"}) {
    for (std::size_t window = 1; window < 700; ++window) {
      const Reading reading = Read(text, {.limits = {}, .window = window});
      ASSERT_EQ(reading.Ids(), Names(6)) << window;
      ASSERT_EQ(reading.Problems(), "") << window;
    }
  }
}

TEST(Framer, ReadsAcrossManyWindows) {
  const std::vector<std::string> records = Records(20'000);
  for (const std::string& text : {S3Object(records), Lines(records), Join(records, "")}) {
    const Reading reading = Read(text);
    EXPECT_EQ(reading.Ids(), Names(20'000));
    EXPECT_TRUE(reading.problems.empty());
  }
}

TEST(Framer, ABrokenLineCostsOneLine) {
  const std::string broken_lines[] = {
      PlainRecord("x").substr(0, 200),  // cut off
      PlainRecord("x").substr(40),      // its start is lost
      "not JSON at all",
      R"({"eventVersion":"1.08","eventName":"lost quote,"a":1})",
      R"({"eventVersion":"1.08","requestParameters":{"a":"lost quote,"b":"c"},"d":1})",
      R"({"eventVersion":"1.08","requestParameters":{"a":1,"b":[1,2})",
      R"({"eventVersion":"1.08","a":1}})",
      R"({"eventVersion":"1.08","a":"tab)"
      "\t"
      R"(in string"})",
      R"({"eventVersion":"1.08","a":"ends in a backslash\)",
      R"({"eventVersion":"1.08" "a":1})",
      R"({"eventVersion":"1.08","a"})",
      R"("just a string")",
      "]",
      "{{{{",
      std::string(3, '\0'),
  };
  for (const std::string_view end : {"\n", "\r\n"}) {
    for (const std::string& broken : broken_lines) {
      for (const std::size_t where : {std::size_t{0}, std::size_t{2}, std::size_t{5}}) {
        std::vector<std::string> lines = Records(5);
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(where), broken);
        for (const std::size_t window : {std::size_t{100}, std::size_t{1000}, Framer::kWindow}) {
          const Reading reading = Read(Lines(lines, end), {.limits = {}, .window = window});
          ASSERT_EQ(reading.Ids(), Names(5)) << broken << " at " << where << " window " << window;
          ASSERT_GE(reading.problems.size(), 1U) << broken;
        }
      }
    }
  }
}

TEST(Framer, ManyBrokenLinesCostTheirLinesOnly) {
  std::vector<std::string> lines;
  for (const std::string& record : Records(20'000)) {
    lines.push_back(record);
    lines.push_back(record.substr(0, 100));
  }
  const Reading reading = Read(Lines(lines));
  EXPECT_EQ(reading.Ids(), Names(20'000));
  EXPECT_EQ(reading.problems.size(), 20'000U);
}

TEST(Framer, ManyLostQuotesInOneLineCostTheirRecordsOnly) {
  std::vector<std::string> items;
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < 4000; ++i) {
    std::string record = PlainRecord("r" + std::to_string(i));
    if (i % 2 == 0) {
      expected.push_back("r" + std::to_string(i));
    } else {
      record.erase(record.find("bucketName") + 10, 1);
    }
    items.push_back(record);
  }
  const Reading reading = Read(S3Object(items));
  EXPECT_EQ(reading.Ids(), expected);
  EXPECT_EQ(reading.problems.size(), 2000U);
}

// Two lost quotes in one window leave an even number: taken as a whole the text looks fine.
TEST(Framer, TwoLostQuotesDoNotSwallowWhatIsBetweenThem) {
  std::vector<std::string> items = Records(9);
  for (const std::size_t i : {2U, 6U}) items[i].erase(items[i].find(R"(b","policy)"), 1 + 1);
  const Reading reading = Read(S3Object(items));
  EXPECT_THAT(reading.Ids(), ElementsAre("r0", "r1", "r3", "r4", "r5", "r7", "r8"));
  EXPECT_EQ(reading.problems.size(), 2U);
}

// Whatever happens to the bytes: no crash, nothing twice, and what lies clear of the damage is there.
TEST(Framer, RandomDamageCostsWhatIsDamaged) {
  std::mt19937 random(17);
  for (int round = 0; round < 3000; ++round) {
    const std::size_t count = 3 + random() % 12;
    const std::vector<std::string> records = Records(count);
    const bool lines = random() % 2 == 0;
    std::string text = lines ? Lines(records) : S3Object(records);
    std::set<std::size_t> hit;  // records that damage lies in or beside
    const std::size_t damages = 1 + random() % 3;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < damages; ++i) places.push_back(random() % text.size());
    std::sort(places.rbegin(), places.rend());
    for (const std::size_t at : places) {
      const std::string original = lines ? Lines(records) : S3Object(records);
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t begin = original.find(records[i]);
        if (at + 12 >= begin && at <= begin + records[i].size() + 2) hit.insert(i);
      }
      switch (random() % 4) {
        case 0:
          text.erase(at, 1 + random() % 8);
          break;
        case 1:
          text[at] = static_cast<char>(text[at] ^ (1 << random() % 8));
          break;
        case 2:
          text.insert(at, 1, "{}[]\",:\\\n"[random() % 9]);
          break;
        default:
          text.insert(at, 1, static_cast<char>(random()));
      }
    }
    const Reading reading =
        Read(text, {.limits = {}, .window = random() % 3 == 0 ? Framer::kWindow : 50 + random() % 2000});
    std::multiset<std::string> seen;
    for (const Reading::Seen& record : reading.records) seen.insert(record.json);
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_LE(seen.count(records[i]), Occurrences(text, records[i])) << "twice: " << records[i] << " in " << text;
      if (!hit.contains(i)) {
        ASSERT_EQ(seen.count(records[i]), Occurrences(text, records[i]))
            << "lost: " << records[i] << " in " << text << reading.Problems();
      }
    }
    for (const Reading::Seen& record : reading.records) {
      ASSERT_TRUE(record.json.starts_with('{') && record.json.ends_with('}'));
    }
  }
}

TEST(Framer, ACutCostsTheRecordItIsIn) {
  const std::vector<std::string> records = Records(4);
  for (const std::string& text : {S3Object(records), Lines(records)}) {
    for (std::size_t cut = 1; cut < text.size(); ++cut) {
      const Reading reading = Read(text.substr(0, cut));
      std::size_t whole = 0;
      for (const std::string& record : records) {
        whole += text.find(record) + record.size() <= cut ? 1 : 0;
      }
      ASSERT_EQ(reading.Ids(), Names(whole)) << cut;
      if (text.front() == '{' && text[2] == 'R') {
        ASSERT_FALSE(reading.problems.empty()) << cut;
      }
    }
  }
}

TEST(Framer, ADocumentBehindATruncatedOneIsRead) {
  const std::string first = S3Object({PlainRecord("a"), PlainRecord("b")});
  const std::string second = S3Object({PlainRecord("c"), PlainRecord("d")});
  for (std::size_t cut = 1; cut < first.size(); ++cut) {
    const Reading reading = Read(first.substr(0, cut) + "\n" + second);
    const std::vector<std::string> ids = reading.Ids();
    ASSERT_GE(ids.size(), 2U) << cut << reading.Problems();
    EXPECT_EQ(ids[ids.size() - 2], "c") << cut;
    EXPECT_EQ(ids[ids.size() - 1], "d") << cut;
    EXPECT_FALSE(reading.problems.empty()) << cut;
  }
}

TEST(Framer, ManyTruncatedDocumentsAreEachRead) {
  for (const std::size_t missing : {1U, 2U, 5U}) {
    std::string text;
    for (const std::string& record : Records(50)) {
      const std::string object = S3Object({PlainRecord("x"), record});
      text += object.substr(0, object.size() - missing) + "\n";
    }
    const Reading reading = Read(text);
    EXPECT_EQ(reading.records.size(), missing == 5 ? 50U : 100U);
    EXPECT_FALSE(reading.problems.empty());
  }
}

TEST(Framer, BytesThatAreNotUtf8CostNothing) {
  std::vector<std::string> records = Records(3);
  records[1].replace(records[1].find("alice"), 5,
                     "al\xff\xfe"
                     "e");
  for (const std::string& text :
       {S3Object(records), Lines(records), R"({"awslogs":{"data":")" + EncodeBase64(Lines(records)) + "\"}}"}) {
    const Reading reading = Read(text);
    ASSERT_EQ(reading.Ids(), Names(3));
    EXPECT_THAT(reading.Problems(), HasSubstr("not UTF-8"));
    EXPECT_THAT(reading.records[1].json, HasSubstr("al\uFFFD\uFFFDe"));
    EXPECT_EQ(reading.records[2].index, 2U);
  }
}

TEST(Framer, BoundsARecordToTheByte) {
  const std::string frame = PlainRecord("long", R"(,"x":"")");
  InputLimits limits;
  limits.record_bytes = 5000;
  const auto record = [&](std::size_t size) {
    return PlainRecord("long", R"(,"x":")" + std::string(size - frame.size(), 'x') + "\"");
  };
  EXPECT_EQ(Read(Lines({record(5000), PlainRecord("b")}), {.limits = limits}).Ids().size(), 2U);
  const Reading over = Read(Lines({PlainRecord("a"), record(5001), PlainRecord("b")}), {.limits = limits});
  EXPECT_THAT(over.Ids(), ElementsAre("a", "b"));
  ASSERT_EQ(over.problems.size(), 1U);
  EXPECT_EQ(over.problems[0].first, 1U);
  EXPECT_THAT(over.problems[0].second, HasSubstr("--max-record-size"));
}

TEST(Framer, PassesOverRecordsOfAnySize) {
  for (const std::size_t size : {std::size_t{2} << 20, std::size_t{33} << 20}) {
    const std::string giant = PlainRecord("giant", R"(,"x":")" + std::string(size, 'x') + "\"");
    for (const std::string& text :
         {Lines({PlainRecord("a"), giant, PlainRecord("b")}), S3Object({PlainRecord("a"), giant, PlainRecord("b")})}) {
      const Reading reading = Read(text);
      EXPECT_THAT(reading.Ids(), ElementsAre("a", "b")) << size;
      EXPECT_GE(reading.problems.size(), 1U);
    }
  }
  InputLimits limits;
  limits.record_bytes = std::uint64_t{20} << 20;
  const std::string giant = PlainRecord("giant", R"(,"x":")" + std::string(std::size_t{18} << 20, 'x') + "\"");
  EXPECT_THAT(Read(Lines({PlainRecord("a"), giant, PlainRecord("b")}), {.limits = limits}).Ids(),
              ElementsAre("a", "giant", "b"));
}

TEST(Framer, BoundsTheDepth) {
  for (const int depth : {63, 64, 65, 66, 1000, 100'000}) {
    const auto inner = static_cast<std::size_t>(depth - 1);
    const std::string nested = std::string(inner, '[') + std::string(inner, ']');
    for (const std::string& text :
         {Lines({PlainRecord("a"), PlainRecord("deep", R"(,"x":)" + nested), PlainRecord("b")}),
          S3Object({PlainRecord("a"), PlainRecord("deep", R"(,"x":)" + nested), PlainRecord("b")})}) {
      const Reading reading = Read(text);
      if (depth <= 64) {
        EXPECT_THAT(reading.Ids(), ElementsAre("a", "deep", "b"));
      } else {
        EXPECT_THAT(reading.Ids(), ElementsAre("a", "b")) << depth;
        ASSERT_EQ(reading.problems.size(), 1U) << depth;
        EXPECT_THAT(reading.problems[0].second, HasSubstr("nested deeper than 64 levels"));
      }
    }
  }
  InputLimits limits;
  limits.json_depth = 2;
  const Reading reading =
      Read(Lines({PlainRecord("a"), R"({"eventName":"x","eventSource":"y","z":[1]})"}), {.limits = limits});
  EXPECT_EQ(reading.records.size(), 1U);
  EXPECT_THAT(reading.Problems(), HasSubstr("deeper than 2 levels"));
}

TEST(Framer, WhatIsNoJsonIsNotRead) {
  for (const char* text : {"hello", "<xml/>", "key: value", "\x89PNG\r\n"}) {
    EXPECT_EQ(Read(text).content, Framer::Content::kNotJson) << text;
    EXPECT_TRUE(Read(text).problems.empty());
  }
  for (const std::string& text :
       {std::string(), std::string("  \n"), std::string("\xEF\xBB\xBF"), std::string(3 << 20, ' ')}) {
    EXPECT_EQ(Read(text).content, Framer::Content::kEmpty);
  }
  EXPECT_THAT(Read(std::string(3 << 20, '\n') + PlainRecord("a")).Ids(), ElementsAre("a"));
}

TEST(Framer, ABrokenBeginningIsDamageOnlyWhereALogIsExpected) {
  const std::string text = "rubbish\n" + Lines(Records(2));
  EXPECT_EQ(Read(text).Ids(), Names(2));
  EXPECT_EQ(Read(text).problems.size(), 1U);
  const Reading unexpected = Read(text, {.limits = {}, .expected = false});
  EXPECT_EQ(unexpected.content, Framer::Content::kNotJson);
  EXPECT_TRUE(unexpected.records.empty() && unexpected.problems.empty());
}

TEST(Framer, ATruncatedGzipGivesWhatCameBefore) {
  const std::vector<std::string> records = Records(2000);
  const std::string stored = Gzip(S3Object(records));
  for (const std::size_t cut : {std::size_t{12}, stored.size() / 2, stored.size() - 1}) {
    const Reading reading = Read(stored.substr(0, cut));
    EXPECT_EQ(reading.Ids(), Names(reading.records.size()));
    EXPECT_THAT(reading.Problems(), HasSubstr("cut off"));
    EXPECT_EQ(reading.content, Framer::Content::kJson) << "not empty: unreadable";
  }
  EXPECT_GT(Read(stored.substr(0, stored.size() - 1)).records.size(), 1990U);
}

}  // namespace
}  // namespace crosstrail
