#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rule/load.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Rule Parse(const std::string& toml) {
  Diagnostics warnings;
  auto rule = ParseRule(toml, "r.toml", warnings);
  EXPECT_TRUE(rule.has_value()) << RenderAll(rule.error());
  EXPECT_EQ(RenderAll(warnings), "");
  return rule ? std::move(*rule) : Rule{};
}

TEST(ParseRule, AbsentKeysHaveKibanasDefaults) {
  const Rule rule = Parse(RuleText());
  EXPECT_EQ(rule.id, "r-1");
  EXPECT_EQ(rule.name, "A rule");
  EXPECT_EQ(rule.description, "What it is for.");
  EXPECT_EQ(rule.type, "eql");
  EXPECT_EQ(rule.language, "eql");
  EXPECT_EQ(rule.query, "any where event.action == \"X\"");
  EXPECT_EQ(rule.severity, Severity::kLow);
  EXPECT_EQ(rule.risk_score, 21);
  EXPECT_EQ(rule.version, 1);
  EXPECT_EQ(rule.from, "now-6m");
  EXPECT_EQ(rule.to, "now");
  EXPECT_EQ(rule.interval, "5m");
  EXPECT_EQ(rule.max_signals, 100U);
  EXPECT_TRUE(rule.enabled);
  EXPECT_FALSE(rule.has_filters);
  EXPECT_THAT(rule.index, IsEmpty());
  EXPECT_THAT(rule.investigation_fields, IsEmpty());
  EXPECT_EQ(rule.event_category_override, "");
  EXPECT_EQ(rule.maturity, "");
  EXPECT_EQ(rule.file, "r.toml");
}

TEST(ParseRule, EveryKeyReachesTheRule) {
  const Rule rule = Parse(R"(
[metadata]
maturity = "development"
[rule]
rule_id = "r-2"
name = "Name"
description = "Description"
type = "eql"
language = "eql"
query = "any where true"
severity = "critical"
risk_score = 99
version = 7
author = ["A", "B"]
license = "Apache-2.0"
tags = ["T"]
references = ["https://example.com"]
false_positives = ["F"]
note = "N"
setup = "S"
index = ["filebeat-*"]
from = "now-9m"
to = "now-1m"
interval = "60m"
max_signals = 33
enabled = false
timestamp_override = "event.ingested"
event_category_override = "event.type"
tiebreaker_field = "event.id"
building_block_type = "default"
rule_name_override = "event.action"
filters = [{ meta = {} }]
investigation_fields = { field_names = ["source.ip", "user.name"] }
[[rule.threat]]
framework = "MITRE ATT&CK"
[rule.threat.tactic]
id = "TA1"
name = "Tactic"
reference = "https://example.com/TA1"
[[rule.threat.technique]]
id = "T1"
name = "Technique"
reference = "https://example.com/T1"
[[rule.threat.technique.subtechnique]]
id = "T1.001"
name = "Subtechnique"
reference = "https://example.com/T1.001"
)");
  EXPECT_EQ(rule.maturity, "development");
  EXPECT_EQ(rule.severity, Severity::kCritical);
  EXPECT_EQ(rule.risk_score, 99);
  EXPECT_EQ(rule.version, 7);
  EXPECT_THAT(rule.author, ElementsAre("A", "B"));
  EXPECT_EQ(rule.license, "Apache-2.0");
  EXPECT_THAT(rule.tags, ElementsAre("T"));
  EXPECT_THAT(rule.references, ElementsAre("https://example.com"));
  EXPECT_THAT(rule.false_positives, ElementsAre("F"));
  EXPECT_EQ(rule.note, "N");
  EXPECT_EQ(rule.setup, "S");
  EXPECT_THAT(rule.index, ElementsAre("filebeat-*"));
  EXPECT_EQ(rule.from, "now-9m");
  EXPECT_EQ(rule.to, "now-1m");
  EXPECT_EQ(rule.interval, "60m");
  EXPECT_EQ(rule.max_signals, 33U);
  EXPECT_FALSE(rule.enabled);
  EXPECT_EQ(rule.timestamp_override, "event.ingested");
  EXPECT_EQ(rule.event_category_override, "event.type");
  EXPECT_EQ(rule.tiebreaker_field, "event.id");
  EXPECT_EQ(rule.building_block_type, "default");
  EXPECT_EQ(rule.rule_name_override, "event.action");
  EXPECT_TRUE(rule.has_filters);
  EXPECT_THAT(rule.investigation_fields, ElementsAre("source.ip", "user.name"));
  ASSERT_EQ(rule.threat.size(), 1U);
  const Threat& threat = rule.threat[0];
  EXPECT_EQ(threat.framework, "MITRE ATT&CK");
  EXPECT_EQ(threat.tactic_id, "TA1");
  EXPECT_EQ(threat.tactic_name, "Tactic");
  EXPECT_EQ(threat.tactic_reference, "https://example.com/TA1");
  ASSERT_EQ(threat.techniques.size(), 1U);
  EXPECT_EQ(threat.techniques[0].id, "T1");
  EXPECT_EQ(threat.techniques[0].name, "Technique");
  EXPECT_EQ(threat.techniques[0].reference, "https://example.com/T1");
  ASSERT_EQ(threat.techniques[0].subtechniques.size(), 1U);
  EXPECT_EQ(threat.techniques[0].subtechniques[0].id, "T1.001");
  EXPECT_EQ(threat.techniques[0].subtechniques[0].name, "Subtechnique");
  EXPECT_EQ(threat.techniques[0].subtechniques[0].reference, "https://example.com/T1.001");
}

