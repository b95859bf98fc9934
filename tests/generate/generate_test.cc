#include "generate/generate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "input/byte_source.h"
#include "input/decompress.h"

namespace crosstrail::generate {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;
using ::testing::Not;
namespace fs = std::filesystem;

// Key to JSON text of every object below a directory.
using Trail = std::map<std::string, std::string>;

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (fs::temp_directory_path() / "crosstrail_generate_XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a temporary directory");
    path_ = pattern;
  }
  ~TemporaryDirectory() { fs::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  std::string path() const { return path_; }

 private:
  std::string path_;
};

std::string Inflate(const fs::path& path) {
  const auto source = OpenFile(path.string());
  EXPECT_TRUE(source) << path;
  Decompressor decompressor(InputLimits{});
  decompressor.Open(**source);
  std::string text;
  std::string buffer(1 << 16, '\0');
  for (;;) {
    const auto count = decompressor.Read(buffer);
    EXPECT_TRUE(count) << path;
    if (!count || *count == 0) return text;
    text.append(buffer, 0, *count);
  }
}

Trail ReadTrail(const fs::path& directory) {
  Trail trail;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) trail[fs::relative(entry.path(), directory).string()] = Inflate(entry.path());
  }
  return trail;
}

Trail Generate(const TrailOptions& options, unsigned threads = 1, Summary* summary = nullptr) {
  const TemporaryDirectory directory;
  const auto written = WriteTrail(options, directory.path(), threads);
  EXPECT_TRUE(written);
  if (summary != nullptr) *summary = *written;
  return ReadTrail(directory.path());
}

std::vector<json> Records(const Trail& trail) {
  std::vector<json> records;
  for (const auto& [key, text] : trail) {
    EXPECT_EQ(text.find('\n'), std::string::npos) << key;
    json object = json::parse(text);
    for (json& record : object.at("Records")) records.push_back(std::move(record));
  }
  return records;
}

TrailOptions Options(std::uint64_t events) {
  TrailOptions options;
  options.events = events;
  return options;
}

// A PutBucketPolicy that went through and lets principals in by name, none of them by the owner's account id: what the
// rule "S3 bucket policy added to share with an external account" looks for, over-approximated.
bool SharesOutside(const json& record) {
  if (record.at("eventName") != "PutBucketPolicy" || record.contains("errorCode")) return false;
  const std::string request = record.at("requestParameters").dump();
  return request.find(R"("Effect":"Allow")") != std::string::npos &&
         (request.find(R"("AWS":)") != std::string::npos || request.find("aws:PrincipalAccount") != std::string::npos ||
          request.find("aws:SourceAccount") != std::string::npos) &&
         request.find(record.at("recipientAccountId").get<std::string>()) == std::string::npos;
}

TEST(GenerateTest, TheSameForTheSameOptionsWhateverTheThreads) {
  TrailOptions options = Options(6000);
  options.attack = true;
  options.duplicates_permille = 50;
  const Trail one = Generate(options, 1);
  EXPECT_EQ(one, Generate(options, 4));
  options.seed = 2;
  EXPECT_NE(one, Generate(options, 1));
}

TEST(GenerateTest, KeysAreThoseOfCloudTrail) {
  TrailOptions options = Options(2000);
  options.organization = "o-exampleorgid";
  options.regions = {"ap-southeast-2", "us-east-1"};
  const std::regex layout(R"(AWSLogs/o-exampleorgid/(\d{12})/CloudTrail/([a-z0-9-]+)/(\d{4})/(\d\d)/(\d\d)/)"
                          R"(\1_CloudTrail_\2_\3\4\5T\d{4}Z_[A-Za-z0-9]{16}\.json\.gz)");
  for (const auto& [key, text] : Generate(options)) {
    std::smatch parts;
    ASSERT_TRUE(std::regex_match(key, parts, layout)) << key;
    const json object = json::parse(text);
    ASSERT_FALSE(object.at("Records").empty()) << key;
    for (const json& record : object.at("Records")) {
      EXPECT_EQ(record.at("recipientAccountId"), parts[1].str());
      EXPECT_EQ(record.at("awsRegion"), parts[2].str());
    }
  }
}

