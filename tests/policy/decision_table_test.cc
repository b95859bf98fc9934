// The decision table: what AWS does with a policy, case by case, with the reason beside each in the research.
#include <gtest/gtest.h>

#include "policies.h"

namespace crosstrail::policy {
namespace {

using nlohmann::ordered_json;

ordered_json SummaryOf(const Summary& summary) {
  ordered_json limits = ordered_json::array();
  for (const Limit limit : summary.limited_by) limits.push_back(Name(limit));
  return {{"external_identity", summary.external_identity},
          {"public_bpa", summary.public_bpa},
          {"anonymous", summary.anonymous},
          {"accounts", summary.accounts},
          {"via_service", summary.via_service},
          {"limited_by", limits},
          {"external_outside_org", summary.external_outside_org}};
}

TEST(DecisionTable, EveryExpectedFieldOfEveryCase) {
  const ordered_json cases = PolicyRecords("decision_table.json");
  if (cases.empty()) GTEST_SKIP() << "no conformance data";
  ASSERT_GE(cases.size(), 66U);
  for (const ordered_json& c : cases) {
    SCOPED_TRACE(c.at("id").get<std::string>());
    const Analysis analysis =
        Analyse(ParsePolicy(c.at("policy")), OptionsFor(c.at("owner_account").get<std::string>(), "o-ownerorg01"));
    EXPECT_TRUE(analysis.decided);
    const ordered_json actual = SummaryOf(analysis.summary);
    for (const auto& [field, expected] : c.at("expected").items()) {
      if (expected.is_null() || !actual.contains(field)) continue;
      EXPECT_EQ(actual.at(field), expected) << field;
    }
    for (const Grant& grant : analysis.grants) EXPECT_TRUE(grant.witness.has_value());
  }
}

}  // namespace
}  // namespace crosstrail::policy
