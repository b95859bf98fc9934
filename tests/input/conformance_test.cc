// Public log collections, read whole.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "input/object_reader.h"
#include "tests/conformance.h"
#include "tests/input/reading.h"

namespace crosstrail {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Conformance : public testing::Test {
 protected:
  void SetUp() override {
    root_ = ConformanceFolder().string();
    if (!fs::is_directory(root_ + "/logs")) GTEST_SKIP() << "input conformance: no data at " << root_;
  }

  std::string Load(const std::string& name) const {
    std::ifstream file(root_ + "/" + name, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  std::string root_;
};

struct Count : RecordSink {
  std::uint64_t records = 0;
  std::map<std::string, int> ids;
  void OnRecord(const Record& record) override {
    ++records;
    if (!record.event_id.empty()) ++ids[std::string(record.event_id)];  // one sample was shortened to less
    EXPECT_FALSE(record.provider.empty() || record.action.empty());
  }
};

// How often the data itself has each eventID of a record, found without any of the code under test.
void CountIds(const json& value, std::map<std::string, int>& ids) {
  if (value.is_object() && value.contains("eventID") && value.contains("eventName")) {
    ++ids[value["eventID"].get<std::string>()];
    return;
  }
  if (!value.is_structured()) return;
  for (const json& inner : value) CountIds(inner, ids);
}

TEST_F(Conformance, EveryRecordOfTheLogsIsReadOnce) {
  const struct {
    const char* folder;
    std::uint64_t records;
  } cases[] = {{"invictus", 2900}, {"stratus", 310}, {"eventbridge", 20}};
  for (const auto& c : cases) {
    const std::string folder = root_ + "/logs/" + c.folder;
    std::map<std::string, int> expected;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() != ".json") continue;
      std::ifstream file(entry.path());
      CountIds(json::parse(file), expected);
    }
    const ReadOptions options;
    ObjectReader reader(options);
    Walker walker({folder}, options.selection);
    Count count;
    while (const auto file = walker.Next()) reader.Read(*file, count);
    InputReport report = reader.TakeReport();
    report.Merge(walker.TakeReport());
    EXPECT_EQ(count.records, c.records) << c.folder;
    EXPECT_EQ(count.ids, expected) << c.folder;
    EXPECT_EQ(report.problem_count, 0U) << c.folder << ": "
                                        << (report.problems.empty() ? "" : report.problems[0].message);
    EXPECT_EQ(report.SkippedFor(SkipReason::kNotLogs), 1U) << "the licence";
  }
}

// Small windows and compression change nothing.
TEST_F(Conformance, EveryFileReadsTheSameInSmallWindows) {
  for (const auto& entry : fs::recursive_directory_iterator(root_ + "/logs/stratus")) {
    if (entry.path().extension() != ".json") continue;
    const std::string text = Load("logs/stratus/" + entry.path().filename().string());
    const Reading whole = Read(text);
    EXPECT_EQ(Read(Gzip(text), {.limits = {}, .window = 777}).records, whole.records) << entry.path();
  }
}

// Rows of the collection hold the record beside what is known about it, which no envelope does; one wraps it as
// EventBridge would.
TEST_F(Conformance, EveryPutBucketPolicyRecordIsRead) {
  std::string records;
  std::istringstream rows(Load("putbucketpolicy/putbucketpolicy.ndjson"));
  std::size_t count = 0;
  for (std::string row; std::getline(rows, row); ++count) records += json::parse(row)["record"].dump() + "\n";
  EXPECT_EQ(count, 21U);
  const Reading reading = Read(records);
  EXPECT_EQ(reading.records.size(), count) << reading.Problems();
  for (const Reading::Seen& seen : reading.records) EXPECT_EQ(seen.action, "PutBucketPolicy");
}

TEST_F(Conformance, ASubscriptionEventAndItsDecodedFormAgree) {
  const Reading event = Read(Load("putbucketpolicy/cloudwatch_awslogs_lambda_event.json"));
  const Reading decoded = Read(Load("putbucketpolicy/cloudwatch_awslogs_decoded.json"));
  ASSERT_EQ(event.records.size(), 1U) << event.Problems();
  ASSERT_EQ(decoded.records.size(), 1U) << decoded.Problems();
  EXPECT_EQ(json::parse(event.records[0].json), json::parse(decoded.records[0].json));
  EXPECT_EQ(event.records[0].event_id, decoded.records[0].event_id);
}

}  // namespace
}  // namespace crosstrail
