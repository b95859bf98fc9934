// The index and its look at the text of records against asking every rule of every event: over a generated trail of
// 100,000 events and over public logs, with Elastic's rules where they are there and with some of our own.
#include <gtest/gtest.h>

#include <filesystem>

#include "detect/match_plan.h"
#include "detect/matcher.h"
#include "generate/generate.h"
#include "input/object_reader.h"
#include "input/walker.h"
#include "rule/load.h"
#include "tests/conformance.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

class Compare : public RecordSink {
 public:
  explicit Compare(const RuleSet& rules)
      : rules_(rules), plan_(rules, false), matcher_(rules, plan_.others(), {}), event_(rules.fields, {}) {}

  void OnRecord(const Record& record) override {
    ++events_;
    if (!event_.Open(record)) return;
    std::vector<StepRef> hits, expected;
    ASSERT_TRUE(matcher_.Match(record, hits));
    for (std::uint32_t rule = 0; rule < rules_.rules.size(); ++rule) {
      const Query& query = rules_.rules[rule].query;
      for (std::uint32_t step = 0; step < query.steps.size(); ++step) {
        if (query.steps[step].condition.Matches(event_)) expected.push_back({rule, step});
      }
    }
    ASSERT_EQ(hits, expected) << record.json;
    hits_ += hits.size();
  }

  std::uint64_t events() const { return events_; }
  std::uint64_t hits() const { return hits_; }

 private:
  const RuleSet& rules_;
  const MatchPlan plan_;
  Matcher matcher_;
  Event event_;
  std::uint64_t events_ = 0, hits_ = 0;
};

// Conditions of every kind on what the look at the text judges.
const std::vector<std::string> kQueries = {
    "aws.cloudtrail.user_identity.access_key_id: AKIA*",
    "aws.cloudtrail.user_identity.arn: (*role/deploy* or *user/*) and event.outcome: success",
    "event.action: (Put* or *Policy) and not user.name: nobody",
    "aws.cloudtrail.request_parameters: *bucketName=*",
    "aws.cloudtrail.request_parameters: (*arn\\:aws\\:s3* or *\\\"Statement\\\"*)",
    "aws.cloudtrail.response_elements: *arn\\:aws*",
    "user_agent.original: *aws-cli* and source.ip: *",
    "aws.cloudtrail.error_code: (AccessDenied or Client.UnauthorizedOperation)",
    "aws.cloudtrail.flattened.request_parameters.bucketName: *-logs*",
    "aws.cloudtrail.flattened.request_parameters.maxResults: 1000",
    "aws.cloudtrail.user_identity.type: (IAMUser or Root) or aws.cloudtrail.user_identity.invoked_by: *amazonaws*",
};

class IndexDifferential : public testing::Test {
 protected:
  IndexDifferential() {
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < kQueries.size(); ++i) {
      const std::string id = "q" + std::to_string(i);
      std::string text = With(RuleText("", id), "type = \"eql\"", "type = \"query\"\nlanguage = \"kuery\"");
      text = With(text, "'any where event.action == \"X\"'", "'" + kQueries[i] + "'");
      paths.push_back(directory_.Write(id + ".toml", text));
    }
    const std::filesystem::path elastic = ConformanceFolder() / "rules";
    if (std::filesystem::is_directory(elastic)) paths.push_back(elastic.string());
    loaded_ = LoadRules(paths);
    EXPECT_EQ(RenderAll(loaded_.diagnostics), "");
  }

  void Read(const std::string& path, Compare& compare) {
    ReadOptions options;
    ObjectReader reader(options);
    Walker walker({path}, options.selection);
    for (auto file = walker.Next(); file && !HasFatalFailure(); file = walker.Next()) reader.Read(*file, compare);
  }

  const TemporaryDirectory directory_;
  LoadedRules loaded_;
};

TEST_F(IndexDifferential, OfAGeneratedTrail) {
  generate::TrailOptions options;
  options.events = 100'000;
  options.attack = true;
  options.sharing_permille = 10;
  const std::string path = directory_.path() + "/logs";
  ASSERT_TRUE(generate::WriteTrail(options, path, 1));
  Compare compare(loaded_.rules);
  Read(path, compare);
  EXPECT_GE(compare.events(), 100'000U);
  EXPECT_GT(compare.hits(), 10'000U);
}

TEST_F(IndexDifferential, OfPublicLogs) {
  const std::filesystem::path logs = ConformanceFolder() / "logs";
  if (!std::filesystem::is_directory(logs)) GTEST_SKIP() << "conformance suite logs/ is not here: " << logs;
  Compare compare(loaded_.rules);
  Read(logs.string(), compare);
  EXPECT_GT(compare.events(), 3'000U);
  EXPECT_GT(compare.hits(), 1'000U);
}

}  // namespace
}  // namespace crosstrail
