// A day's records, in a hundred orders and on one thread and two: rules of every type say the same of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "detect/scan.h"
#include "rule/load.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

constexpr const char* kCommon = R"(
[rule]
description = "d"
severity = "low"
risk_score = 21
)";

std::string Rule(const std::string& name, const std::string& rest) {
  return kCommon + ("rule_id = \"" + name + "\"\nname = \"" + name + "\"\n") + rest;
}

// One of each type, and of what can be added to one.
const std::vector<std::string>& Rules() {
  static const std::vector<std::string> kRules = {
      Rule("query", R"(type = "query"
language = "kuery"
query = 'event.action:(DeleteTrail or StopLogging) and not user.name:"u1"')"),
      Rule("limited", R"(type = "query"
language = "kuery"
max_signals = 7
query = 'event.action:Get* and source.ip:"198.51.100.0/29"')"),
      Rule("lucene", R"(type = "query"
language = "lucene"
query = 'event.action:StopLogging AND user.name:/u[2-4]/')"),
      Rule("eql", R"(type = "eql"
language = "eql"
query = 'any where event.action == "PutBucketPolicy" and user.name in ("u1", "u2")')"),
      Rule("sequence", R"(type = "eql"
language = "eql"
query = '''
sequence by user.name with maxspan=10m
  [any where event.action == "GetBucketAcl"]
  [any where event.action == "PutBucketPolicy"]
  ![any where event.action == "DeleteTrail"]
''')"),
      Rule("threshold", R"(type = "threshold"
language = "kuery"
query = 'event.action:GetObject'
[rule.threshold]
field = ["user.name", "source.ip"]
value = 3
[[rule.threshold.cardinality]]
field = "aws.cloudtrail.flattened.request_parameters.key"
value = 3
)"),
      Rule("threshold of all", R"(type = "threshold"
language = "kuery"
query = 'event.action:DeleteTrail'
[rule.threshold]
field = []
value = 3
)"),
      Rule("new terms", R"(type = "new_terms"
language = "kuery"
query = 'event.provider:"s3.amazonaws.com"'
[rule.new_terms]
field = "new_terms_fields"
value = ["user.name", "source.ip"]
[[rule.new_terms.history_window_start]]
field = "history_window_start"
value = "now-2h"
)"),
      Rule("suppressed", R"(type = "query"
language = "kuery"
query = 'event.action:PutBucketPolicy'
[rule.alert_suppression]
group_by = ["user.name"]
duration = {value = 30, unit = "m"}
missing_fields_strategy = "suppress"
)"),
      Rule("excepted", R"(type = "query"
language = "kuery"
query = 'event.action:StopLogging'
)"),
  };
  return kRules;
}

std::vector<std::string> Records(std::mt19937& random) {
  constexpr std::array kActions{"GetObject", "GetBucketAcl", "PutBucketPolicy", "StopLogging", "DeleteTrail"};
  constexpr std::array kShares{70, 12, 9, 5, 4};  // of a hundred
  std::vector<std::string> records;
  for (int number = 0; number < 2'000; ++number) {
    int share = static_cast<int>(random() % 100);
    std::size_t action = 0;
    while (share >= kShares[action]) share -= kShares[action++];
    const bool of_trail = action > 2;
    // Many fall on the same second.
    const auto second = static_cast<int>(random() % 8'640) * 10;
    char time[32];
    std::snprintf(time, sizeof time, "2026-03-01T%02d:%02d:%02dZ", second / 3600, second / 60 % 60, second % 60);
    const std::string user = random() % 20 == 0 ? "" : R"("userName":"u)" + std::to_string(random() % 6) + R"(",)";
    records.push_back(
        R"({"eventVersion":"1.11","eventTime":")" + std::string(time) + R"(","eventSource":")" +
        (of_trail ? "cloudtrail" : "s3") + R"(.amazonaws.com","eventName":")" + kActions[action] +
        R"(","awsRegion":"us-east-1","recipientAccountId":"111111111111","sourceIPAddress":"198.51.100.)" +
        std::to_string(random() % 12) + R"(","userIdentity":{)" + user +
        R"("type":"IAMUser"},"requestParameters":{"key":"k)" + std::to_string(random() % 9) + R"("},"eventID":"e)" +
        std::to_string(number) + "\"}\n");
    if (random() % 50 == 0) records.push_back(records.back());  // logged twice
  }
  return records;
}