TEST(GenerateTest, RecordsAreWholeAndOfTheUsualSize) {
  std::uint64_t read_only = 0;
  std::uint64_t bytes = 0;
  const Trail trail = Generate(Options(20'000));
  const std::vector<json> records = Records(trail);
  std::set<std::string> names;
  for (const json& record : records) {
    for (const char* member :
         {"eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress",
          "requestParameters", "responseElements", "eventID", "eventType", "recipientAccountId", "eventCategory"}) {
      ASSERT_TRUE(record.contains(member)) << member << " in " << record;
    }
    EXPECT_EQ(record.at("managementEvent").get<bool>(), record.at("eventCategory") == "Management") << record;
    names.insert(record.at("eventSource").get<std::string>() + record.at("eventName").get<std::string>());
    read_only += record.at("readOnly").get<bool>() ? 1 : 0;
  }
  for (const auto& [key, text] : trail) bytes += text.size();
  EXPECT_GE(records.size(), 20'000U);
  EXPECT_GE(names.size(), 100U);
  EXPECT_GE(read_only * 100, records.size() * 84);
  EXPECT_LE(read_only * 100, records.size() * 92);
  EXPECT_GE(bytes, records.size() * 1100);
  EXPECT_LE(bytes, records.size() * 1700);
}

TEST(GenerateTest, OrdinaryTrafficSharesNothing) {
  std::size_t policies = 0;
  const std::vector<json> records = Records(Generate(Options(60'000)));
  for (const json& record : records) {
    EXPECT_FALSE(SharesOutside(record)) << record;
    policies += record.at("eventName") == "PutBucketPolicy" ? 1 : 0;
  }
  EXPECT_GT(policies, 3U);
}

TEST(GenerateTest, TheAttackIsThereOnceAndItsDecoysAreHarmless) {
  TrailOptions options = Options(3000);
  options.attack = true;
  Summary summary;
  std::set<std::string> sharing;
  std::map<std::string, json> by_id;
  const std::vector<json> records = Records(Generate(options, 2, &summary));
  for (const json& record : records) {
    by_id[record.at("eventID")] = record;
    if (SharesOutside(record)) sharing.insert(record.at("eventID"));
  }
  std::map<Planted::Part, int> parts;
  for (const Planted& planted : summary.planted) {
    ++parts[planted.part];
    ASSERT_TRUE(by_id.contains(planted.id)) << PartName(planted.part);
    EXPECT_EQ(by_id[planted.id].at("eventName"), planted.name);
    EXPECT_EQ(sharing.contains(planted.id), planted.part == Planted::Part::kShare) << planted.json;
    if (planted.part != Planted::Part::kRead) continue;
    EXPECT_EQ(by_id[planted.id].at("userIdentity").at("accountId"), kOutsiderAccount);
    EXPECT_EQ(by_id[planted.id].at("recipientAccountId"), "111122223333");
  }
  EXPECT_EQ(sharing.size(), 1U);
  EXPECT_EQ(parts[Planted::Part::kShare], 1);
  EXPECT_EQ(parts[Planted::Part::kDecoy], 5);
  EXPECT_GT(parts[Planted::Part::kRead], 20);
  EXPECT_EQ(summary.events, 3000 + summary.planted.size());
}

TEST(GenerateTest, PlantingAndRepeatingLeaveTheOtherEventsAlone) {
  TrailOptions options = Options(3000);
  options.duplicates_permille = 0;
  std::set<std::string> plain;
  const std::vector<json> before = Records(Generate(options));
  for (const json& record : before) plain.insert(record.dump());
  EXPECT_EQ(plain.size(), 3000U);
  options.duplicates_permille = 100;
  options.attack = true;
  Summary summary;
  const std::vector<json> all = Records(Generate(options, 1, &summary));
  EXPECT_EQ(all.size(), summary.events + summary.duplicates);
  EXPECT_GT(summary.duplicates, 200U);
  std::set<std::string> distinct;
  for (const json& record : all) distinct.insert(record.dump());
  EXPECT_EQ(distinct.size(), summary.events);
  for (const std::string& record : plain) EXPECT_TRUE(distinct.contains(record)) << record;
}

TEST(GenerateTest, SizeIsMet) {
  TrailOptions options;
  options.events = EventsForSize(options, 20'000'000);
  Summary summary;
  Generate(options, 1, &summary);
  EXPECT_NEAR(static_cast<double>(summary.bytes), 20e6, 0.6e6);
}

// The command stands in examples/README.md. The JSON is compared, not the gzip: that depends on the version of ISA-L
// and on the processor.
TEST(GenerateTest, ReproducesExamples) {
  const fs::path examples = fs::path(CROSSTRAIL_SOURCE_DIR) / "examples";
  const std::ifstream file(examples / "README.md");
  std::stringstream readme;
  readme << file.rdbuf();
  const std::string text = readme.str();
  std::smatch command;
  ASSERT_TRUE(std::regex_search(text, command, std::regex("crosstrail-generate examples/logs ([-=a-z0-9, ]+)\n")));
  const TemporaryDirectory directory;
  const std::string line =
      std::string("'") + CROSSTRAIL_GENERATE + "' '" + directory.path() + "' " + command[1].str() + " 2>/dev/null";
  ASSERT_EQ(std::system(line.c_str()), 0) << line;
  const Trail committed = ReadTrail(examples / "logs");
  EXPECT_THAT(committed, Not(IsEmpty()));
  EXPECT_EQ(committed, ReadTrail(directory.path()));
}

}  // namespace
}  // namespace crosstrail::generate
