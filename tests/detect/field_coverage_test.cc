#include "detect/field_coverage.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tests/detect/rules.h"

namespace crosstrail {
namespace {

class FieldCoverage : public testing::Test {
 protected:
  FieldCoverage() {
    const auto* const info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = std::filesystem::path(testing::TempDir()) / ("crosstrail_coverage_" + std::string(info->name()));
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_);
    std::ofstream(root_ / "a.json")
        << R"({"eventSource":"iam.amazonaws.com","eventName":"GetUser","eventID":"1","userAgent":"x"})"
        << "\n"
        << R"({"eventSource":"iam.amazonaws.com","eventName":"GetUser","eventID":"2","errorCode":"Denied"})"
        << "\n";
    std::ofstream(root_ / "b.json") << R"({"eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"3"})";
  }
  ~FieldCoverage() override { std::filesystem::remove_all(root_); }

  Coverage Measure(const RuleSet& rules, unsigned threads = 1) const {
    CoverageOptions options;
    options.paths = {root_.string()};
    options.threads = threads;
    ReadProgress progress;
    return MeasureCoverage(options, rules, progress);
  }

  std::filesystem::path root_;
};

std::vector<std::string> Names(const std::vector<FieldId>& ids, const RuleSet& rules) {
  std::vector<std::string> names;
  for (const FieldId id : ids) names.push_back(rules.fields.Name(id));
  return names;
}

TEST_F(FieldCoverage, CountsEventsAndFindsBlindRules) {
  const RuleSet rules = RulesOf({
      R"(any where event.action == "GetUser" and aws.cloudtrail.error_code == "Denied")",
      R"(any where event.action == "GetUser" and source.geo.country_name == "France")",
      R"(any where event.action == "GetUser" and not source.geo.country_name == "France")",
      R"(any where event.action == "DeleteUser" and source.geo.country_name == "France")",
  });
  for (const unsigned threads : {1U, 3U}) {
    const Coverage coverage = Measure(rules, threads);
    EXPECT_EQ(coverage.events, 3U);
    std::vector<std::string> uses;
    for (const FieldUse& use : coverage.fields) {
      uses.push_back(rules.fields.Name(use.field) + " " + std::to_string(use.rules) + " " + std::to_string(use.events));
    }
    EXPECT_THAT(
        uses, testing::ElementsAre("aws.cloudtrail.error_code 1 1", "event.action 4 3", "source.geo.country_name 3 0"));
    ASSERT_EQ(coverage.rules.size(), 4U);
    EXPECT_EQ(coverage.rules[0].events, 2U);
    EXPECT_TRUE(coverage.rules[0].missing.empty());
    EXPECT_THAT(Names(coverage.rules[1].missing, rules), testing::ElementsAre("source.geo.country_name"));
    EXPECT_THAT(Names(coverage.rules[1].blinding, rules), testing::ElementsAre("source.geo.country_name"));
    EXPECT_THAT(Names(coverage.rules[2].missing, rules), testing::ElementsAre("source.geo.country_name"));
    EXPECT_TRUE(coverage.rules[2].blinding.empty());
    EXPECT_EQ(coverage.rules[3].events, 0U);
    EXPECT_TRUE(coverage.rules[3].missing.empty());
  }
}

TEST_F(FieldCoverage, WithoutLogsOnlyTheFieldsAreTold) {
  const RuleSet rules = RulesOf({R"(any where event.action == "GetUser")"});
  ReadProgress progress;
  const Coverage coverage = MeasureCoverage({}, rules, progress);
  ASSERT_EQ(coverage.fields.size(), 1U);
  EXPECT_EQ(coverage.fields[0].rules, 1U);
  EXPECT_EQ(coverage.events, 0U);
}

}  // namespace
}  // namespace crosstrail
