// Elasticsearch's query DSL, as far as filters are written in it, to the conditions of the other query languages.
//
// Semantics are Elasticsearch's, query/term_query.h says for which types of fields. Queries that no log can answer, or
// that score, are refused by name. Sources: Elasticsearch reference, "Query DSL"; docs/elastic-rules.md has the list.
#pragma once

#include <cstddef>

#include "base/source_text.h"
#include "event/field_set.h"
#include "query/expression.h"
#include "toml/toml.h"

namespace crosstrail::dsl {

/// What the queries of one rule have in common.
struct Scope {
  /// Queries past this many are refused, those that minimum_should_match makes of others among them.
  static constexpr std::size_t kMostQueries = 4096;
  /// Deeper nesting is refused, so that every walk over a condition may recurse.
  static constexpr std::size_t kDeepest = 64;

  FieldSet& fields;
  Problems& problems;
  bool is_json = false;     // how the text of `problems` is written; else TOML
  std::size_t queries = 0;  // met so far
  std::size_t tests = 0;    // that query strings have become
  std::size_t depth = 0;    // of the one at hand
};

/// The condition of a query, {kind: {...}}. What is wrong with it becomes problems, at their places.
Expression Compile(const TomlValue& query, Scope& scope);

/// The same of its one member.
Expression Compile(const TomlMember& query, Scope& scope);

}  // namespace crosstrail::dsl
