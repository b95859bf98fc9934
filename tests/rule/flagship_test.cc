// The rule that everything else is for: it loads without a word, complete, together with its tests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "rule/load.h"
#include "rule/rule_test.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kId = "0bbc799e-12a9-465c-8f97-f9838d4a9b58";
const std::string kRules = std::string(CROSSTRAIL_SOURCE_DIR) + "/rules";

TEST(FlagshipRule, LoadsWithEveryFieldSet) {
  const LoadedRules loaded = LoadRules({kRules}, {std::string(kId)});
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  EXPECT_THAT(loaded.rules.skipped, IsEmpty());
  const auto found = std::find_if(loaded.rules.rules.begin(), loaded.rules.rules.end(),
                                  [](const CompiledRule& rule) { return rule.rule.id == kId; });
  ASSERT_NE(found, loaded.rules.rules.end());
  const Rule& rule = found->rule;
  EXPECT_EQ(rule.name, "S3 bucket policy shared with an external account");
  EXPECT_THAT(rule.description, Not(IsEmpty()));
  EXPECT_EQ(rule.type, "eql");
  EXPECT_EQ(rule.language, "eql");
  EXPECT_EQ(rule.severity, Severity::kMedium);
  EXPECT_EQ(rule.risk_score, 47);
  EXPECT_EQ(rule.version, 1);
  EXPECT_THAT(rule.author, ElementsAre("Crosstrail"));
  EXPECT_EQ(rule.license, "Apache-2.0");
  EXPECT_THAT(rule.index, ElementsAre("filebeat-*", "logs-aws.cloudtrail-*"));
  EXPECT_EQ(rule.timestamp_override, "event.ingested");
  EXPECT_EQ(rule.event_category_override, "event.type");
  EXPECT_EQ(rule.maturity, "production");
  EXPECT_EQ(rule.max_signals, 100U);
  EXPECT_THAT(rule.tags, Not(IsEmpty()));
  EXPECT_THAT(rule.references, Not(IsEmpty()));
  EXPECT_THAT(rule.false_positives, Not(IsEmpty()));
  EXPECT_THAT(rule.setup, Not(IsEmpty()));
  for (const std::string heading : {"## Triage", "## Response", "## What this rule cannot see"}) {
    EXPECT_THAT(rule.note, HasSubstr(heading));
  }
  EXPECT_THAT(rule.investigation_fields, SizeIs(15));
  std::vector<std::string> techniques;
  for (const Threat& threat : rule.threat) {
    EXPECT_EQ(threat.framework, "MITRE ATT&CK");
    for (const Technique& technique : threat.techniques) {
      techniques.push_back(threat.tactic_name + " " + technique.id);
      EXPECT_THAT(technique.reference, HasSubstr(technique.id));
    }
  }
  EXPECT_THAT(techniques, ElementsAre("Exfiltration T1537", "Collection T1530", "Persistence T1098"));
}

TEST(FlagshipRule, CanBeIndexedByProviderAndAction) {
  LoadedRules loaded = LoadRules({kRules}, {std::string(kId)});
  ASSERT_THAT(loaded.rules.rules, Not(IsEmpty()));
  const CompiledRule& rule =
      *std::ranges::find(loaded.rules.rules, kId, [](const CompiledRule& one) { return one.rule.id; });
  std::vector<std::string> required;
  for (const Requirement& requirement : NecessaryEqualities(rule.query.steps.at(0).condition)) {
    for (const std::string& value : requirement.values) {
      required.push_back(loaded.rules.fields.Name(requirement.field) + "=" + value);
    }
  }
  EXPECT_THAT(required, testing::IsSupersetOf({"event.provider=s3.amazonaws.com", "event.action=PutBucketPolicy"}));
}

TEST(FlagshipRule, HasTestsOfBothKinds) {
  const LoadedRuleTests tests = LoadRuleTests({kRules});
  EXPECT_EQ(RenderAll(tests.diagnostics), "");
  EXPECT_EQ(RenderAll(CheckRuleIds(tests.files, LoadRules({kRules}, {std::string(kId)}).rules)), "");
  const auto found = std::find_if(tests.files.begin(), tests.files.end(),
                                  [](const RuleTestFile& file) { return file.rule_id == kId; });
  ASSERT_NE(found, tests.files.end());
  EXPECT_THAT(found->cases, SizeIs(testing::Ge(12)));
}

}  // namespace
}  // namespace crosstrail
