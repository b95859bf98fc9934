#include "rule/threat_mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/text.h"
#include "event/catalogue.h"
#include "indicator/indicator_fields.h"
#include "indicator/threat_match.h"
#include "rule/filters.h"

namespace crosstrail {
namespace {

using Form = KeySpec::Form;
using enum KeySpec::Need;

constexpr auto kMappingKeys = std::to_array<KeySpec>({
    {"entries", Form::kTables, kMandatory, "[[rule.threat_mapping.entries]]"},
});

constexpr auto kEntryKeys = std::to_array<KeySpec>({
    {"field", Form::kString, kMandatory, R"(field = "source.ip")"},
    {"type", Form::kString, kOptional, R"(type = "mapping")"},
    {"value", Form::kString, kMandatory, R"(value = "threat.indicator.ip")"},
    {"negate", Form::kBoolean, kOptional, "negate = false"},
});

IndicatorMatch::Pair ReadPair(const TomlValue& table, Problems& problems) {
  IndicatorMatch::Pair pair;
  const TableReader reader(table, "this entry", kEntryKeys, problems);
  reader.Read("field", pair.field);
  reader.Read("value", pair.value);
  reader.Read("negate", pair.negate);
  std::string type = "mapping";
  reader.Read("type", type);
  if (type != "mapping") {
    reader.Reject("type", fmt::format("\"{}\" is no type of an entry", Printable(type)),
                  R"(the only one is "mapping")");
  }
  for (const auto& [key, name] : {std::pair{"field", &pair.field}, std::pair{"value", &pair.value}}) {
    if (reader.Has(key) && name->empty()) {
      reader.Reject(key, fmt::format("`{}` is empty", key), "write the name of a field");
    }
  }
  return pair;
}

void ReadMapping(const TomlValue& list, Problems& problems, IndicatorMatch& match) {
  for (const TomlValue& item : list.items) {
    const TableReader reader(item, "this mapping", kMappingKeys, problems);
    std::vector<IndicatorMatch::Pair>& group = match.mapping.emplace_back();
    const TomlValue* const entries = reader.Find("entries");
    if (entries == nullptr) continue;
    for (const TomlValue& entry : entries->items) group.push_back(ReadPair(entry, problems));
    const auto negated = [](const IndicatorMatch::Pair& pair) { return pair.negate; };
    if (std::ranges::all_of(group, negated)) {
      reader.Reject("entries", group.empty() ? "this mapping has no entries" : "every entry of this mapping is negated",
                    "one entry at least has to say which value an indicator must share with the event");
    }
  }
}

// MappedPair::member of a field.
std::string MemberOf(const CatalogueField* row) {
  if (row == nullptr || row->rule != nullptr) return {};
  if (row->type != FieldType::kKeyword && row->type != FieldType::kIp) return {};
  const std::string_view path = row->path.text();
  if (path.empty()) return {};
  return fmt::format("\"{}\"", path.substr(path.rfind('.') + 1));
}

}  // namespace

void ReadIndicatorMatch(const TableReader& rule_table, const TomlValue& raw, Problems& problems, Rule& rule) {
  if (rule.type != "threat_match") return;
  IndicatorMatch& match = rule.indicators.emplace();
  rule_table.Read("threat_index", match.index);
  rule_table.Read("threat_indicator_path", match.path);
  if (match.path.empty()) match.path = IndicatorMatch().path;  // as Kibana's exports have it
  std::string query;
  rule_table.Read("threat_query", query);
  if (query.find_first_not_of(" \t\r\n") != std::string::npos) match.query = std::move(query);
  rule_table.Read("threat_language", match.language);
  if (match.language != "kuery" && match.language != "lucene") {
    rule_table.Reject("threat_language",
                      fmt::format("indicators cannot be asked for in \"{}\"", Printable(match.language)),
                      "it may be kuery or lucene");
  }
  if (const TomlValue* filters = rule_table.Find("threat_filters")) match.has_filters = !filters->items.empty();
  const TomlValue* const mapping = rule_table.Find("threat_mapping");
  if (mapping != nullptr) ReadMapping(*mapping, problems, match);
  const bool is_missing = raw.Find("threat_mapping") == nullptr;
  if (is_missing || (mapping != nullptr && mapping->items.empty())) {
    constexpr std::string_view kHint =
        "add [[rule.threat_mapping]] with [[rule.threat_mapping.entries]]: a field of events and one of indicators";
    if (is_missing) {
      problems.Error(raw.begin, raw.end, "a rule of type \"threat_match\" has no `threat_mapping`", std::string(kHint));
    } else {
      rule_table.Reject("threat_mapping", "`threat_mapping` is empty", std::string(kHint));
    }
  }
}

Diagnostics CompileIndicatorMatch(CompiledRule& rule, std::string_view text, FieldSet& fields,
                                  Diagnostics& of_filters) {
  if (!rule.rule.indicators) return {};
  const IndicatorMatch& match = *rule.rule.indicators;
  FieldSet of_indicators = IndicatorFieldSet();
  tl::expected<Query, Diagnostics> query = CompileQuery(match.language, match.query, {}, of_indicators);
  if (!query) return std::move(query.error());
  Diagnostics filters = ApplyThreatFilters(rule.rule, text, of_indicators, *query);
  const bool failed = HasErrors(filters);
  std::ranges::move(filters, std::back_inserter(of_filters));
  if (failed) return {};
  const FieldId time = fields.Intern("@timestamp");
  of_indicators.Intern("@timestamp");
  std::vector<MappingGroup> groups;
  for (const std::vector<IndicatorMatch::Pair>& pairs : match.mapping) {
    MappingGroup& group = groups.emplace_back();
    for (const IndicatorMatch::Pair& pair : pairs) {
      const FieldId field = fields.Intern(pair.field);
      group.push_back(
          {field, {pair.value, LikenessOf(fields.Type(field))}, pair.negate, MemberOf(fields.Definition(field))});
    }
  }
  rule.threat_match = std::make_shared<ThreatMatch>(
      std::move(groups), time,
      ThreatMatch::Indicators{std::move(query->steps.front().condition), std::move(of_indicators)});
  rule.query.steps.front().condition.Narrow(HasIndicator(rule.threat_match));
  return {};
}

void BindIndicators(const RuleSet& rules, std::shared_ptr<const IndicatorSet> indicators) {
  std::vector<IndicatorKey> keys;
  for (const CompiledRule& rule : rules.rules) {
    if (!NeedsIndicators(rule)) continue;
    std::ranges::move(rule.threat_match->Keys(), std::back_inserter(keys));
  }
  std::shared_ptr<const IndicatorIndex> index;
  if (indicators && !keys.empty()) index = std::make_shared<const IndicatorIndex>(std::move(indicators), keys);
  for (const CompiledRule& rule : rules.rules) {
    if (NeedsIndicators(rule)) rule.threat_match->Bind(index);
  }
}

bool IsBlindWithIndicators(const CompiledRule& rule) {
  const IndicatorIndex* const index = rule.threat_match->index();
  if (index == nullptr) return true;
  return std::ranges::all_of(rule.threat_match->groups(), [&](const MappingGroup& group) {
    return std::ranges::any_of(
        group, [&](const MappedPair& pair) { return !pair.negate && index->IsEmpty(index->TableOf(pair.key)); });
  });
}

}  // namespace crosstrail
