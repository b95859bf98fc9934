// threshold, new_terms and alert_suppression of rule files.
#include "rule/grouping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rule/load.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string OfType(const std::string& type, const std::string& more) {
  return With(RuleText(), "\"eql\"\n", "\"" + type + "\"\nlanguage = \"eql\"\n") + more;
}

Rule Parse(const std::string& toml) {
  Diagnostics warnings;
  auto rule = ParseRule(toml, "r.toml", warnings);
  EXPECT_TRUE(rule.has_value()) << toml << RenderAll(rule.error());
  EXPECT_EQ(RenderAll(warnings), "");
  return rule ? std::move(*rule) : Rule{};
}

TEST(Grouping, ThresholdsAreRead) {
  const Rule rule = Parse(OfType("threshold", R"(
[rule.threshold]
field = ["user.name", "source.ip"]
value = 25
[[rule.threshold.cardinality]]
field = "event.action"
value = 3
)"));
  ASSERT_TRUE(rule.threshold.has_value());
  EXPECT_THAT(rule.threshold->fields, ElementsAre("user.name", "source.ip"));
  EXPECT_EQ(rule.threshold->value, 25U);
  ASSERT_EQ(rule.threshold->cardinality.size(), 1U);
  EXPECT_EQ(rule.threshold->cardinality[0].field, "event.action");
  EXPECT_EQ(rule.threshold->cardinality[0].value, 3U);
  EXPECT_THAT(Parse(OfType("threshold", "[rule.threshold]\nfield = \"user.name\"\nvalue = 2\n")).threshold->fields,
              ElementsAre("user.name"));
  EXPECT_THAT(Parse(OfType("threshold", "[rule.threshold]\nfield = []\nvalue = 2\n")).threshold->fields, IsEmpty());
  EXPECT_THAT(Parse(OfType("threshold", "[rule.threshold]\nfield = \"\"\nvalue = 2\n")).threshold->fields, IsEmpty());
}

TEST(Grouping, NewTermsAreReadInBothForms) {
  const std::string ours = R"(
[rule.new_terms]
field = "new_terms_fields"
value = ["cloud.account.id", "user.name"]
[[rule.new_terms.history_window_start]]
field = "history_window_start"
value = "now-10d"
)";
  const std::string kibanas =
      "new_terms_fields = [\"cloud.account.id\", \"user.name\"]\n"
      "history_window_start = \"now-10d\"\n";
  for (const std::string& form : {ours, kibanas}) {
    const Rule rule = Parse(OfType("new_terms", form));
    ASSERT_TRUE(rule.new_terms.has_value()) << form;
    EXPECT_THAT(rule.new_terms->fields, ElementsAre("cloud.account.id", "user.name"));
    EXPECT_EQ(rule.new_terms->history, 10 * kDay);
  }
}

