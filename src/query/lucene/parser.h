// From a Lucene query string to the condition that Elasticsearch's query_string makes of it.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "event/field_set.h"
#include "query/expression.h"
#include "query/mistake.h"

namespace crosstrail::lucene {

/// As a query_string query may say it. Kibana says nothing for a rule's query.
struct Options {
  std::vector<std::string> fields;  // names, '*' a wildcard, that values without one are asked of; empty: all
  bool all_required = false;        // default_operator: clauses without an operator are joined by AND
  bool is_lenient = false;          // a value that a field's type cannot have is no mistake
  std::size_t* tests = nullptr;     // counts, if there are other queries, what all of them have become
};

/// The condition, or what is wrong with `text`, which must not be blank. Linear but for words without a field, each of
/// which asks every field of the catalogue; of these so many are allowed that the condition stays within some
/// megabytes.
tl::expected<Expression, Mistakes> Parse(std::string_view text, FieldSet& fields, const Options& options = {});

}  // namespace crosstrail::lucene
