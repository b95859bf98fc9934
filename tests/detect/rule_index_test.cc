#include "detect/rule_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "detect/matcher.h"
#include "event/event.h"
#include "tests/detect/rules.h"

namespace crosstrail {
namespace {

std::vector<StepRef> Found(const RuleIndex& index, std::string_view provider, std::string_view action) {
  std::vector<StepRef> found;
  index.Find(provider, action, found);
  std::sort(found.begin(), found.end());
  return found;
}

TEST(RuleIndex, KeysByWhatARuleNames) {
  const RuleSet rules = RulesOf({
      R"(any where event.provider == "s3.amazonaws.com" and event.action == "PutBucketPolicy")",
      R"(any where event.provider == "iam.amazonaws.com" and event.action in ("CreateUser", "DeleteUser"))",
      R"(any where event.action == "StopLogging")",
      R"(any where event.provider == "kms.amazonaws.com")",
      R"(any where event.outcome == "failure")",
  });
  const RuleIndex index(rules);
  const StepRef residual{4, 0};
  EXPECT_THAT(Found(index, "s3.amazonaws.com", "PutBucketPolicy"), testing::ElementsAre(StepRef{0, 0}, residual));
  EXPECT_THAT(Found(index, "s3.amazonaws.com", "GetObject"), testing::ElementsAre(residual));
  EXPECT_THAT(Found(index, "iam.amazonaws.com", "DeleteUser"), testing::ElementsAre(StepRef{1, 0}, residual));
  EXPECT_THAT(Found(index, "iam.amazonaws.com", "PutBucketPolicy"), testing::ElementsAre(residual));
  EXPECT_THAT(Found(index, "cloudtrail.amazonaws.com", "StopLogging"), testing::ElementsAre(StepRef{2, 0}, residual));
  EXPECT_THAT(Found(index, "kms.amazonaws.com", "Decrypt"), testing::ElementsAre(StepRef{3, 0}, residual));
  EXPECT_EQ(index.all().size(), 5U);
}

TEST(RuleIndex, OfNoRulesFindsNothing) {
  const RuleSet rules;
  const RuleIndex index(rules);
  EXPECT_TRUE(Found(index, "", "").empty());
  EXPECT_TRUE(Found(index, "s3.amazonaws.com", "GetObject").empty());
}

// The property: whatever the rules and the record, matching through the index gives what evaluating every rule gives.
class IndexChangesNothing : public testing::Test {
 protected:
  using Random = std::mt19937_64;

  template <std::size_t N>
  static std::string_view Pick(Random& random, const std::array<std::string_view, N>& from) {
    return from[random() % N];
  }

  static std::string Literal(std::string_view text) { return "\"" + std::string(text) + "\""; }

  std::string Leaf(Random& random) {
    const std::string field(Pick(random, kFields));
    const bool action = field == "event.action";
    const auto value = [&] {
      return Literal(action                      ? Pick(random, kActions)
                     : field == "event.provider" ? Pick(random, kProviders)
                                                 : Pick(random, kOthers));
    };
    switch (random() % 8) {
      case 0:
        return field + " != " + value();
      case 1:
        return field + " in (" + value() + ", " + value() + ")";
      case 2:
        return field + " : " + value();
      case 3:
        return field + " like (\"Put*\", " + value() + ")";
      case 4:
        return field + (random() % 2 == 0 ? " == null" : " != null");
      case 5:
        return field + " not in (" + value() + ")";
      default:
        return field + " == " + value();
    }
  }

  std::string Formula(Random& random, int depth) {
    if (depth == 0 || random() % 4 == 0) return Leaf(random);
    switch (random() % 5) {
      case 0:
        return "not (" + Formula(random, depth - 1) + ")";
      case 1:
        return "(" + Formula(random, depth - 1) + " or " + Formula(random, depth - 1) + ")";
      default:
        return "(" + Formula(random, depth - 1) + " and " + Formula(random, depth - 1) + ")";
    }
  }

  OwnedRecord MakeRecord(Random& random) {
    const std::string provider(Pick(random, kProviders));
    const std::string action(Pick(random, kActions));
    std::string json = "{";
    bool known = true;
    if (random() % 10 == 0) {
      known = false;  // a name that is no string: the framer reads none
      json += "\"eventSource\":5,";
    } else {
      json += "\"eventSource\":\"" + provider + "\",";
    }
    json += "\"eventName\":\"" + action + "\",\"awsRegion\":\"" + std::string(Pick(random, kOthers)) + "\"";
    if (random() % 3 == 0) json += ",\"errorCode\":\"AccessDenied\"";
    json += "}";
    return {std::move(json), known ? provider : "", action, "id"};
  }

  static constexpr std::array<std::string_view, 4> kFields{"event.provider", "event.action", "cloud.region",
                                                           "event.outcome"};
  static constexpr std::array<std::string_view, 5> kProviders{"s3.amazonaws.com", "iam.amazonaws.com", "none", "-",
                                                              "S3.amazonaws.com"};
  static constexpr std::array<std::string_view, 5> kActions{"PutBucketPolicy", "PutBucketAcl", "CreateUser", "5", "-"};
  static constexpr std::array<std::string_view, 4> kOthers{"us-east-1", "eu-west-1", "failure", "5"};
};

TEST_F(IndexChangesNothing, OverRandomRulesAndRecords) {
  Random random(20260101);
  std::size_t matched = 0;
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> queries;
    for (int i = 0; i < 20; ++i) queries.push_back("any where " + Formula(random, 3));
    const RuleSet rules = RulesOf(queries);
    ASSERT_EQ(rules.rules.size(), queries.size());
    const RuleIndex index(rules);
    Matcher matcher(rules, index, EventOptions{});
    Event event(rules.fields, EventOptions{});
    for (int i = 0; i < 40; ++i) {
      const OwnedRecord owned = MakeRecord(random);
      const Record record = owned.View();
      std::vector<StepRef> hits;
      ASSERT_TRUE(matcher.Match(record, hits));
      ASSERT_TRUE(event.Open(record));
      std::vector<StepRef> expected;
      for (std::uint32_t rule = 0; rule < rules.rules.size(); ++rule) {
        if (rules.rules[rule].query.steps[0].condition.Matches(event)) expected.push_back({rule, 0});
      }
      ASSERT_EQ(hits, expected) << record.json << "\n" << testing::PrintToString(queries);
      matched += hits.size();
    }
  }
  EXPECT_GT(matched, 1000U) << "the property was hardly exercised";
}

}  // namespace
}  // namespace crosstrail
