// CompileRule: from a checked document to a rule that can run, or the reason why it will not.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/source_text.h"
#include "rule/filters.h"
#include "rule/grouping.h"
#include "rule/index_patterns.h"
#include "rule/load.h"
#include "rule/threat_mapping.h"
#include "rule/written.h"

namespace crosstrail {
namespace {

// Why a well-formed rule does not run, decided without looking at its query; empty when nothing stands against it.
std::string ReasonToSkip(const Rule& rule, bool even_disabled) {
  if (rule.maturity == "deprecated") return "it is deprecated (metadata.maturity)";
  if (!CoversCloudTrail(rule.index)) {
    return fmt::format("it does not read CloudTrail (index = {})", fmt::join(rule.index, ", "));
  }
  if (!rule.enabled && !even_disabled) return "it is disabled (enabled = false)";
  if (rule.type == "esql" || rule.type == "machine_learning" || rule.type == "saved_query") {
    return fmt::format("rules of type {} are not supported yet", rule.type);
  }
  if (!IsQueryLanguage(rule.language)) return fmt::format("queries in {} are not supported yet", rule.language);
  return "";
}

std::size_t OffsetOf(std::string_view text, std::size_t line, std::size_t column) {
  std::size_t begin = 0;
  for (std::size_t current = 1; current < line; ++current) {
    const std::size_t newline = text.find('\n', begin);
    if (newline == std::string_view::npos) break;
    begin = newline + 1;
  }
  return std::min(begin + std::max<std::size_t>(column, 1) - 1, text.size());
}

// Moves what the query compiler said about the text of `query`, the rule's `key`, to where that stands in the rule's
// document.
Diagnostics PlaceInDocument(Diagnostics diagnostics, const Rule& rule, std::string_view text, std::string_view key,
                            const std::string& query) {
  std::optional<TomlString> written = WrittenString(rule, text, key);
  if (written && written->value != query) written.reset();
  for (Diagnostic& diagnostic : diagnostics) {
    diagnostic.file = rule.file;
    if (!written) {
      // The rule did not come from this text; the query itself is still the best thing to show.
      continue;
    }
    const std::size_t first = OffsetOf(query, diagnostic.line, diagnostic.column);
    const std::size_t last = std::min(first + std::max<std::size_t>(diagnostic.length, 1), query.size());
    diagnostic = DiagnosticAt({text, rule.file}, written->offsets[first], written->offsets[last], diagnostic.level,
                              std::move(diagnostic.message), std::move(diagnostic.hint));
  }
  return diagnostics;
}

Diagnostic NotOneEvent(const Rule& rule) {
  Diagnostic diagnostic;
  diagnostic.message = fmt::format("the query of a rule of type \"{}\" has to be about single events", rule.type);
  diagnostic.hint = "sequences, samples and pipes need type = \"eql\"";
  return diagnostic;
}

}  // namespace

CompileOutcome CompileRule(Rule rule, std::string_view text, FieldSet& fields, bool even_disabled) {
  CompileOutcome outcome;
  outcome.skip_reason = ReasonToSkip(rule, even_disabled);
  if (!outcome.skip_reason.empty()) return outcome;

  QueryOptions options;
  if (!rule.event_category_override.empty()) options.event_category_field = rule.event_category_override;
  tl::expected<Query, Diagnostics> query = CompileQuery(rule.language, rule.query, options, fields);
  if (!query) {
    outcome.diagnostics = PlaceInDocument(std::move(query.error()), rule, text, "query", rule.query);
    for (Diagnostic& one : CheckFilters(rule, text, fields)) {
      outcome.diagnostics.push_back(std::move(one));
    }
    return outcome;
  }
  if (rule.type != "eql" && (query->kind != Query::Kind::kEvent || !query->pipes.empty())) {
    outcome.diagnostics = PlaceInDocument({NotOneEvent(rule)}, rule, text, "query", rule.query);
    return outcome;
  }
  outcome.diagnostics = ApplyFilters(rule, text, fields, *query);
  if (HasErrors(outcome.diagnostics)) return outcome;
  outcome.rule = CompiledRule{std::move(rule), std::move(*query)};
  CompileGrouping(*outcome.rule, fields);
  Diagnostics of_query = CompileIndicatorMatch(*outcome.rule, text, fields, outcome.diagnostics);
  if (!of_query.empty()) {
    const Rule& compiled = outcome.rule->rule;
    of_query = PlaceInDocument(std::move(of_query), compiled, text, "threat_query", compiled.indicators->query);
    std::ranges::move(of_query, std::back_inserter(outcome.diagnostics));
  }
  if (HasErrors(outcome.diagnostics)) outcome.rule.reset();
  return outcome;
}

}  // namespace crosstrail
