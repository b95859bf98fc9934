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
      {{".ds-logs-aws.cloudtrail-*"}, true},
      {{".ds-logs-aws.cloudtrail-default-2026.03.01-000001"}, true},
      {{"eu-west:.ds-logs-*"}, true},
      {{".ds-filebeat-8.*"}, true},
      {{"logs-aws.cloudtrail-*", "-.ds-logs-aws.cloudtrail-default-2025*"}, true},
      {{"logs-*", "-logs-endpoint*"}, true},
      {{"*", "-filebeat-*"}, true},
      {{"logs-*", "filebeat-*", "-*cloudtrail*"}, true},
      {{"*", "-filebeat-*", "-logs-aws*"}, false},
      {{"logs-*", "-*:logs-aws.*"}, false},
      {{"logs-*", "*:-logs-aws.*"}, false},
      {{"logs-aws.cloudtrail-*", "-*"}, false},
      {{"-logs-endpoint*"}, false},
      {{"winlogbeat-*"}, false},
      {{".ds-logs-endpoint.events-*"}, false},
      {{".ds-logs-*", "-.ds-logs-aws*"}, false},
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
