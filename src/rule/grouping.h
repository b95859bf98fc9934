// What a rule makes of several matching events: `threshold`, `new_terms` and `alert_suppression`, read and checked.
#pragma once

#include "rule/rule.h"
#include "toml/table_reader.h"

namespace crosstrail {

/// Sets those of `rule`, whose type and schedule are known; `raw` is its table, `rule_table` reads it. What makes no
/// sense is reported.
void ReadGrouping(const TableReader& rule_table, const TomlValue& raw, Problems& problems, Rule& rule);

/// How long a rule looks back each time it runs, and how often it does. Of a rule that was read without error.
Duration LookbackOf(const Rule& rule);
Duration IntervalOf(const Rule& rule);

/// Interns the fields of the three.
void CompileGrouping(CompiledRule& rule, FieldSet& fields);

}  // namespace crosstrail
