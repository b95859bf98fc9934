#include "detect/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "base/hash.h"
#include "tests/detect/rules.h"

namespace crosstrail {
namespace {

namespace fs = std::filesystem;

class ScanTest : public testing::Test {
 protected:
  ScanTest() {
    const auto* const info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(testing::TempDir()) / ("crosstrail_scan_" + std::string(info->name()));
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  ~ScanTest() override { fs::remove_all(root_); }

  void Write(const std::string& name, const std::string& content) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << content;
  }

  static std::string RecordJson(int number, std::string_view action) {
    return R"({"eventVersion":"1.08","eventTime":"2025-06-13T12:)" + std::to_string(10 + number / 60 % 50) + ":" +
           std::to_string(10 + number % 50) + R"(Z","eventSource":"s3.amazonaws.com","eventName":")" +
           std::string(action) + R"(","awsRegion":"us-east-1","recipientAccountId":"111122223333","eventID":"e)" +
           std::to_string(number) + "\"}";
  }

  ScanResult Run(const RuleSet& rules, unsigned threads, std::vector<std::string> paths = {}) const {
    ScanOptions options;
    options.paths = paths.empty() ? std::vector<std::string>{root_.string()} : std::move(paths);
    options.threads = threads;
    ReadProgress progress;
    ScanResult result = Scan(options, rules, progress);
    EXPECT_EQ(progress.bytes_stored, result.input.bytes_stored);
    return result;
  }

  static std::vector<std::string> Describe(const ScanResult& result) {
    std::vector<std::string> lines;
    for (const Detection& detection : result.outcome.detections) {
      const KeptRecord& record = detection.events.at(0);
      lines.push_back(std::to_string(detection.rule) + " " + record.event_id + " " + record.provenance.path + "#" +
                      std::to_string(record.provenance.index) + " " + record.json);
    }
    for (const Problem& problem : result.input.problems) lines.push_back(problem.path + ": " + problem.message);
    lines.push_back(std::to_string(result.input.records) + " records");
    return lines;
  }

