// What the author of a broken rule reads, word for word.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/source_text.h"
#include "rule/load.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

struct Case {
  std::string name;
  std::string toml;
  std::string rendered;
};

// The minimal rule with one line of it replaced.
std::string Changed(std::string_view from, std::string_view to) { return With(RuleText(), from, to); }

std::vector<Case> Cases() {
  return {
      {"NotARule", "[metadata]\nmaturity = \"production\"\n", R"(r.toml:1:1: error: this file holds no [rule] table
  [metadata]
  ^
  hint: a rule file has [metadata] and [rule]; start the names of other TOML files with `_` to leave them out
)"},
      {"SeveralKeysMissing", "[rule]\nrule_id = \"r-1\"\nname = \"A rule\"\ntype = \"eql\"\nrisk_score = 1\n",
       R"(r.toml:1:1: error: the rule has no `description`
  [rule]
  ^^^^^^
  hint: add it, for example: description = "What the rule detects and why it matters."
r.toml:1:1: error: the rule has no `severity`
  [rule]
  ^^^^^^
  hint: add it, for example: severity = "medium"
r.toml:1:1: error: a rule of type "eql" has no `query`
  [rule]
  ^^^^^^
  hint: add it, for example: query = 'any where event.action == "PutBucketPolicy"'
)"},
      {"MandatoryKeyMisspelt", Changed("severity = ", "severty = "),
       R"(r.toml:1:1: error: the rule has no `severity`
  [rule]
  ^^^^^^
  hint: add it, for example: severity = "medium"
r.toml:6:1: warning: unknown key `severty` is ignored
  severty = "low"
  ^^^^^^^
  hint: did you mean `severity`?
)"},
      {"SeverityInCapitals", Changed("\"low\"", "\"Medium\""), R"(r.toml:6:12: error: "Medium" is not a severity
  severity = "Medium"
             ^^^^^^^^
  hint: did you mean "medium"?
)"},
      {"SeverityUnknown", Changed("\"low\"", "\"urgent\""), R"(r.toml:6:12: error: "urgent" is not a severity
  severity = "urgent"
             ^^^^^^^^
  hint: it may be low, medium, high, critical
)"},
      {"RiskScoreTooLarge", Changed("= 21", "= 101"),
       R"(r.toml:7:14: error: `risk_score` is 101, which is out of range
  risk_score = 101
               ^^^
  hint: it may be 0 to 100, for example: risk_score = 47
)"},
      {"RiskScoreQuoted", Changed("= 21", "= \"21\""),
       R"(r.toml:7:14: error: `risk_score` must be a whole number, not a string
  risk_score = "21"
               ^^^^
  hint: for example: risk_score = 47
)"},
      {"SeveralErrorsAtOnce", RuleText("interval = \"5 minutes\"\nfrom = \"6m ago\"\nmax_signals = 0\n"),
       R"(r.toml:9:12: error: "5 minutes" is not an interval
  interval = "5 minutes"
             ^^^^^^^^^^^
  hint: write a number over 0 and a unit (s, m, h, d), such as "5m"
r.toml:10:8: error: "6m ago" is not a point in time
  from = "6m ago"
         ^^^^^^^^
  hint: write "now", or "now-" with a number and a unit (s, m, h, d, w, M, y), such as "now-6m"
r.toml:11:15: error: `max_signals` is 0, which is out of range
  max_signals = 0
                ^
  hint: it may be 1 to 2147483647, for example: max_signals = 100
)"},
      {"TypeMisspelt", Changed("type = \"eql\"", "type = \"eqll\""),
       R"(r.toml:5:8: error: "eqll" is not a type of rule
  type = "eqll"
         ^^^^^^
  hint: did you mean "eql"?
)"},
      {"TypeUnknown", Changed("type = \"eql\"", "type = \"sigma\""),
       R"(r.toml:5:8: error: "sigma" is not a type of rule
  type = "sigma"
         ^^^^^^^
  hint: it may be eql, query, saved_query, threshold, new_terms, esql, threat_match, machine_learning
)"},
      {"LanguageOfAnotherType", RuleText("language = \"kuery\"\n"),
       R"(r.toml:9:12: error: a rule of type "eql" cannot be written in "kuery"
  language = "kuery"
             ^^^^^^^
  hint: write language = "eql", or change the type
)"},
      {"QueryEmpty", Changed("'any where event.action == \"X\"'", "'''\n\n'''"),
       R"(r.toml:8:9: error: `query` is empty
  query = '''
          ^^^
  hint: say which events to look for, such as: any where event.action == "PutBucketPolicy"
)"},
      {"QueryOfIndicatorMatchEmpty",
       With(Changed("'any where event.action == \"X\"'", "' '"), "\"eql\"", "\"threat_match\"") +
           "threat_mapping = [{entries = [{field = \"a\", value = \"b\"}]}]\n",
       R"(r.toml:8:9: error: `query` is empty
  query = ' '
          ^^^
  hint: say which events to look for, such as: *:*
)"},
      {"ListExpected", RuleText("tags = \"a\"\n"),
       R"(r.toml:9:8: error: `tags` must be a list of strings, not a string
  tags = "a"
         ^^^
  hint: for example: tags = ["Domain: Cloud", "Data Source: AWS"]
)"},
      {"ItemOfAnotherType", RuleText("tags = [\"é\", 7]\n"),
       R"(r.toml:9:15: error: `tags` must be a list of strings, but item 2 is a whole number
  tags = ["é", 7]
               ^
  hint: for example: tags = ["Domain: Cloud", "Data Source: AWS"]
)"},
      {"InvestigationFieldsOfAnotherType", RuleText("[rule.investigation_fields]\nfield_names = \"x\"\n"),
       R"(r.toml:10:15: error: `field_names` must be a list of strings, not a string
  field_names = "x"
                ^^^
  hint: for example: field_names = ["user.name", "source.ip"]
)"},
      {"ThreatIncomplete",
       RuleText("[[rule.threat]]\nframework = \"MITRE ATT&CK\"\n[[rule.threat.technique]]\nid = \"T1537\"\n"),
       R"(r.toml:9:1: error: this threat has no `tactic`
  [[rule.threat]]
  ^^^^^^^^^^^^^^^
  hint: add it, for example: tactic = { id = "TA0010", name = "Exfiltration", reference = "" }
r.toml:11:1: error: this technique has no `name`
  [[rule.threat.technique]]
  ^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: add it, for example: name = "Transfer Data to Cloud Account"
)"},
      {"ThreatIsOneTable", RuleText("[rule.threat]\nframework = \"MITRE ATT&CK\"\n"),
       R"(r.toml:9:1: error: `threat` must be a list of tables, not a table
  [rule.threat]
  ^^^^^^^^^^^^^
  hint: for example: [[rule.threat]]
)"},
      {"KeyTwice", RuleText("name = \"again\"\n"),
       R"(r.toml:9:8: error: not valid TOML, in this key-value pair: cannot redefine existing string 'name'
  name = "again"
         ^
  hint: a key may be set once in a table; remove or rename one of the two
)"},
      {"StringOverTwoLines", RuleText("note = \"two\nlines\"\n"),
       "r.toml:9:12: error: not valid TOML, in this string: unescaped control characters other than TAB (U+0009) are "
       "explicitly prohibited\n"
       R"(  note = "two
             ^
  hint: a string over several lines stands between ''' and '''; other control characters are not allowed
)"},
      {"UnknownEscape", RuleText("note = \"C:\\Windows\"\n"),
       R"(r.toml:9:12: error: not valid TOML, in this string: unknown escape sequence '\W'
  note = "C:\Windows"
             ^
  hint: write a literal backslash twice, or use a literal string between ''' and '''
)"},
      {"NotUtf8", RuleText("note = \"\xff\"\n"),
       R"(r.toml:9:8: error: not valid TOML: the text is not valid UTF-8 here
  note = "\xff"
         ^
  hint: save the file as UTF-8
)"},
  };
}

class RuleDiagnostics : public testing::TestWithParam<Case> {};

TEST_P(RuleDiagnostics, AreExactly) {
  Diagnostics warnings;
  const auto rule = ParseRule(GetParam().toml, "r.toml", warnings);
  ASSERT_FALSE(rule.has_value());
  EXPECT_EQ(RenderAll(rule.error()), GetParam().rendered);
  EXPECT_TRUE(warnings.empty());
}

INSTANTIATE_TEST_SUITE_P(All, RuleDiagnostics, testing::ValuesIn(Cases()),
                         [](const auto& test) { return test.param.name; });

TEST(RuleWarnings, MisspeltOptionalKeyIsNamed) {
  Diagnostics warnings;
  ASSERT_TRUE(ParseRule(RuleText("event_category_overide = \"event.type\"\n"), "r.toml", warnings));
  EXPECT_EQ(RenderAll(warnings), R"(r.toml:9:1: warning: unknown key `event_category_overide` is ignored
  event_category_overide = "event.type"
  ^^^^^^^^^^^^^^^^^^^^^^
  hint: did you mean `event_category_override`?
)");
}

TEST(RuleWarnings, KeysOfElasticsSchemaAndUnlikeOnesAreTolerated) {
  Diagnostics warnings;
  ASSERT_TRUE(ParseRule(RuleText("revision = 3\nseverity_mapping = []\nour_ticket = \"X-1\"\n[transform]\na = 1\n"),
                        "r.toml", warnings));
  EXPECT_EQ(RenderAll(warnings), "");
}

TEST(ManyProblems, AreBoundedAndCounted) {
  std::string toml = RuleText();
  for (int i = 0; i < 5000; ++i) toml += "[[rule.threat]]\n";
  Diagnostics warnings;
  const auto rule = ParseRule(toml, "r.toml", warnings);
  ASSERT_FALSE(rule.has_value());
  ASSERT_EQ(rule.error().size(), Problems::kMost + 1);
  EXPECT_EQ(rule.error().back().message, "9950 more problems in this file are not shown");
}

}  // namespace
}  // namespace crosstrail
