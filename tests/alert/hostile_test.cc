// Values from attackers, through every format.
#include <gtest/gtest.h>

#include <algorithm>

#include "alert/json_text.h"
#include "base/text.h"
#include "base/utf8.h"
#include "tests/alert/fixtures.h"

namespace crosstrail {
namespace {

/// No byte or character that a terminal, a line splitter or a display would act on; '\n' ends lines.
void ExpectHarmless(std::string_view text, const std::string& what) {
  for (const std::string_view line : Lines(text)) {
    const std::string printable = Printable(line);
    const auto at = std::mismatch(line.begin(), line.end(), printable.begin(), printable.end()).first;
    EXPECT_EQ(at, line.end()) << what << ": at byte " << at - line.begin() << " of a line of " << line.size();
  }
}

TEST(HostileTest, NothingReachesTheTerminal) {
  for (const HostileValue& hostile : HostileValues()) {
    const HostileAlert made(hostile.value);
    for (const AlertFormat& format : AlertFormats()) {
      std::string text = WriteAll(format.name, {made.alert});
      if (format.name == "csv") std::erase(text, '\r');  // ends rows; rows are counted below
      ExpectHarmless(text, std::string(format.name) + ", " + hostile.name);
    }
  }
}

TEST(HostileTest, JsonStaysJson) {
  for (const HostileValue& hostile : HostileValues()) {
    const HostileAlert made(hostile.value);
    for (const std::string_view format : {"ndjson", "ecs", "json"}) {
      const std::string text = WriteAll(format, {made.alert, made.alert});
      EXPECT_EQ(text.find('<'), std::string::npos) << format << ", " << hostile.name;
      const std::vector<std::string_view> lines = Lines(text);
      EXPECT_EQ(lines.size(), format == "json" ? 4U : 2U) << format << ", " << hostile.name;
      if (format == "json") {
        EXPECT_TRUE(OrderedJson::accept(text)) << hostile.name;
      } else {
        for (const std::string_view line : lines) EXPECT_TRUE(OrderedJson::accept(line)) << format << hostile.name;
      }
    }
  }
}

TEST(HostileTest, JsonKeepsTheValue) {
  for (const HostileValue& hostile : HostileValues()) {
    const HostileAlert made(hostile.value);
    // One replacement character for each invalid sequence, as the JSON library counts them.
    const auto valid = OrderedJson::parse(DumpLine(hostile.value)).get<std::string>();
    const OrderedJson document = OrderedJson::parse(WriteAll("ndjson", {made.alert}));
    EXPECT_EQ(document["fields"]["user_agent.original"], valid) << hostile.name;
    EXPECT_EQ(document["rule"]["note"], valid) << hostile.name;
    const OrderedJson ecs = OrderedJson::parse(WriteAll("ecs", {made.alert}));
    EXPECT_EQ(ecs["user_agent"]["original"], valid) << hostile.name;
    EXPECT_EQ(ecs["kibana.alert.rule.note"], valid) << hostile.name;
  }
}

TEST(HostileTest, RecordIsEmbeddedOrQuoted) {
  for (const HostileValue& hostile : HostileValues()) {
    const HostileAlert made(hostile.value);
    const OrderedJson source = OrderedJson::parse(WriteAll("ndjson", {made.alert}))["source"][0];
    const bool valid = OrderedJson::accept(made.alert.events.front().record.json) &&
                       made.alert.events.front().record.json.find('\0') == std::string::npos;
    EXPECT_EQ(source.contains("record"), valid) << hostile.name;
    EXPECT_EQ(source.contains("record_text"), !valid) << hostile.name;
  }
}

TEST(HostileTest, TableStaysInItsColumns) {
  for (const HostileValue& hostile : HostileValues()) {
    HostileAlert made(hostile.value);
    made.alert.events.front().record.provenance.path = "logs/a.json";
    std::erase_if(made.alert.fields, [&](const AlertField& field) { return field.name == hostile.value; });  // a label
    const std::string text = WriteAll("table", {made.alert});
    EXPECT_GT(Lines(text).size(), hostile.value.empty() ? 3U : 10U) << hostile.name;
    for (const std::string_view line : Lines(text)) {
      const std::size_t last_word = line.size() - line.find_last_of(' ') - 1;
      EXPECT_TRUE(CountCodePoints(line) <= 100 || last_word > 78) << hostile.name << "\n" << line;
    }
    EXPECT_LT(text.size(), 40'000U) << hostile.name;
  }
}

}  // namespace
}  // namespace crosstrail
