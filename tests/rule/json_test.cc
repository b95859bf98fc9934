// Kibana's exports of rules: the same rules as in TOML, each line for itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rule/json_document.h"
#include "rule/load.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// As Kibana writes it, with keys of the server's own.
std::string Exported(std::string_view id = "r-1", std::string_view more = "") {
  return R"({"id":"6f1","updated_at":"2026-01-02T03:04:05.678Z","updated_by":"dana","created_at":"2026-01-02T03:04:05.6Z",)"
         R"("created_by":"dana","name":"A rule","tags":["Domain: Cloud"],"interval":"5m","enabled":true,"revision":3,)"
         R"("description":"What it is for.","risk_score":21,"severity":"low","note":null,"license":"","output_index":"",)"
         R"("rule_source":{"type":"external","is_customized":false},"immutable":false,"rule_id":")" +
         std::string(id) +
         R"(","max_signals":100,"risk_score_mapping":[],"severity_mapping":[],"exceptions_list":[],"version":2,)"
         R"("threat":[{"framework":"MITRE ATT&CK","tactic":{"id":"TA0010","name":"Exfiltration","reference":"x"},)"
         R"("technique":[{"id":"T1537","name":"Transfer","reference":"y","subtechnique":[]}]}],"to":"now",)"
         R"("references":[],"from":"now-6m","author":["Dana"],"index":["logs-aws.cloudtrail-*"],"type":"eql",)" +
         std::string(more) +
         R"("language":"eql","query":"any where event.action == \"X\"\n and user.name == \"\u00e9\"","actions":[]})";
}

constexpr std::string_view kInToml = R"([rule]
rule_id = "r-1"
name = "A rule"
description = "What it is for."
type = "eql"
language = "eql"
severity = "low"
risk_score = 21
version = 2
author = ["Dana"]
tags = ["Domain: Cloud"]
index = ["logs-aws.cloudtrail-*"]
query = """any where event.action == "X"
 and user.name == "é""""
[[rule.threat]]
framework = "MITRE ATT&CK"
tactic = { id = "TA0010", name = "Exfiltration", reference = "x" }
[[rule.threat.technique]]
id = "T1537"
name = "Transfer"
reference = "y"
)";

constexpr std::string_view kRest =
    R"({"_version":"WzE","created_at":"2026-01-02T03:04:05.678Z","id":"e","list_id":"l-1","name":"L","namespace_type":"single","type":"rule_default"})"
    "\n"
    R"({"id":"c","type":"action","attributes":{"actionTypeId":".slack","name":"x"}})"
    "\n"
    R"({"exported_count":2,"exported_rules_count":1,"missing_rules":[]})"
    "\n";

std::string Shown(const Rule& rule) {
  std::string text = rule.id + "|" + rule.name + "|" + rule.description + "|" + rule.type + "|" + rule.language + "|" +
                     rule.query + "|" + std::to_string(rule.risk_score) + "|" + std::to_string(rule.version) + "|" +
                     rule.from + rule.to + rule.interval + std::to_string(rule.max_signals) +
                     std::string(SeverityName(rule.severity));
  for (const auto* list : {&rule.author, &rule.tags, &rule.index, &rule.references}) {
    for (const std::string& one : *list) text += "|" + one;
  }
  for (const Threat& threat : rule.threat) {
    text += threat.framework + threat.tactic_id + threat.tactic_name + threat.tactic_reference;
    for (const Technique& technique : threat.techniques) text += technique.id + technique.name + technique.reference;
  }
  return text;
}

std::vector<std::string> Ids(const LoadedRules& loaded) {
  std::vector<std::string> ids;
  for (const CompiledRule& rule : loaded.rules.rules) ids.push_back(rule.rule.id);
  return ids;
}

TEST(JsonRules, AreTheSameAsInToml) {
  Diagnostics warnings;
  const auto json = ParseJsonRule(Exported(), "r.ndjson", warnings);
  const auto toml = ParseRule(kInToml, "r.toml", warnings);
  EXPECT_EQ(RenderAll(warnings), "");
  ASSERT_TRUE(json) << RenderAll(json.error());
  ASSERT_TRUE(toml) << RenderAll(toml.error());
  EXPECT_EQ(Shown(*json), Shown(*toml));
}

TEST(JsonRules, AreFoundInExportsListsAndAnswers) {
  const std::string one = Exported("r-1"), two = Exported("r-2");
  const struct {
    const char* file;
    std::string text;
  } kCases[] = {
      {"a.ndjson", one + "\n" + two + "\n" + std::string(kRest)},
      {"a.ndjson", "\n" + one + "\r\n\n" + two},
      {"a.json", "[" + one + ",\n" + two + "]"},
      {"a.ndjson", "[" + one + "," + two + "]\n"},
      {"a.json", R"({"page":1,"total":2,"data":[)" + one + "," + two + "]}"},
      {"a.json", one + "\n" + two + "\n" + std::string(kRest)},
  };
  for (const auto& [file, text] : kCases) {
    const TemporaryDirectory directory;
    const LoadedRules loaded = LoadRules({directory.Write(file, text)});
    EXPECT_EQ(RenderAll(loaded.diagnostics), "") << text;
    EXPECT_THAT(Ids(loaded), ElementsAre("r-1", "r-2")) << text;
  }
}

