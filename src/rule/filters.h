// Kibana's filters, which stand beside a rule's query: what Kibana makes of them for Elasticsearch.
//
// Each is a query of Elasticsearch's DSL (rule/dsl.h) under `query`, or at its own top as older versions of Kibana
// wrote it, and in `meta` whether it is negated or disabled, or joins other filters. The rest of `meta` is what Kibana
// shows of it. Source: Kibana's package kbn-es-query, whose tests show what becomes of each.
#pragma once

#include "event/field_set.h"
#include "query/query.h"
#include "rule/dsl.h"
#include "rule/rule.h"
#include "toml/toml.h"

namespace crosstrail {

/// The condition of events that pass all of `filters`, a list of tables. What is wrong becomes problems of `scope`.
Expression CompileFilters(const TomlValue& filters, dsl::Scope& scope);

/// From now on every event of `query` has to pass the filters that `text`, the document of `rule`, holds. With errors
/// among the diagnostics, which are about that text, the query is not to be used.
Diagnostics ApplyFilters(const Rule& rule, std::string_view text, FieldSet& fields, Query& query);
/// The same of its filters on indicators and their query, whose fields are `fields` (indicator/indicator_fields.h).
Diagnostics ApplyThreatFilters(const Rule& rule, std::string_view text, FieldSet& fields, Query& query);
/// The same of a rule whose query is not there: what is wrong with the filters.
Diagnostics CheckFilters(const Rule& rule, std::string_view text, FieldSet& fields);

}  // namespace crosstrail