TEST(Grouping, SuppressionIsRead) {
  const Rule rule = Parse(RuleText(R"(
[rule.alert_suppression]
group_by = ["source.ip"]
duration = { value = 5, unit = "m" }
missing_fields_strategy = "doNotSuppress"
)"));
  ASSERT_TRUE(rule.suppression.has_value());
  EXPECT_THAT(rule.suppression->group_by, ElementsAre("source.ip"));
  EXPECT_EQ(rule.suppression->duration, 5 * kMinute);
  EXPECT_FALSE(rule.suppression->groups_missing);
  const Rule plain = Parse(RuleText("[rule.alert_suppression]\ngroup_by = [\"source.ip\"]\n"));
  EXPECT_EQ(plain.suppression->duration, 0);
  EXPECT_TRUE(plain.suppression->groups_missing);
  const Rule threshold = Parse(OfType("threshold",
                                      "[rule.threshold]\nfield = []\nvalue = 2\n"
                                      "[rule.alert_suppression.duration]\nvalue = 2\nunit = \"h\"\n"));
  EXPECT_EQ(threshold.suppression->duration, 2 * kHour);
}

TEST(Grouping, SaysWhatMakesNoSense) {
  const std::string terms = "[rule.new_terms]\nvalue = [\"user.name\"]\n";
  const std::string window = "[[rule.new_terms.history_window_start]]\nvalue = ";
  for (const auto& [toml, message] : std::vector<std::pair<std::string, std::string>>{
           {OfType("threshold", ""), "a rule of type \"threshold\" has no `threshold`"},
           {OfType("threshold", "threshold = 5\n"), "`threshold` must be a table"},
           {OfType("threshold", "[rule.threshold]\nvalue = 5\n"), "the threshold has no `field`"},
           {OfType("threshold", "[rule.threshold]\nfield = [1]\nvalue = 5\n"), "must be a list of names"},
           {OfType("threshold", "[rule.threshold]\nfield = [\"a\", \"a\"]\nvalue = 5\n"), "names a field twice"},
           {OfType("threshold", "[rule.threshold]\nfield = [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]\nvalue = 5\n"),
            "has 6 fields"},
           {OfType("threshold", "[rule.threshold]\nfield = []\nvalue = 0\n"), "out of range"},
           {OfType("threshold", "[rule.threshold]\nfield = []\nvalue = 5\n[[rule.threshold.cardinality]]\nvalue = 1\n"),
            "a cardinality has no `field`"},
           {OfType("new_terms", ""), "has no fields with a history"},
           {OfType("new_terms", terms), "new_terms has no `history_window_start`"},
           {OfType("new_terms", terms + window + "\"soon\"\n"), "\"soon\" is no point in time before now"},
           {OfType("new_terms", terms + window + "\"now+1d\"\n"), "is no point in time before now"},
           {OfType("new_terms", terms + window + "\"now-6m\"\n"), "begins no earlier than what the rule looks at"},
           {OfType("new_terms", terms + window + "\"now-1d\"\n" + window + "\"now-2d\"\n"), "has 2 history windows"},
           {OfType("new_terms", "[rule.new_terms]\nvalue = []\n" + window + "\"now-1d\"\n"), "has 0 fields"},
           {RuleText("[rule.alert_suppression]\ngroup_by = []\n"), "`group_by` has 0 fields"},
           {RuleText("[rule.alert_suppression]\ngroup_by = [\"a\"]\nduration = { value = 5, unit = \"w\" }\n"),
            "\"w\" is no unit of time"},
           {RuleText("[rule.alert_suppression]\ngroup_by = [\"a\"]\nmissing_fields_strategy = \"drop\"\n"),
            "\"drop\" is no strategy"},
           {OfType("threshold", "[rule.threshold]\nfield = []\nvalue = 2\n[rule.alert_suppression]\n"),
            "has no duration"},
       }) {
    Diagnostics warnings;
    const auto rule = ParseRule(toml, "r.toml", warnings);
    ASSERT_FALSE(rule.has_value()) << toml;
    EXPECT_EQ(rule.error().size(), 1U) << RenderAll(rule.error());
    EXPECT_THAT(RenderAll(rule.error()), HasSubstr(message)) << toml;
  }
}

TEST(Grouping, SequencesHaveNoThreshold) {
  FieldSet fields;
  const std::string toml = With(OfType("threshold", "[rule.threshold]\nfield = []\nvalue = 2\n"),
                                "'any where event.action == \"X\"'", "'sequence [any where true] [any where true]'");
  Rule rule = Parse(toml);
  const CompileOutcome outcome = CompileRule(std::move(rule), toml, fields);
  EXPECT_FALSE(outcome.rule.has_value());
  EXPECT_THAT(RenderAll(outcome.diagnostics), HasSubstr("has to be about single events"));
}

TEST(Grouping, WindowsFollowFromTheSchedule) {
  for (const auto& [schedule, lookback] :
       std::vector<std::pair<std::string, Duration>>{{"", 6 * kMinute},
                                                     {"from = \"now-9m\"\n", 9 * kMinute},
                                                     {"from = \"now-65m\"\nto = \"now-5m\"\n", kHour},
                                                     {"from = \"now-1d/d\"\n", kDay},
                                                     {"from = \"now\"\ninterval = \"10m\"\n", 10 * kMinute}}) {
    EXPECT_EQ(LookbackOf(Parse(RuleText(schedule))), lookback) << schedule;
  }
  EXPECT_EQ(IntervalOf(Parse(RuleText("interval = \"1h\"\n"))), kHour);
}

}  // namespace
}  // namespace crosstrail