  fs::path root_;
};

TEST_F(ScanTest, GivesTheSameWhateverTheNumberOfThreadsAndTheOrderOfPaths) {
  std::mt19937 random(5);
  std::vector<std::string> paths;
  for (int file = 0; file < 40; ++file) {
    std::string content = "{\"Records\":[";
    for (int i = 0; i < 25; ++i) {
      const bool hit = random() % 5 == 0;
      content +=
          (i == 0 ? "" : ",") + RecordJson(static_cast<int>(random() % 700), hit ? "PutBucketPolicy" : "GetObject");
    }
    content += file % 10 == 3 ? "" : "]}";  // some are cut off
    Write("f" + std::to_string(file) + ".json", content);
    paths.push_back((root_ / ("f" + std::to_string(file) + ".json")).string());
  }
  const RuleSet rules = RulesOf({R"(any where event.action == "PutBucketPolicy")", R"(any where event.id : "e1*")"});
  const std::vector<std::string> expected = Describe(Run(rules, 1));
  EXPECT_GT(expected.size(), 50U);
  for (const unsigned threads : {1U, 2U, 3U, 8U}) {
    EXPECT_EQ(Describe(Run(rules, threads)), expected) << threads << " threads";
    std::shuffle(paths.begin(), paths.end(), random);
    EXPECT_EQ(Describe(Run(rules, threads, paths)), expected) << threads << " threads, paths shuffled";
  }
}

// Sequences, samples and pipes too, where hits of all threads come together; some events are logged twice, and some of
// those with another time.
TEST_F(ScanTest, GivesTheSameSequencesWhateverTheNumberOfThreadsAndTheOrderOfPaths) {
  std::mt19937 random(6);
  std::vector<std::string> paths;
  const std::vector<std::string> actions{"GetBucketAcl", "PutBucketPolicy", "DeleteBucket"};
  for (int file = 0; file < 30; ++file) {
    std::string content;
    for (int i = 0; i < 60; ++i) {
      const int number = static_cast<int>(random() % 3'000);
      std::string record = RecordJson(number, actions[static_cast<std::size_t>(number) % 3]);
      record.insert(record.size() - 1, R"(,"userIdentity":{"userName":"u)" + std::to_string(number % 7) + "\"}");
      if (random() % 4 == 0) record.replace(record.find("T12:"), 4, "T11:");
      content += record + "\n";
    }
    paths.push_back((root_ / ("f" + std::to_string(file) + ".json")).string());
    Write("f" + std::to_string(file) + ".json", content);
  }
  const std::string get = R"([any where event.action == "GetBucketAcl"])";
  const std::string put = R"([any where event.action == "PutBucketPolicy"])";
  const std::string del = R"([any where event.action == "DeleteBucket"])";
  RuleSet rules = RulesOf(
      {"sequence by user.name " + get + put, "sequence by user.name with maxspan=1m " + get + put + "!" + del,
       "sequence by user.name with maxspan=2m !" + del + put + get, "sample by user.name " + get + put + del,
       "any where true | tail 20", "sequence by user.name " + get + put + " | tail 30 | head 3", "any where true"});
  const auto describe = [](const ScanResult& result) {
    std::vector<std::string> lines;
    for (const Detection& detection : result.outcome.detections) {
      std::string& line = lines.emplace_back(std::to_string(detection.rule) + " " + detection.key);
      for (const KeptRecord& record : detection.events) {
        line += " " + record.event_id + " " + record.provenance.path + "#" + std::to_string(record.provenance.index) +
                " " + record.json;
      }
    }
    for (const std::uint64_t over : result.outcome.over_limit) lines.push_back(std::to_string(over));
    return lines;
  };
  rules.rules[1].rule.max_signals = 10;
  const std::vector<std::string> expected = describe(Run(rules, 1));
  for (const char* const rule : {"0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "6 "}) {
    EXPECT_TRUE(std::ranges::any_of(expected, [&](const std::string& line) { return line.starts_with(rule); })) << rule;
  }
  for (const unsigned threads : {1U, 2U, 8U}) {
    std::shuffle(paths.begin(), paths.end(), random);
    EXPECT_TRUE(describe(Run(rules, threads, paths)) == expected) << threads;
  }
}

// An event that is logged twice, with two times and two users, is one to every kind of query.
TEST_F(ScanTest, CopiesThatDifferAreOneEventToEveryRule) {
  std::string later = RecordJson(1, "PutBucketPolicy");
  later.replace(later.find("T12:"), 4, "T13:");
  Write("a.json", later);
  Write("b.json", RecordJson(1, "PutBucketPolicy"));
  const ScanResult result =
      Run(RulesOf({"any where true", "any where true | head 5", "sequence [any where true] [any where true]",
                   "sample by event.action [any where true] [any where true]"}),
          2);
  ASSERT_EQ(result.outcome.detections.size(), 2U);
  for (const Detection& detection : result.outcome.detections) {
    EXPECT_EQ(detection.events.at(0).provenance.path, (root_ / "b.json").string());
  }
}

TEST_F(ScanTest, CountsADuplicateOnceAndAlertsOnce) {
  Write("a/trail.json", "{\"Records\":[" + RecordJson(1, "PutBucketPolicy") + "," + RecordJson(2, "GetObject") + "]}");
  Write("b/trail.json", "{\"Records\":[" + RecordJson(2, "GetObject") + "," + RecordJson(1, "PutBucketPolicy") + "]}");
  ScanResult result = Run(RulesOf({R"(any where event.action == "PutBucketPolicy")"}), 2);
  EXPECT_EQ(result.tally.records(), 4U);
  EXPECT_EQ(result.tally.Duplicates(), 2U);
  ASSERT_EQ(result.outcome.detections.size(), 1U);
  EXPECT_EQ(result.outcome.detections[0].events[0].provenance.path, (root_ / "a/trail.json").string());
  EXPECT_EQ(result.tally.accounts().count("111122223333"), 1U);
  EXPECT_EQ(result.input.problem_count, 0U);
}

// A record that the framer let pass without looking at all of it must not get past a rule by being malformed inside.
TEST_F(ScanTest, ARecordThatARuleMightMatchButCannotBeParsedIsAProblem) {
  std::string broken = RecordJson(1, "PutBucketPolicy");
  broken.insert(broken.size() - 1, R"(,"requestParameters":{"a" "b"})");
  Write("log.json", "{\"Records\":[" + broken + "," + RecordJson(2, "PutBucketPolicy") + "]}");
  ScanResult result = Run(RulesOf({R"(any where event.action == "PutBucketPolicy")"}), 1);
  EXPECT_EQ(result.outcome.detections.size(), 1U);
  ASSERT_EQ(result.input.problems.size(), 1U);
  EXPECT_EQ(result.input.problems[0].record, 0U);
  EXPECT_EQ(result.input.records, 1U);
}

TEST_F(ScanTest, HashesTheFileAsStored) {
  Write("log.json", RecordJson(1, "PutBucketPolicy"));
  ScanOptions options;
  options.paths = {root_.string()};
  options.read.hash = true;
  ReadProgress progress;
  const RuleSet rules = RulesOf({R"(any where event.action == "PutBucketPolicy")"});
  const ScanResult result = Scan(options, rules, progress);
  ASSERT_EQ(result.outcome.detections.size(), 1U);
  EXPECT_EQ(result.outcome.detections[0].events[0].provenance.sha256, Sha256Hex(RecordJson(1, "PutBucketPolicy")));
}

}  // namespace
}  // namespace crosstrail
