#include "rule/filters.h"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/source_text.h"
#include "base/text.h"
#include "rule/written.h"
#include "toml/table_reader.h"

namespace crosstrail {
namespace {

using dsl::Scope;
using Kind = TomlValue::Kind;
using Form = KeySpec::Form;
using enum KeySpec::Need;

constexpr KeySpec Shown(std::string_view name) { return {name, Form::kAny, kOptional, ""}; }

constexpr auto kMetaKeys = std::to_array<KeySpec>({
    {"negate", Form::kBoolean, kOptional, "negate = true"},
    {"disabled", Form::kBoolean, kOptional, "disabled = false"},
    {"type", Form::kAny, kOptional, R"(type = "phrase")"},
    {"relation", Form::kString, kOptional, R"(relation = "AND")"},
    {"params", Form::kAny, kOptional, R"(params = [{ query = { term = { "user.name" = "dana" } } }])"},
    Shown("alias"),
    Shown("controlledBy"),
    Shown("field"),
    Shown("formattedValue"),
    Shown("group"),
    Shown("index"),
    Shown("isMultiIndex"),
    Shown("key"),
    Shown("value"),
});

// One filter, and how Kibana treats it.
struct Filter {
  const TomlValue& table;
  const TomlValue* combined = nullptr;  // the filters that it joins
  bool joins_by_and = false;
  bool is_negated = false;
  bool is_disabled = false;
};

Filter ReadMeta(const TomlValue& table, Scope& scope) {
  Filter filter{.table = table};
  const TomlMember* const member = table.Find("meta");
  if (member == nullptr) return filter;
  if (member->value.kind != Kind::kTable) {
    scope.problems.Error(member->value.begin, member->value.end,
                         fmt::format("`meta` must be a table, not {}", TomlKindName(member->value.kind)),
                         "for example: meta = { negate = true }");
    return filter;
  }
  const TableReader reader(member->value, "the meta of this filter", kMetaKeys, scope.problems);
  reader.Read("negate", filter.is_negated);
  reader.Read("disabled", filter.is_disabled);
  const TomlValue* const type = reader.Find("type");
  if (type == nullptr || type->string != "combined") return filter;
  std::string relation = "OR";
  reader.Read("relation", relation);
  filter.joins_by_and = relation == "AND";
  if (relation != "AND" && relation != "OR") {
    reader.Reject("relation", fmt::format("\"{}\" is not how filters are combined", Printable(relation)),
                  "it may be AND, OR");
  }
  filter.combined = reader.Find("params");
  if (filter.combined == nullptr || filter.combined->kind != Kind::kArray || filter.combined->items.empty()) {
    reader.Reject("params", "a combined filter needs a list of filters as its `params`",
                  R"(for example: params = [{ query = { term = { "user.name" = "dana" } } }])");
    filter.combined = nullptr;
    filter.is_disabled = true;
  }
  return filter;
}

// The query: under its name, or what stands beside the rest.
Expression QueryOf(const TomlValue& filter, Scope& scope) {
  if (const TomlMember* const query = filter.Find("query")) return dsl::Compile(query->value, scope);
  const TomlMember* found = nullptr;
  for (const TomlMember& member : filter.members) {
    if (member.key == "meta" || member.key == "$state") continue;
    if (found != nullptr) {
      scope.problems.Error(member.begin, member.end,
                           fmt::format("this filter is `{}` already, it cannot be `{}`, too", Printable(found->key),
                                       Printable(member.key)),
                           "write two filters, or put the two into a bool query");
      return Always(Truth::kFalse);
    }
    found = &member;
  }
  if (found != nullptr) return dsl::Compile(*found, scope);
  scope.problems.Error(filter.begin, filter.end, "this filter has no query",
                       R"(for example: query = { term = { "user.name" = "dana" } })");
  return Always(Truth::kFalse);
}

std::optional<Expression> CompileFilter(const TomlValue& table, Scope& scope);

// A filter that is disabled is left out of an AND. Kibana puts each filter of an OR into a query of its own, which
// without it asks for nothing, and so lets everything pass.
Expression Combined(const Filter& filter, Scope& scope) {
  if (scope.depth == Scope::kDeepest) {
    scope.problems.Error(filter.combined->begin, filter.combined->end, "this is nested too deeply", "split the filter");
    return Always(Truth::kFalse);
  }
  ++scope.depth;
  std::vector<Expression> parts;
  for (const TomlValue& item : filter.combined->items) {
    std::optional<Expression> part = CompileFilter(item, scope);
    if (part) {
      parts.push_back(std::move(*part));
    } else if (!filter.joins_by_and) {
      scope.problems.Warn(item.begin, item.end, "a disabled filter of an OR lets every event pass, as in Kibana",
                          "remove it, or disable the whole filter");
      parts.push_back(Always(Truth::kTrue));
    }
  }
  --scope.depth;
  return filter.joins_by_and ? All(std::move(parts)) : Any(std::move(parts));
}

// nullopt: it is disabled.
std::optional<Expression> CompileFilter(const TomlValue& table, Scope& scope) {
  if (table.kind != Kind::kTable) {
    scope.problems.Error(table.begin, table.end, fmt::format("a filter is a table, not {}", TomlKindName(table.kind)),
                         R"(for example: { query = { term = { "user.name" = "dana" } } })");
    return std::nullopt;
  }
  const Filter filter = ReadMeta(table, scope);
  if (filter.is_disabled) return std::nullopt;
  Expression expression = filter.combined != nullptr ? Combined(filter, scope) : QueryOf(table, scope);
  return filter.is_negated ? Negate(std::move(expression)) : std::move(expression);
}

}  // namespace

Expression CompileFilters(const TomlValue& filters, Scope& scope) {
  std::vector<Expression> all;
  for (const TomlValue& item : filters.items) {
    if (std::optional<Expression> filter = CompileFilter(item, scope)) all.push_back(std::move(*filter));
  }
  return All(std::move(all));
}

namespace {

// The filters that `text`, the rule's document, has for `key`.
Diagnostics Apply(const Rule& rule, std::string_view text, std::string_view key, FieldSet& fields, Query& query) {
  Problems problems({text, rule.file});
  const std::optional<TomlValue> filters = WrittenValue(rule, text, key);
  if (!filters) {
    problems.Error(0, 0, "the filters of this rule cannot be found in its text", "");
    return problems.Take();
  }
  std::vector<Step*> steps;
  steps.reserve(query.steps.size() + 1);
  for (Step& step : query.steps) steps.push_back(&step);
  if (query.until) steps.push_back(&*query.until);
  // Each step gets its own copy.
  constexpr std::size_t kMostText = std::size_t{256} << 20U;
  if (text.size() > kMostText / steps.size()) {
    problems.Error(filters->begin, filters->end,
                   fmt::format("these filters are too large for a query of {} steps", steps.size()), "shorten them");
    return problems.Take();
  }
  Diagnostics diagnostics;
  for (Step* const step : steps) {
    Scope scope{.fields = fields, .problems = problems, .is_json = rule.json.has_value()};
    Expression expression = CompileFilters(*filters, scope);
    // It is the same of every step.
    Diagnostics found = problems.Take();
    if (diagnostics.empty()) diagnostics = std::move(found);
    if (HasErrors(diagnostics)) break;
    step->condition.Narrow(std::move(expression));
  }
  return diagnostics;
}

}  // namespace

Diagnostics ApplyFilters(const Rule& rule, std::string_view text, FieldSet& fields, Query& query) {
  return rule.has_filters ? Apply(rule, text, "filters", fields, query) : Diagnostics();
}

Diagnostics ApplyThreatFilters(const Rule& rule, std::string_view text, FieldSet& fields, Query& query) {
  const bool any = rule.indicators && rule.indicators->has_filters;
  return any ? Apply(rule, text, "threat_filters", fields, query) : Diagnostics();
}

Diagnostics CheckFilters(const Rule& rule, std::string_view text, FieldSet& fields) {
  Query everything;
  everything.steps.push_back(Step{Condition(std::make_unique<Expression>(Always(Truth::kTrue))), {}, 1, false});
  return ApplyFilters(rule, text, fields, everything);
}

}  // namespace crosstrail
