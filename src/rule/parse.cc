// ParseRule: a rule document as data, checked.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/date_math.h"
#include "base/text.h"
#include "rule/exception_lists.h"
#include "rule/grouping.h"
#include "rule/json_document.h"
#include "rule/keys.h"
#include "rule/load.h"
#include "rule/threat_mapping.h"
#include "toml/table_reader.h"
#include "toml/toml.h"

namespace crosstrail {
namespace {

struct RuleType {
  std::string_view name;
  std::string_view language;  // where the rule names none
  bool needs_query;           // Kibana refuses the rule without one; elsewhere none matches everything
};

constexpr std::array<RuleType, 8> kRuleTypes{{{"eql", "eql", true},
                                              {"query", "kuery", false},
                                              {"saved_query", "kuery", false},
                                              {"threshold", "kuery", false},
                                              {"new_terms", "kuery", false},
                                              {"esql", "esql", true},
                                              {"threat_match", "kuery", true},
                                              {"machine_learning", "", false}}};

// A hint for a word out of a fixed list.
std::string OneOf(std::string_view word, const std::vector<std::string_view>& names) {
  const std::string_view near = NearestName(FoldCase(word), names);
  if (!near.empty()) return fmt::format("did you mean \"{}\"?", near);
  return fmt::format("it may be {}", fmt::join(names, ", "));
}

// A word of the rule, cut to a length that fits a message.
std::string Quoted(std::string_view word) {
  constexpr std::size_t kMost = 60;
  return word.size() <= kMost ? fmt::format("\"{}\"", word)
                              : fmt::format("\"{}...\"", ToValidUtf8(word.substr(0, kMost)));
}

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

void CheckNotBlank(const TableReader& reader, std::string_view key, std::string_view value, std::string_view hint) {
  if (reader.Has(key) && IsBlank(value)) {
    reader.Reject(key, fmt::format("`{}` is empty", key), std::string(hint));
  }
}

void ReadSeverity(const TableReader& reader, Severity& out) {
  const TomlValue* value = reader.Find("severity");
  if (value == nullptr) return;
  if (const std::optional<Severity> severity = ParseSeverity(value->string)) {
    out = *severity;
    return;
  }
  reader.Reject("severity", fmt::format("{} is not a severity", Quoted(value->string)),
                OneOf(value->string, {"low", "medium", "high", "critical"}));
}

void CheckOperator(const TableReader& reader) {
  std::string name = "equals";
  reader.Read("operator", name);
  if (name != "equals") {
    reader.Reject("operator", fmt::format("{} is not an operator", Quoted(name)), R"(the only one is "equals")");
  }
}

void ReadMappings(const TableReader& reader, Problems& problems, Rule& rule) {
  if (const TomlValue* list = reader.Find("severity_mapping")) {
    for (const TomlValue& item : list->items) {
      const TableReader entry(item, "a severity mapping", SeverityMappingKeys(), problems);
      SeverityMapping& mapping = rule.severity_mapping.emplace_back();
      entry.Read("field", mapping.field);
      entry.Read("value", mapping.value);
      ReadSeverity(entry, mapping.severity);
      CheckOperator(entry);
    }
  }
  if (const TomlValue* list = reader.Find("risk_score_mapping")) {
    for (const TomlValue& item : list->items) {
      const TableReader entry(item, "a risk score mapping", RiskScoreMappingKeys(), problems);
      entry.Read("field", rule.risk_score_mapping.emplace_back());
      CheckOperator(entry);
    }
  }
}

void ReadNumbers(const TableReader& reader, Rule& rule) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  std::int64_t risk_score = rule.risk_score;
  std::int64_t version = rule.version;
  auto max_signals = static_cast<std::int64_t>(rule.max_signals);
  reader.Read("risk_score", 0, 100, risk_score);
  reader.Read("version", 1, kMost, version);
  reader.Read("max_signals", 1, kMost, max_signals);
  rule.risk_score = static_cast<int>(risk_score);
  rule.version = static_cast<int>(version);
  rule.max_signals = static_cast<std::uint64_t>(max_signals);
}

void ReadSchedule(const TableReader& reader, Rule& rule) {
  for (const auto& [key, out] : {std::pair{"from", &rule.from}, std::pair{"to", &rule.to}}) {
    reader.Read(key, *out);
    if (IsDateMath(*out)) continue;
    reader.Reject(key, fmt::format("{} is not a point in time", Quoted(*out)),
                  R"(write "now", or "now-" with a number and a unit (s, m, h, d, w, M, y), such as "now-6m")");
  }
  reader.Read("interval", rule.interval);
  if (!IsInterval(rule.interval)) {
    reader.Reject("interval", fmt::format("{} is not an interval", Quoted(rule.interval)),
                  R"(write a number over 0 and a unit (s, m, h, d), such as "5m")");
  }
}

// Type, language and query belong together: each says whether the others make sense.
void ReadQuery(const TableReader& reader, Problems& problems, const TomlValue& table, Rule& rule) {
  reader.Read("type", rule.type);
  reader.Read("language", rule.language);
  reader.Read("query", rule.query);
  if (!reader.Has("type")) return;
  const auto* const type =
      std::find_if(kRuleTypes.begin(), kRuleTypes.end(), [&](const RuleType& row) { return row.name == rule.type; });
  if (type == kRuleTypes.end()) {
    std::vector<std::string_view> names;
    names.reserve(kRuleTypes.size());
    for (const RuleType& row : kRuleTypes) names.push_back(row.name);
    reader.Reject("type", fmt::format("{} is not a type of rule", Quoted(rule.type)), OneOf(rule.type, names));
    return;
  }
  if (rule.language.empty()) rule.language = type->language;
  if (rule.type == "eql" && rule.language != "eql") {
    reader.Reject("language", fmt::format("a rule of type \"eql\" cannot be written in {}", Quoted(rule.language)),
                  R"(write language = "eql", or change the type)");
  }
  if (!type->needs_query) return;
  const std::string_view example =
      rule.type == "threat_match" ? "*:*" : R"(any where event.action == "PutBucketPolicy")";
  if (table.Find("query") == nullptr) {
    problems.Error(table.begin, table.end, fmt::format("a rule of type \"{}\" has no `query`", rule.type),
                   fmt::format("add it, for example: query = '{}'", example));
  }
  CheckNotBlank(reader, "query", rule.query, fmt::format("say which events to look for, such as: {}", example));
}

Technique ReadTechnique(const TomlValue& table, Problems& problems) {
  Technique technique;
  const TableReader reader(table, "this technique", TechniqueKeys(), problems);
  reader.Read("id", technique.id);
  reader.Read("name", technique.name);
  reader.Read("reference", technique.reference);
  const TomlValue* subtechniques = reader.Find("subtechnique");
  if (subtechniques == nullptr) return technique;
  for (const TomlValue& item : subtechniques->items) {
    Technique& subtechnique = technique.subtechniques.emplace_back();
    const TableReader inner(item, "this subtechnique", SubtechniqueKeys(), problems);
    inner.Read("id", subtechnique.id);
    inner.Read("name", subtechnique.name);
    inner.Read("reference", subtechnique.reference);
  }
  return technique;
}

void ReadThreats(const TableReader& reader, Problems& problems, Rule& rule) {
  const TomlValue* threats = reader.Find("threat");
  if (threats == nullptr) return;
  for (const TomlValue& item : threats->items) {
    Threat& threat = rule.threat.emplace_back();
    const TableReader inner(item, "this threat", ThreatKeys(), problems);
    inner.Read("framework", threat.framework);
    if (const TomlValue* tactic = inner.Find("tactic")) {
      const TableReader tactic_reader(*tactic, "this tactic", TacticKeys(), problems);
      tactic_reader.Read("id", threat.tactic_id);
      tactic_reader.Read("name", threat.tactic_name);
      tactic_reader.Read("reference", threat.tactic_reference);
    }
    const TomlValue* techniques = inner.Find("technique");
    if (techniques == nullptr) continue;
    for (const TomlValue& technique : techniques->items) {
      threat.techniques.push_back(ReadTechnique(technique, problems));
    }
  }
}

void ReadTexts(const TableReader& reader, Rule& rule) {
  reader.Read("rule_id", rule.id);
  reader.Read("name", rule.name);
  reader.Read("description", rule.description);
  CheckNotBlank(reader, "rule_id", rule.id, "give the rule a UUID of its own; uuidgen prints one");
  CheckNotBlank(reader, "name", rule.name, "say in a few words what an alert of this rule means");
  reader.Read("author", rule.author);
  reader.Read("license", rule.license);
  reader.Read("tags", rule.tags);
  reader.Read("references", rule.references);
  reader.Read("false_positives", rule.false_positives);
  reader.Read("note", rule.note);
  reader.Read("setup", rule.setup);
}

void ReadSettings(const TableReader& reader, Problems& problems, Rule& rule) {
  reader.Read("index", rule.index);
  reader.Read("enabled", rule.enabled);
  reader.Read("timestamp_override", rule.timestamp_override);
  reader.Read("event_category_override", rule.event_category_override);
  reader.Read("tiebreaker_field", rule.tiebreaker_field);
  reader.Read("rule_name_override", rule.rule_name_override);
  reader.Read("building_block_type", rule.building_block_type);
  if (!rule.building_block_type.empty() && rule.building_block_type != "default") {
    reader.Reject("building_block_type",
                  fmt::format("{} is not a type of building block", Quoted(rule.building_block_type)),
                  R"(write building_block_type = "default", or leave it out)");
  }
  if (const TomlValue* fields = reader.Find("investigation_fields")) {
    TableReader(*fields, "investigation_fields", InvestigationFieldsKeys(), problems)
        .Read("field_names", rule.investigation_fields);
  }
  if (const TomlValue* lists = reader.Find("exceptions_list")) {
    for (const TomlValue& item : lists->items) {
      ExceptionListRef& list = rule.exception_lists.emplace_back();
      ReadListName(TableReader(item, "this exception list", ExceptionListKeys(), problems), list.name);
      const TextPosition at = PositionOf(problems.source().text, item.begin);
      list.line = at.line;
      list.column = at.column;
    }
  }
  if (const TomlValue* filters = reader.Find("filters")) rule.has_filters = !filters->items.empty();
}

tl::expected<Rule, Diagnostics> ReadRule(const TomlValue& table, Problems& problems, Rule rule, Diagnostics& warnings) {
  const TableReader reader(table, "the rule", RuleKeys(), problems);
  ReadTexts(reader, rule);
  ReadQuery(reader, problems, table, rule);
  ReadSeverity(reader, rule.severity);
  ReadMappings(reader, problems, rule);
  ReadNumbers(reader, rule);
  ReadSchedule(reader, rule);
  ReadSettings(reader, problems, rule);
  ReadThreats(reader, problems, rule);
  ReadGrouping(reader, table, problems, rule);
  ReadIndicatorMatch(reader, table, problems, rule);

  const bool failed = problems.has_errors();
  Diagnostics found = problems.Take();
  if (failed) return tl::unexpected(std::move(found));
  warnings.insert(warnings.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  return rule;
}

}  // namespace

tl::expected<Rule, Diagnostics> ParseRule(std::string_view toml, const std::string& file, Diagnostics& warnings) {
  const SourceText source{toml, file};
  const tl::expected<TomlValue, Diagnostic> document = ParseToml(source);
  if (!document) return tl::unexpected(Diagnostics{document.error()});
  return ParseRule(*document, source, warnings);
}

tl::expected<Rule, Diagnostics> ParseRule(const TomlValue& document, const SourceText& source, Diagnostics& warnings) {
  Problems problems(source);
  Rule rule;
  rule.file = source.file;
  const TomlMember* table = document.Find("rule");
  if (table == nullptr || table->value.kind != TomlValue::Kind::kTable) {
    problems.Error(
        0, 0, "this file holds no [rule] table",
        "a rule file has [metadata] and [rule]; start the names of other TOML files with `_` to leave them out");
    return tl::unexpected(problems.Take());
  }
  if (const TomlMember* metadata = document.Find("metadata");
      metadata != nullptr && metadata->value.kind == TomlValue::Kind::kTable) {
    TableReader(metadata->value, "the metadata", MetadataKeys(), problems).Read("maturity", rule.maturity);
  }
  return ReadRule(table->value, problems, std::move(rule), warnings);
}

tl::expected<Rule, Diagnostics> ParseJsonRule(std::string_view json, const std::string& file, Diagnostics& warnings) {
  const SourceText source{json, file};
  const tl::expected<TomlValue, Diagnostic> object = ParseJson(source);
  if (!object) return tl::unexpected(Diagnostics{object.error()});
  Problems problems(source);
  if (object->kind != TomlValue::Kind::kTable) {
    problems.Error(object->begin, object->end, "a rule is an object", "see docs/elastic-rules.md for what is read");
    return tl::unexpected(problems.Take());
  }
  Rule rule;
  rule.file = file;
  rule.json = JsonRange{.begin = 0, .end = json.size()};
  return ReadRule(*object, problems, std::move(rule), warnings);
}

}  // namespace crosstrail
