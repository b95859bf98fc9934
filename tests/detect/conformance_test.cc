// The flagship rule over public data (see CONTRIBUTING.md for where it is looked for).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "detect/scan.h"
#include "rule/load.h"
#include "tests/conformance.h"
#include "tests/detect/detect_text.h"

namespace crosstrail {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

LoadedRules Flagship() {
  return LoadRules({std::string(CROSSTRAIL_SOURCE_DIR) +
                    "/rules/aws/exfiltration_s3_bucket_policy_shared_with_external_account.toml"},
                   {"0bbc799e-12a9-465c-8f97-f9838d4a9b58"});
}

TEST(FlagshipConformance, VerdictEqualsTheRecordedOneOnAll21PutBucketPolicyRecords) {
  std::ifstream lines(ConformanceFolder() / "putbucketpolicy/putbucketpolicy.ndjson");
  if (!lines) GTEST_SKIP() << "putbucketpolicy suite: not found in " << ConformanceFolder();
  const LoadedRules rules = Flagship();
  std::size_t rows = 0;
  std::size_t matches = 0;
  for (std::string line; std::getline(lines, line);) {
    const json row = json::parse(line);
    // Neither false nor null, nor a text that explains a null, is a match.
    const bool expected = row.at("flagship_rule_match") == true;
    const bool matched = !DetectIn(rules.rules, {row.at("record").dump()}).detections.empty();
    EXPECT_EQ(matched, expected) << "row " << rows + 1 << ": " << row.at("source");
    matches += matched ? 1 : 0;
    ++rows;
  }
  EXPECT_EQ(rows, 21U);
  EXPECT_EQ(matches, 5U);
}

struct LogCase {
  const char* folder;
  std::uint64_t events;
  std::uint64_t repeats;  // events whose eventID the data itself uses twice
  std::size_t alerts;
};

TEST(FlagshipConformance, EveryEventOfTheLogsIsReadAndTheAttackIsFoundOnce) {
  if (!fs::exists(ConformanceFolder() / "logs")) GTEST_SKIP() << "logs suite: not found in " << ConformanceFolder();
  const LoadedRules rules = Flagship();
  for (const LogCase& test : {LogCase{"invictus", 2900, 0, 1}, LogCase{"stratus", 310, 0, 0},
                              LogCase{"eventbridge", 20, 2, 0}, LogCase{"", 3230, 2, 1}}) {
    ScanOptions options;
    options.paths = {(ConformanceFolder() / "logs" / test.folder).string()};
    ReadProgress progress;
    ScanResult result = Scan(options, rules.rules, progress);
    EXPECT_EQ(result.tally.records(), test.events) << test.folder;
    EXPECT_EQ(result.tally.Duplicates(), test.repeats) << test.folder;
    EXPECT_EQ(result.input.problem_count, 0U) << test.folder;
    ASSERT_EQ(result.outcome.detections.size(), test.alerts) << test.folder;
    if (test.alerts == 1) {
      EXPECT_EQ(result.outcome.detections[0].events[0].event_id, "d58cf935-0194-41d0-baa0-9efc030ce2e6");
    }
  }
}

}  // namespace
}  // namespace crosstrail
