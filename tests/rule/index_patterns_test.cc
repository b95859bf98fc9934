#include "rule/index_patterns.h"

#include <gtest/gtest.h>

namespace crosstrail {
namespace {

struct Case {
  std::vector<std::string> patterns;
  bool covers;
};

TEST(CoversCloudTrail, FollowsThePatterns) {
  const std::vector<Case> cases{
      {{}, true},
      {{"filebeat-*"}, true},
      {{"logs-*"}, true},
      {{"logs-aws*"}, true},
      {{"logs-aws.cloudtrail*"}, true},
      {{"logs-aws.cloudtrail-*"}, true},
      {{"logs-aws.cloudtrail-default"}, true},
      {{"logs-aws.cloudtrail-production-*"}, true},
      {{"logs-aws*-default*"}, true},
      {{"filebeat-7.17.*"}, true},
      {{"*"}, true},
      {{"*:logs-aws.cloudtrail-*"}, true},
      {{"eu-west:filebeat-*"}, true},
      {{"winlogbeat-*", "filebeat-*"}, true},
      {{"logs-*", "-logs-endpoint*"}, true},
      {{"*", "-filebeat-*"}, true},
      {{"logs-*", "filebeat-*", "-*cloudtrail*"}, true},
      {{"*", "-filebeat-*", "-logs-aws*"}, false},
      {{"logs-*", "-*:logs-aws.*"}, false},
      {{"logs-*", "*:-logs-aws.*"}, false},
      {{"logs-aws.cloudtrail-*", "-*"}, false},
      {{"-logs-endpoint*"}, false},
      {{"winlogbeat-*"}, false},
      {{"logs-endpoint.events.*", "logs-system.*"}, false},
      {{"logs-aws.guardduty-*"}, false},
      {{"auditbeat-*", "packetbeat-*"}, false},
      {{""}, false},
      {{"LOGS-AWS*"}, false},
  };
  for (const Case& test : cases) {
    EXPECT_EQ(CoversCloudTrail(test.patterns), test.covers) << testing::PrintToString(test.patterns);
  }
}

}  // namespace
}  // namespace crosstrail
