// Every rule that comes along is sound and has tests; tests/e2e/rules_test.cc runs them.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "rule/load.h"
#include "rule/rule_test.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

const std::string kRules = std::string(CROSSTRAIL_SOURCE_DIR) + "/rules";

// The one that comes along disabled.
const std::string kCompatible = "0bbc799e-12a9-465c-8f97-f9838d4a9b58";

TEST(RuleDocuments, LoadWithoutComplaint) {
  const LoadedRules loaded = LoadRules({kRules}, {kCompatible});
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  EXPECT_FALSE(loaded.rules.rules.empty());
  EXPECT_TRUE(loaded.rules.skipped.empty());
  const LoadedRules usual = LoadRules({kRules});
  ASSERT_EQ(usual.rules.skipped.size(), 1U);
  EXPECT_EQ(usual.rules.skipped.front().rule.id, kCompatible);
}

TEST(RuleDocuments, EachHasTestsAndTheTestsKnowTheirRule) {
  const LoadedRules loaded = LoadRules({kRules}, {kCompatible});
  const LoadedRuleTests tests = LoadRuleTests({kRules});
  EXPECT_EQ(RenderAll(tests.diagnostics), "");
  EXPECT_EQ(RenderAll(CheckRuleIds(tests.files, loaded.rules)), "");
  std::set<std::string> tested;
  for (const RuleTestFile& file : tests.files) tested.insert(file.rule_id);
  for (const CompiledRule& rule : loaded.rules.rules) {
    EXPECT_TRUE(tested.contains(rule.rule.id)) << rule.rule.file << " has no test";
  }
}

}  // namespace
}  // namespace crosstrail