TEST(ParseRule, LanguageFollowsTheType) {
  for (const auto& [type, language] : std::vector<std::pair<std::string, std::string>>{{"query", "kuery"},
                                                                                       {"threshold", "kuery"},
                                                                                       {"new_terms", "kuery"},
                                                                                       {"threat_match", "kuery"},
                                                                                       {"esql", "esql"},
                                                                                       {"machine_learning", ""}}) {
    std::string toml = With(RuleText(), "type = \"eql\"", "type = \"" + type + "\"");
    if (type == "threshold") toml += "[rule.threshold]\nfield = []\nvalue = 2\n";
    if (type == "threat_match") toml += "threat_mapping = [{entries = [{field = \"a\", value = \"b\"}]}]\n";
    if (type == "new_terms") toml += "new_terms_fields = [\"user.name\"]\nhistory_window_start = \"now-7d\"\n";
    EXPECT_EQ(Parse(toml).language, language) << type;
  }
}

TEST(ParseRule, RulesOfMachineLearningAndSavedQueriesNeedNoQuery) {
  for (const std::string type : {"machine_learning", "saved_query"}) {
    std::string toml = With(RuleText(), "type = \"eql\"", "type = \"" + type + "\"");
    toml.erase(toml.find("query = 'any"));
    EXPECT_EQ(Parse(toml).type, type);
  }
}

TEST(ParseRule, WindowsLineEndsAndByteOrderMarkAreFine) {
  std::string toml = "\xEF\xBB\xBF" + RuleText("note = '''a\nb'''\n");
  for (std::size_t i = 0; (i = toml.find('\n', i)) != std::string::npos; i += 2) toml.insert(i, "\r");
  EXPECT_EQ(Parse(toml).note, "a\nb");
}

TEST(Severity, NamesAndValuesAgree) {
  for (const Severity severity : {Severity::kLow, Severity::kMedium, Severity::kHigh, Severity::kCritical}) {
    EXPECT_EQ(ParseSeverity(SeverityName(severity)), severity);
  }
  EXPECT_EQ(SeverityName(Severity::kCritical), "critical");
  for (const std::string_view name : {"", "LOW", "Low", "low ", "info"}) EXPECT_EQ(ParseSeverity(name), std::nullopt);
}

}  // namespace
}  // namespace crosstrail
