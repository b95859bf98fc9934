// Where Elastic's index limits would change what a rule says.
#include <gtest/gtest.h>

#include "detect/matcher.h"
#include "tests/detect/rules.h"

namespace crosstrail {
namespace {

OwnedRecord WithRequest(std::size_t filler, const std::string& id) {
  return {R"({"eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","requestParameters":{"a":")" +
              std::string(filler, 'x') + R"( needle"}})",
          "s3.amazonaws.com", "PutBucketPolicy", id};
}

class Limits : public testing::Test {
 protected:
  Limits()
      : rules_(RulesOf({R"(any where event.action == "PutBucketPolicy" and
                           stringContains(aws.cloudtrail.request_parameters, "needle"))",
                        R"(any where event.action == "PutBucketPolicy" and
                           not stringContains(aws.cloudtrail.request_parameters, "needle"))",
                        R"(any where event.action == "PutBucketPolicy")"})),
        index_(rules_) {}

  std::vector<std::uint32_t> Match(Matcher& matcher, const OwnedRecord& record) {
    std::vector<StepRef> hits;
    EXPECT_TRUE(matcher.Match(record.View(), hits));
    std::vector<std::uint32_t> matched;
    for (const StepRef hit : hits) matched.push_back(hit.rule);
    return matched;
  }

  RuleSet rules_;
  RuleIndex index_;
};

using Rules = std::vector<std::uint32_t>;

TEST_F(Limits, AreComparedWithWhereAValueIsOverThem) {
  Matcher matcher(rules_, index_, {});
  EXPECT_EQ(Match(matcher, WithRequest(10, "short")), (Rules{0, 2}));
  EXPECT_EQ(Match(matcher, WithRequest(9000, "long")), (Rules{0, 2}));
  EXPECT_EQ(Match(matcher, WithRequest(10, "short again")), (Rules{0, 2}));
  EXPECT_EQ(matcher.limit_differences()[0].unseen, 1U);
  EXPECT_EQ(matcher.limit_differences()[0].only_there, 0U);
  EXPECT_EQ(matcher.limit_differences()[1].unseen, 0U);
  EXPECT_EQ(matcher.limit_differences()[1].only_there, 1U);
  EXPECT_EQ(matcher.limit_differences()[2].unseen, 0U);
  EXPECT_EQ(matcher.limit_differences()[2].only_there, 0U);
}

TEST_F(Limits, AreNotComparedWithWhereTheyApply) {
  EventOptions options;
  options.elastic_limits = true;
  Matcher matcher(rules_, index_, options);
  EXPECT_EQ(Match(matcher, WithRequest(10, "short")), (Rules{0, 2}));
  EXPECT_EQ(Match(matcher, WithRequest(9000, "long")), (Rules{1, 2}));
  for (const LimitDifference& difference : matcher.limit_differences()) {
    EXPECT_EQ(difference.unseen + difference.only_there, 0U);
  }
}

}  // namespace
}  // namespace crosstrail
