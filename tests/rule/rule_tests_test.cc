#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rule/load.h"
#include "rule/rule_test.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kGood = R"(rule_id = "r-1"
[[case]]
name = "one"
alerts = 2
events = ['''{"a": 1}''', '''
{"b": 2}''']
[[case]]
name = "none"
alerts = 0
events = ['not json']
)";

TEST(LoadRuleTests, ReadsCasesInOrder) {
  const TemporaryDirectory directory;
  const std::string file = directory.Write("aws/a.test.toml", kGood);
  directory.Write("aws/a.toml", RuleText());
  const LoadedRuleTests loaded = LoadRuleTests({directory.path()});
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  ASSERT_THAT(loaded.files, SizeIs(1));
  EXPECT_EQ(loaded.files[0].rule_id, "r-1");
  EXPECT_EQ(loaded.files[0].file, file);
  ASSERT_THAT(loaded.files[0].cases, SizeIs(2));
  const RuleTestCase& first = loaded.files[0].cases[0];
  EXPECT_EQ(first.name, "one");
  EXPECT_EQ(first.alerts, 2U);
  EXPECT_THAT(first.events, ElementsAre("{\"a\": 1}", "{\"b\": 2}"));
  EXPECT_EQ(first.file, file);
  EXPECT_EQ(first.line, 3U);
  EXPECT_THAT(loaded.files[0].cases[1].events, ElementsAre("not json"));
}

struct Case {
  std::string toml;
  std::string rendered;
};

TEST(LoadRuleTests, SaysWhatIsWrong) {
  const std::string good(kGood);
  const std::vector<Case> cases{
      {"", R"(t.test.toml:1:1: error: this test file has no `rule_id`
  hint: add it, for example: rule_id = "0f3c1c5e-6a51-4c0e-9a39-2f6d4c1f7b10"
t.test.toml:1:1: error: this test file has no `case`
  hint: add it, for example: [[case]]
)"},
      {With(good, "alerts = 2\n", ""), R"(t.test.toml:2:1: error: this case has no `alerts`
  [[case]]
  ^^^^^^^^
  hint: add it, for example: alerts = 1
)"},
      {With(good, "alerts = 2", "alert = 2"), R"(t.test.toml:2:1: error: this case has no `alerts`
  [[case]]
  ^^^^^^^^
  hint: add it, for example: alerts = 1
t.test.toml:4:1: warning: unknown key `alert` is ignored
  alert = 2
  ^^^^^
  hint: did you mean `alerts`?
)"},
      {With(good, "alerts = 2", "alerts = -1"), R"(t.test.toml:4:10: error: `alerts` is -1, which is out of range
  alerts = -1
           ^^
  hint: it may be 0 to 2147483647, for example: alerts = 1
)"},
      {With(good, "['not json']", "[]"), R"(t.test.toml:10:10: error: this case has no events
  events = []
           ^^
  hint: give at least one record, as JSON text between ''' and '''
)"},
      {With(good, "['not json']", "[{ a = 1 }]"),
       R"(t.test.toml:10:11: error: `events` must be a list of strings, but item 1 is a table
  events = [{ a = 1 }]
            ^^^^^^^^^
  hint: for example: events = [ '''{"eventName": "PutBucketPolicy"}''' ]
)"},
      {With(good, "\"none\"", "\"one\""), R"(t.test.toml:8:8: error: the case on line 3 has the same name
  name = "one"
         ^^^^^
  hint: say what is different about this one; results are reported by name
)"},
      {With(good, "alerts = 2", "alerts = 0"), R"(t.test.toml:2:1: error: no case expects an alert
  [[case]]
  ^^^^^^^^
  hint: add one that the rule must catch (alerts = 1)
)"},
      {With(good, "alerts = 0", "alerts = 1"), R"(t.test.toml:2:1: error: every case expects an alert
  [[case]]
  ^^^^^^^^
  hint: add one that looks similar and that the rule must leave alone (alerts = 0)
)"},
  };
  for (const Case& test : cases) {
    const TemporaryDirectory directory;
    directory.Write("t.test.toml", test.toml);
    LoadedRuleTests loaded = LoadRuleTests({directory.path()});
    EXPECT_THAT(loaded.files, IsEmpty()) << test.toml;
    for (Diagnostic& diagnostic : loaded.diagnostics) diagnostic.file = "t.test.toml";
    EXPECT_EQ(RenderAll(loaded.diagnostics), test.rendered) << test.toml;
  }
}

TEST(CheckRuleIds, NamesRulesThatAreNotThereOrDoNotRun) {
  const TemporaryDirectory directory;
  directory.Write("a.toml", RuleText());
  directory.Write("b.toml", RuleText("enabled = false\n", "off-2"));
  const RuleSet rules = std::move(LoadRules({directory.path()}).rules);
  const auto check = [&](const std::string& id) {
    Diagnostics found = CheckRuleIds({RuleTestFile{id, "t.test.toml", {}, 1}}, rules);
    return found.empty() ? std::string() : found[0].message + " / " + found[0].hint;
  };
  EXPECT_EQ(check("r-1"), "");
  EXPECT_EQ(check("r-7"), "there is no rule with rule_id r-7 / did you mean r-1?");
  EXPECT_EQ(check("quite-different"),
            "there is no rule with rule_id quite-different / load the rule together with its tests, or correct the id");
  EXPECT_EQ(check("off-2"),
            "rule off-2 is not tested: it is disabled (enabled = false) / see " + directory.path() + "/b.toml");
}

}  // namespace
}  // namespace crosstrail
