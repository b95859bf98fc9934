// What a rule of type "threat_match" says of indicators: `threat_mapping` and the keys that begin like it, read,
// checked and compiled.
#pragma once

#include <memory>

#include "base/diagnostic.h"
#include "indicator/indicator_set.h"
#include "rule/rule.h"
#include "toml/table_reader.h"

namespace crosstrail {

/// Sets Rule::indicators where the rule is of that type; `raw` is its table, `rule_table` reads it. What makes no sense
/// is reported.
void ReadIndicatorMatch(const TableReader& rule_table, const TomlValue& raw, Problems& problems, Rule& rule);

/// Compiles them, and narrows the rule's query to events with an indicator. What is returned is about the text of
/// IndicatorMatch::query, and what is added to `of_filters` about `text`, the rule's document; with an error among
/// either the rule is not to be used.
Diagnostics CompileIndicatorMatch(CompiledRule& rule, std::string_view text, FieldSet& fields, Diagnostics& of_filters);

/// Whether the rule compares events with indicators.
inline bool NeedsIndicators(const CompiledRule& rule) { return rule.threat_match != nullptr; }

/// From now on the rules compare events with these indicators; with nullptr: with none. Not while they are being
/// matched. Costs a look at every value of every indicator where a rule needs them.
void BindIndicators(const RuleSet& rules, std::shared_ptr<const IndicatorSet> indicators);

/// Of a rule that needs indicators: whether none of those it was bound to has a value in a field that it looks at.
bool IsBlindWithIndicators(const CompiledRule& rule);

}  // namespace crosstrail