constexpr const char* kExceptions = R"([metadata]
rule_ids = ["excepted"]
[[exceptions]]
[exceptions.container]
name = "known"
description = "d"
list_id = "known"
[[exceptions.items]]
comments = []
description = "d"
name = "u3 may"
type = "simple"
[[exceptions.items.entries]]
field = "user.name"
type = "match"
operator = "included"
value = "u3"
)";

// Everything but where the records were found.
std::vector<std::string> Describe(ScanResult result) {
  std::vector<std::string> lines;
  for (const Detection& detection : result.outcome.detections) {
    std::string& line = lines.emplace_back(std::to_string(detection.rule) + " \"" + detection.key + "\" " +
                                           std::to_string(detection.count.events) + " events");
    if (detection.suppressed) {
      line += ", stands for " + std::to_string(detection.suppressed->alerts) + " until " +
              FormatInstant(detection.suppressed->end);
    }
    for (const KeptRecord& record : detection.events) line += "\n  " + record.json;
  }
  for (const auto* numbers : {&result.outcome.over_limit, &result.suppressed, &result.incomplete}) {
    std::string& line = lines.emplace_back("by rule:");
    for (const std::uint64_t number : *numbers) line += " " + std::to_string(number);
  }
  for (const auto& [exception, events] : result.excepted) lines.push_back("excepted: " + std::to_string(events));
  lines.push_back(std::to_string(result.tally.records()) + " records, " + std::to_string(result.tally.Duplicates()) +
                  " duplicates, " + std::to_string(result.without_time) + " without a time");
  for (const Problem& problem : result.input.problems) lines.push_back("problem: " + problem.message);
  return lines;
}

// What a scan says of the records, in this order, spread over `files`.
std::vector<std::string> Scanned(const std::vector<std::string>& records, std::size_t files, unsigned threads,
                                 const RuleSet& rules) {
  const TemporaryDirectory logs;
  const std::size_t each = records.size() / files + 1;
  for (std::size_t file = 0; file * each < records.size(); ++file) {
    std::string text;
    for (std::size_t i = file * each; i < std::min(records.size(), (file + 1) * each); ++i) text += records[i];
    logs.Write(std::to_string(file) + ".ndjson", text);
  }
  ScanOptions options;
  options.paths = {logs.path()};
  options.threads = threads;
  ReadProgress progress;
  return Describe(Scan(options, rules, progress));
}

TEST(ScanOrder, DoesNotMatterToAnyTypeOfRule) {
  const TemporaryDirectory folder;
  for (std::size_t i = 0; i < Rules().size(); ++i) folder.Write(std::to_string(10 + i) + ".toml", Rules()[i]);
  folder.Write("known.toml", kExceptions);
  const LoadedRules loaded = LoadRules({folder.path()});
  for (const Diagnostic& diagnostic : loaded.diagnostics) ADD_FAILURE() << Render(diagnostic, false);
  ASSERT_EQ(loaded.rules.rules.size(), Rules().size());
  std::mt19937 random(7);
  std::vector<std::string> records = Records(random);
  const std::vector<std::string> expected = Scanned(records, 1, 1, loaded.rules);
  for (std::size_t rule = 0; rule < Rules().size(); ++rule) {
    EXPECT_TRUE(std::ranges::any_of(
        expected, [&](const std::string& line) { return line.starts_with(std::to_string(rule) + " "); }))
        << loaded.rules.rules[rule].rule.name << " finds nothing";
  }
  EXPECT_THAT(expected, testing::Contains(testing::StartsWith("excepted: ")));
  for (unsigned order = 0; order < 100; ++order) {
    std::ranges::shuffle(records, random);
    const std::vector<std::string> found = Scanned(records, 1 + random() % 6, 1 + order % 2, loaded.rules);
    ASSERT_EQ(found, expected) << "order " << order;
  }
}

}  // namespace
}  // namespace crosstrail
