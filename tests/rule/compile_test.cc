#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rule/load.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;

CompileOutcome Compile(const std::string& toml, FieldSet& fields) {
  Diagnostics warnings;
  tl::expected<Rule, Diagnostics> rule = ParseRule(toml, "r.toml", warnings);
  EXPECT_TRUE(rule.has_value()) << RenderAll(rule.error());
  return rule ? CompileRule(std::move(*rule), toml, fields) : CompileOutcome{};
}

CompileOutcome Compile(const std::string& toml) {
  FieldSet fields;
  return Compile(toml, fields);
}

// The minimal rule with its query written as `literal`, quotes included.
std::string WithQuery(std::string_view literal) {
  return With(RuleText(), "'any where event.action == \"X\"'", literal);
}

struct Place {
  std::string literal;
  std::string at;          // line:column
  std::string underlined;  // the bytes of the file from there on
};

// The mistake is always the `=` of a query, and always has to be found where its author wrote it.
TEST(QueryErrors, StandWhereTheQueryIsWrittenInTheFile) {
  const std::vector<Place> places{
      {"'any where a = 1'", "8:22", "= 1'"},
      {"\"any where a = 1\"", "8:22", "= 1\""},
      {"'''any where a = 1'''", "8:24", "= 1'''"},
      {"'''\nany where a = 1\n'''", "9:13", "= 1"},
      {"'''\r\nany where\r\n  a = 1\r\n'''", "10:5", "= 1"},
      {"'''\nany where b == \"é\"\n  and a = 1'''", "10:9", "= 1'''"},
      {"\"\"\"\nany where b == \\\"é\\\" and a = 1\n\"\"\"", "9:29", "= 1"},
      {"\"any where b == \\\"\\u00e9\\\" and a = 1\"", "8:42", "= 1\""},
      {"\"any where b == \\\"\\\\n\\U0001F600\\\" and a = 1\"", "8:49", "= 1\""},
      {"\"\"\"\\\n  any where \\\n\n     a = 1\"\"\"", "11:8", "= 1\"\"\""},
      {"\"any where\\n  a\\t= 1\"", "8:26", "= 1\""},
      {"\"any where a \\u003D 1\"", "8:22", "\\u003D 1\""},
  };
  for (const Place& place : places) {
    const CompileOutcome outcome = Compile(With(WithQuery(place.literal), "name = \"A rule\"", "name = \"Ä rule\""));
    EXPECT_FALSE(outcome.rule.has_value());
    EXPECT_EQ(outcome.skip_reason, "") << place.literal;
    ASSERT_FALSE(outcome.diagnostics.empty()) << place.literal;
    const Diagnostic& first = outcome.diagnostics.front();
    EXPECT_EQ(first.file, "r.toml");
    EXPECT_EQ(std::to_string(first.line) + ":" + std::to_string(first.column), place.at) << place.literal;
    EXPECT_EQ(first.source_line.substr(first.column - 1), place.underlined) << place.literal;
  }
}

TEST(QueryErrors, AreRenderedWithTheSourceOfTheFile) {
  EXPECT_EQ(
      RenderAll(Compile(WithQuery("'''\nany where event.action == \"A\" and\n  stringContain(source.ip, \"1\")\n'''"))
                    .diagnostics),
      R"(r.toml:10:3: error: there is no function stringContain
    stringContain(source.ip, "1")
    ^^^^^^^^^^^^^
  hint: did you mean stringContains?
)");
}

TEST(QueryErrors, AtTheEndOfTheQueryPointAtItsClosingQuote) {
  const CompileOutcome outcome = Compile(WithQuery("'any where a =='"));
  ASSERT_FALSE(outcome.diagnostics.empty());
  EXPECT_EQ(outcome.diagnostics[0].line, 8U);
  EXPECT_EQ(outcome.diagnostics[0].column, 24U);
}