TEST(JsonRules, InFoldersOnlyExportsAreTaken) {
  const TemporaryDirectory directory;
  directory.Write("a.ndjson", Exported("r-1"));
  directory.Write("b.json", Exported("r-2"));
  directory.Write("_deprecated/c.ndjson", Exported("r-1"));
  const LoadedRules loaded = LoadRules({directory.path()});
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  EXPECT_THAT(Ids(loaded), ElementsAre("r-1"));
  ASSERT_THAT(loaded.rules.skipped, SizeIs(1));
  EXPECT_EQ(loaded.rules.skipped[0].reason, "it is deprecated (in a folder called _deprecated)");
}

TEST(JsonRules, ABrokenLineCostsOnlyItself) {
  const TemporaryDirectory directory;
  const std::string file = directory.Write(
      "a.ndjson", "{\"rule_id\": \n" + Exported("r-1") + "\n[1]\n" + Exported("r-1") + "\n" +
                      With(Exported("r-2"), R"("severity":"low")", R"("severity":"bad")") + "\n" + Exported("r-3"));
  const LoadedRules loaded = LoadRules({file});
  EXPECT_THAT(Ids(loaded), ElementsAre("r-1", "r-3"));
  const std::string rendered = RenderAll(loaded.diagnostics);
  EXPECT_THAT(loaded.diagnostics, SizeIs(4)) << rendered;
  EXPECT_THAT(rendered, HasSubstr(file + ":1:13: error: this is no JSON: the text ends too early"));
  EXPECT_THAT(rendered, HasSubstr(file + ":3:2: error: an object was expected here"));
  EXPECT_THAT(rendered, HasSubstr(file + ":4:" + std::to_string(Exported("r-1").find("\"r-1\"") + 1) +
                                  ": error: rule_id r-1 is already taken by " + file));
  EXPECT_THAT(rendered, HasSubstr(": error: \"bad\" is not a severity\n"));
}

// The place of an error in a query, though the query is an escaped string in the middle of a list on one line.
TEST(JsonRules, ErrorsAreWhereTheyAre) {
  const std::string bad = With(Exported("r-2"), R"(== \"X\")", R"(= \"X\")");
  const std::string text = "[" + Exported("r-1") + "," + bad + "]";
  const TemporaryDirectory directory;
  const LoadedRules loaded = LoadRules({directory.Write("a.json", text)});
  ASSERT_THAT(loaded.diagnostics, SizeIs(1)) << RenderAll(loaded.diagnostics);
  EXPECT_EQ(loaded.diagnostics[0].line, 1U);
  EXPECT_EQ(loaded.diagnostics[0].column, text.rfind(R"(= \"X\")") + 1);
  EXPECT_THAT(RenderAll(loaded.diagnostics), HasSubstr(R"(any where event.action = \"X\")"));
}

TEST(JsonRules, MissingKeysAndForms) {
  const struct {
    std::string text, message;
  } kCases[] = {
      {R"({"name":"x"})", "a.ndjson:1:1: error: the rule has no `rule_id`"},
      {R"({"rule_id":7})", R"(a.ndjson:1:12: error: `rule_id` must be a string, not a whole number)"},
      {R"({"rule_id":"x", "risk_score":2.5})", R"(a.ndjson:1:30: error: `risk_score` must be a whole number, not a )"},
      {R"({"rule_id":"x", "tags":["a",1]})", R"(a.ndjson:1:29: error: `tags` must be a list of strings, but item 2)"},
      {R"({"rule_id":"x", "ta\u0067s":1,"intrval":"5m"})", "a.ndjson:1:31: warning: unknown key `intrval` is ignored"},
      {R"({"a":)", "a.ndjson:1:6: error: this is no JSON: the text ends too early"},
      {"nonsense", "a.ndjson:1:1: error: this is no JSON: a value was expected here"},
  };
  for (const auto& [text, message] : kCases) {
    Diagnostics warnings;
    const std::string name = "a.ndjson";
    const auto rule = ParseJsonRule(text, name, warnings);
    ASSERT_FALSE(rule) << text;
    EXPECT_THAT(RenderAll(rule.error()), HasSubstr(message)) << text;
  }
}

TEST(ParseJson, KnowsWhereKeysAndStringsStand) {
  const std::string text = R"({ "a" : 1, "b\"\\" :"x\n\ud83d\ude00\ud800y", "c":{"d\\":[{}, true]} })";
  const std::string name;
  const auto value = ParseJson({text, name});
  ASSERT_TRUE(value);
  const auto key = [&](const TomlMember& member) { return text.substr(member.begin, member.end - member.begin); };
  ASSERT_THAT(value->members, SizeIs(3));
  EXPECT_EQ(key(value->members[0]), R"("a")");
  EXPECT_EQ(key(value->members[1]), R"("b\"\\")");
  EXPECT_EQ(value->members[1].key, "b\"\\");
  EXPECT_EQ(key(value->members[2].value.members[0]), R"("d\\")");
  const TomlValue& string = value->members[1].value;
  const TomlString decoded = DecodeJsonString(text, string.begin);
  EXPECT_EQ(decoded.value, string.string);
  ASSERT_EQ(decoded.offsets.size(), decoded.value.size() + 1);
  EXPECT_EQ(text.substr(decoded.offsets[1], 2), "\\n");
  EXPECT_EQ(text.substr(decoded.offsets[2], 6), "\\ud83d");
  EXPECT_EQ(text.substr(decoded.offsets[6], 6), "\\ud800");
  EXPECT_EQ(decoded.offsets.back(), string.end - 1);
}

}  // namespace
}  // namespace crosstrail
