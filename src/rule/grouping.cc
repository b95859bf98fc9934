#include "rule/grouping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "base/date_math.h"

namespace crosstrail {
namespace {

using Form = KeySpec::Form;
using enum KeySpec::Need;
constexpr std::int64_t kMostCount = std::numeric_limits<std::int32_t>::max();

constexpr auto kThresholdKeys = std::to_array<KeySpec>({
    {"field", Form::kAny, kMandatory, R"(field = ["user.name", "source.ip"])"},
    {"value", Form::kInteger, kMandatory, "value = 25"},
    {"cardinality", Form::kTables, kOptional, "[[rule.threshold.cardinality]]"},
});

constexpr auto kCardinalityKeys = std::to_array<KeySpec>({
    {"field", Form::kString, kMandatory, R"(field = "event.action")"},
    {"value", Form::kInteger, kMandatory, "value = 10"},
});

constexpr auto kNewTermsKeys = std::to_array<KeySpec>({
    {"field", Form::kString, kOptional, R"(field = "new_terms_fields")"},
    {"value", Form::kStrings, kMandatory, R"(value = ["cloud.account.id", "user.name"])"},
    {"history_window_start", Form::kTables, kMandatory, "[[rule.new_terms.history_window_start]]"},
});

constexpr auto kWindowKeys = std::to_array<KeySpec>({
    {"field", Form::kString, kOptional, R"(field = "history_window_start")"},
    {"value", Form::kString, kMandatory, R"(value = "now-10d")"},
});

constexpr auto kSuppressionKeys = std::to_array<KeySpec>({
    {"group_by", Form::kStrings, kOptional, R"(group_by = ["user.name"])"},
    {"duration", Form::kTable, kOptional, R"(duration = { value = 5, unit = "m" })"},
    {"missing_fields_strategy", Form::kString, kOptional, R"(missing_fields_strategy = "suppress")"},
});

constexpr auto kDurationKeys = std::to_array<KeySpec>({
    {"value", Form::kInteger, kMandatory, "value = 5"},
    {"unit", Form::kString, kMandatory, R"(unit = "m")"},
});

void CheckFields(const TableReader& reader, std::string_view key, const std::vector<std::string>& fields,
                 std::size_t least, std::size_t most) {
  if (fields.size() < least || fields.size() > most) {
    reader.Reject(key, fmt::format("`{}` has {} fields", key, fields.size()),
                  fmt::format("it may have {} to {}", least, most));
  }
  const std::set<std::string> distinct(fields.begin(), fields.end());
  if (distinct.size() != fields.size()) {
    reader.Reject(key, fmt::format("`{}` names a field twice", key), "name each field once");
  }
  if (distinct.contains("")) {
    reader.Reject(key, fmt::format("`{}` has a field without a name", key),
                  "write the name of a field, or leave it out");
  }
}

// A list of names, or one.
std::vector<std::string> NamesOf(const TableReader& reader, std::string_view key) {
  std::vector<std::string> names;
  const TomlValue* value = reader.Find(key);
  if (value == nullptr) return names;
  if (value->kind == TomlValue::Kind::kString) {
    if (!value->string.empty()) names.push_back(value->string);
    return names;
  }
  const auto is_text = [](const TomlValue& item) { return item.kind == TomlValue::Kind::kString; };
  if (value->kind != TomlValue::Kind::kArray || !std::ranges::all_of(value->items, is_text)) {
    reader.Reject(key, fmt::format("`{}` must be a list of names of fields", key),
                  R"(for example: field = ["user.name", "source.ip"])");
    return names;
  }
  for (const TomlValue& item : value->items) names.push_back(item.string);
  return names;
}

Threshold ReadThreshold(const TomlValue& table, Problems& problems) {
  constexpr std::size_t kMostFields = 5;
  Threshold threshold;
  const TableReader reader(table, "the threshold", kThresholdKeys, problems);
  threshold.fields = NamesOf(reader, "field");
  CheckFields(reader, "field", threshold.fields, 0, kMostFields);
  std::int64_t value = 1;
  reader.Read("value", 1, kMostCount, value);
  threshold.value = static_cast<std::uint64_t>(value);
  if (const TomlValue* list = reader.Find("cardinality")) {
    for (const TomlValue& item : list->items) {
      const TableReader entry(item, "a cardinality", kCardinalityKeys, problems);
      Threshold::Cardinality& cardinality = threshold.cardinality.emplace_back();
      entry.Read("field", cardinality.field);
      value = 1;
      entry.Read("value", 1, kMostCount, value);
      cardinality.value = static_cast<std::uint64_t>(value);
    }
  }
  return threshold;
}

void ReadWindow(const TableReader& reader, std::string_view key, NewTerms& terms, const Rule& rule) {
  std::string start;
  reader.Read(key, start);
  if (!reader.Has(key)) return;
  const std::optional<Duration> history = SpanBeforeNow(start);
  if (!history) {
    reader.Reject(key, fmt::format("\"{}\" is no point in time before now", start),
                  R"(write "now-" with a number and a unit, such as "now-10d")");
    return;
  }
  terms.history = *history;
  if (terms.history <= LookbackOf(rule)) {
    reader.Reject(key,
                  fmt::format("the history begins no earlier than what the rule looks at (from = \"{}\")", rule.from),
                  "let it begin days before");
  }
}

// The form of Elastic's rule files.
NewTerms ReadNewTerms(const TomlValue& table, Problems& problems, const Rule& rule) {
  NewTerms terms;
  const TableReader reader(table, "new_terms", kNewTermsKeys, problems);
  reader.Read("value", terms.fields);
  if (reader.Has("value")) CheckFields(reader, "value", terms.fields, 1, 3);
  if (const TomlValue* windows = reader.Find("history_window_start")) {
    if (windows->items.size() != 1) {
      reader.Reject("history_window_start", fmt::format("new_terms has {} history windows", windows->items.size()),
                    "write one [[rule.new_terms.history_window_start]]");
    } else {
      ReadWindow(TableReader(windows->items.front(), "the history window", kWindowKeys, problems), "value", terms,
                 rule);
    }
  }
  return terms;
}

std::optional<Duration> UnitOf(std::string_view unit) { return IntervalOf(fmt::format("1{}", unit)); }

AlertSuppression ReadSuppression(const TomlValue& table, Problems& problems, const Rule& rule) {
  AlertSuppression suppression;
  const TableReader reader(table, "the alert suppression", kSuppressionKeys, problems);
  reader.Read("group_by", suppression.group_by);
  if (rule.type != "threshold") {
    CheckFields(reader, "group_by", suppression.group_by, 1, 3);
  } else if (!suppression.group_by.empty()) {
    reader.Reject("group_by", "the alerts of a threshold are grouped by its own fields", "leave `group_by` out");
  }
  if (const TomlValue* duration = reader.Find("duration")) {
    constexpr std::int64_t kMost = 1'000'000;
    const TableReader inner(*duration, "the duration", kDurationKeys, problems);
    std::int64_t value = 1;
    std::string unit = "m";
    inner.Read("value", 1, kMost, value);
    inner.Read("unit", unit);
    if (const std::optional<Duration> one = UnitOf(unit)) {
      suppression.duration = value * *one;
    } else {
      inner.Reject("unit", fmt::format("\"{}\" is no unit of time", unit), "it may be s, m, h or d");
    }
  } else if (rule.type == "threshold") {
    reader.Reject("duration", "the suppression of a threshold's alerts has no duration",
                  R"(add it, for example: duration = { value = 1, unit = "h" })");
  }
  std::string strategy = "suppress";
  reader.Read("missing_fields_strategy", strategy);
  if (strategy != "suppress" && strategy != "doNotSuppress") {
    reader.Reject("missing_fields_strategy", fmt::format("\"{}\" is no strategy", strategy),
                  "it may be suppress or doNotSuppress");
  }
  suppression.groups_missing = strategy == "suppress";
  return suppression;
}

std::vector<FieldId> Intern(const std::vector<std::string>& names, FieldSet& fields) {
  std::vector<FieldId> ids;
  ids.reserve(names.size());
  for (const std::string& name : names) ids.push_back(fields.Intern(name));
  return ids;
}

}  // namespace

void ReadGrouping(const TableReader& rule_table, const TomlValue& raw, Problems& problems, Rule& rule) {
  if (rule.type == "threshold") {
    if (const TomlValue* table = rule_table.Find("threshold")) {
      rule.threshold = ReadThreshold(*table, problems);
    } else if (raw.Find("threshold") == nullptr) {
      rule_table.Reject("threshold", "a rule of type \"threshold\" has no `threshold`",
                        "add [rule.threshold] with `field` and `value`");
    }
  }
  if (rule.type == "new_terms") {
    if (const TomlValue* table = rule_table.Find("new_terms")) {
      rule.new_terms = ReadNewTerms(*table, problems, rule);
    } else if (rule_table.Has("new_terms_fields")) {  // the form of Kibana's own
      NewTerms& terms = rule.new_terms.emplace();
      rule_table.Read("new_terms_fields", terms.fields);
      CheckFields(rule_table, "new_terms_fields", terms.fields, 1, 3);
      ReadWindow(rule_table, "history_window_start", terms, rule);
    } else if (raw.Find("new_terms") == nullptr) {
      rule_table.Reject("new_terms", "a rule of type \"new_terms\" has no fields with a history",
                        "add [rule.new_terms] with `value` and [[rule.new_terms.history_window_start]]");
    }
  }
  if (const TomlValue* table = rule_table.Find("alert_suppression")) {
    rule.suppression = ReadSuppression(*table, problems, rule);
  }
}

Duration LookbackOf(const Rule& rule) {
  const Duration to = SpanBeforeNow(rule.to).value_or(0);
  const Duration from = SpanBeforeNow(rule.from).value_or(0);
  return from > to ? from - to : IntervalOf(rule);
}

Duration IntervalOf(const Rule& rule) { return IntervalOf(rule.interval).value_or(5 * kMinute); }

void CompileGrouping(CompiledRule& rule, FieldSet& fields) {
  if (const auto& threshold = rule.rule.threshold) {
    rule.terms = Intern(threshold->fields, fields);
    for (const Threshold::Cardinality& one : threshold->cardinality) rule.counted.push_back(fields.Intern(one.field));
  }
  if (rule.rule.new_terms) rule.terms = Intern(rule.rule.new_terms->fields, fields);
  if (rule.rule.suppression) rule.suppressed_by = Intern(rule.rule.suppression->group_by, fields);
}

}  // namespace crosstrail
