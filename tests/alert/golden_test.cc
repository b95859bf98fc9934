// The exact bytes of every format. To accept a change: CROSSTRAIL_UPDATE_GOLDEN=1 ctest -R alert.Golden
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/alert/fixtures.h"

namespace crosstrail {
namespace {

void ExpectGolden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(CROSSTRAIL_SOURCE_DIR) + "/tests/golden/alert/" + name;
  if (std::getenv("CROSSTRAIL_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << " is missing; set CROSSTRAIL_UPDATE_GOLDEN=1 to write it";
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(actual, expected) << "differs from " << path << "; set CROSSTRAIL_UPDATE_GOLDEN=1 to accept it";
}

std::vector<Alert> All() { return {SharingAlert(), TwoEventAlert(), BareAlert()}; }

TEST(GoldenTest, Table) { ExpectGolden("table.txt", WriteAll("table", All())); }
TEST(GoldenTest, TableInColor) { ExpectGolden("table_color.txt", WriteAll("table", All(), true)); }
TEST(GoldenTest, Ndjson) { ExpectGolden("alerts.ndjson", WriteAll("ndjson", All())); }
TEST(GoldenTest, Json) { ExpectGolden("alerts.json", WriteAll("json", All())); }
TEST(GoldenTest, Csv) { ExpectGolden("alerts.csv", WriteAll("csv", All())); }
TEST(GoldenTest, Ecs) { ExpectGolden("ecs.ndjson", WriteAll("ecs", All())); }

TEST(GoldenTest, WritersMayBeUsedAgain) {
  for (const AlertFormat& format : AlertFormats()) {
    const std::unique_ptr<AlertWriter> writer = format.make({});
    const auto once = [&] {
      std::string out = writer->Begin();
      for (const Alert& alert : All()) out += writer->Write(alert);
      return out + writer->End();
    };
    const std::string first = once();
    EXPECT_EQ(once(), first) << format.name;
  }
}

TEST(FormatsTest, NothingToWrite) {
  EXPECT_EQ(WriteAll("table", {}), "");
  EXPECT_EQ(WriteAll("ndjson", {}), "");
  EXPECT_EQ(WriteAll("json", {}), "[]\n");
  EXPECT_EQ(WriteAll("ecs", {}), "");
  EXPECT_EQ(WriteAll("csv", {}),
            "time,severity,risk_score,rule_name,rule_id,techniques,account,region,actor,action,outcome,source_address,"
            "user_agent,resources,event_ids,alert_id,source_path,source_index\r\n");
}

TEST(FormatsTest, AreFoundByName) {
  for (const AlertFormat& format : AlertFormats()) EXPECT_EQ(FindAlertFormat(format.name), &format);
  EXPECT_EQ(FindAlertFormat("xml"), nullptr);
  EXPECT_EQ(FindAlertFormat(""), nullptr);
}

}  // namespace
}  // namespace crosstrail