TEST(CompileRule, GivesTheQueryAndTheRule) {
  FieldSet fields;
  const CompileOutcome outcome = Compile(
      RuleText("investigation_fields = { field_names = [\"source.ip\", \"user.name\", \"event.action\"] }\n"), fields);
  const CompiledRule* rule = outcome.rule ? &*outcome.rule : nullptr;
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->query.kind, Query::Kind::kEvent);
  EXPECT_EQ(rule->query.steps.size(), 1U);
  EXPECT_THAT(rule->rule.investigation_fields, ElementsAre("source.ip", "user.name", "event.action"));
}

TEST(CompileRule, CategoryIsReadFromTheFieldTheRuleNames) {
  FieldSet plain;
  ASSERT_TRUE(Compile(WithQuery("'info where event.action == \"X\"'"), plain).rule.has_value());
  EXPECT_TRUE(plain.Find("event.category").has_value());
  EXPECT_FALSE(plain.Find("event.type").has_value());
  FieldSet overridden;
  ASSERT_TRUE(
      Compile(With(RuleText("event_category_override = \"event.type\"\n"), "'any where", "'info where"), overridden)
          .rule.has_value());
  EXPECT_FALSE(overridden.Find("event.category").has_value());
  EXPECT_TRUE(overridden.Find("event.type").has_value());
}

struct Skip {
  std::string toml;
  std::string reason;
};

TEST(CompileRule, SaysWhyARuleDoesNotRun) {
  const std::vector<Skip> skips{
      {"[metadata]\nmaturity = \"deprecated\"\n" + RuleText(), "it is deprecated (metadata.maturity)"},
      {RuleText("enabled = false\n"), "it is disabled (enabled = false)"},
      {RuleText("index = [\"winlogbeat-*\", \"logs-endpoint*\"]\n"),
       "it does not read CloudTrail (index = winlogbeat-*, logs-endpoint*)"},
      {With(RuleText(), "\"eql\"", "\"esql\""), "rules of type esql are not supported yet"},
      {With(RuleText(), "\"eql\"", "\"machine_learning\""), "rules of type machine_learning are not supported yet"},
      {With(RuleText(), "\"eql\"", "\"saved_query\""), "rules of type saved_query are not supported yet"},
  };
  for (const Skip& skip : skips) {
    const CompileOutcome outcome = Compile(skip.toml);
    EXPECT_FALSE(outcome.rule.has_value()) << skip.toml;
    EXPECT_EQ(outcome.skip_reason, skip.reason) << skip.toml;
    EXPECT_EQ(RenderAll(outcome.diagnostics), "") << skip.toml;
  }
}

TEST(CompileRule, MistakesBeforeAPipeAreMistakes) {
  const CompileOutcome outcome = Compile(WithQuery("'any where foo( | head 3'"));
  EXPECT_EQ(outcome.skip_reason, "");
  EXPECT_FALSE(outcome.diagnostics.empty());
}

TEST(CompileRule, EqlNeedsAQuery) {
  const CompileOutcome outcome = Compile(With(WithQuery("''"), "\"eql\"", "\"query\"\nlanguage = \"eql\""));
  EXPECT_FALSE(outcome.rule.has_value());
  EXPECT_NE(RenderAll(outcome.diagnostics), "");
}

TEST(CompileRule, BarsInsideTextAreNoPipes) {
  EXPECT_TRUE(Compile(WithQuery("'any where event.action == \"a|b\" // c | d'")).rule.has_value());
}

TEST(CompileRule, DevelopmentRulesRun) {
  EXPECT_TRUE(Compile("[metadata]\nmaturity = \"development\"\n" + RuleText()).rule.has_value());
}

TEST(CompileRule, PlacesNothingInATextThatIsNotTheRules) {
  Diagnostics warnings;
  FieldSet fields;
  const auto rule = ParseRule(WithQuery("'any where a = 1'"), "r.toml", warnings);
  ASSERT_TRUE(rule.has_value());
  for (const std::string& other : {RuleText(), std::string("["), std::string()}) {
    const CompileOutcome outcome = CompileRule(*rule, other, fields);
    ASSERT_FALSE(outcome.diagnostics.empty());
    EXPECT_EQ(outcome.diagnostics[0].line, 1U);
    EXPECT_EQ(outcome.diagnostics[0].source_line, "any where a = 1");
  }
}

}  // namespace
}  // namespace crosstrail
