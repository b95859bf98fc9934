// From a Lucene query string to the condition that Elasticsearch's query_string makes of it.
#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "event/field_set.h"
#include "query/expression.h"
#include "query/mistake.h"

namespace crosstrail::lucene {

/// The condition, or what is wrong with `text`, which must not be blank. Linear but for words without a field, each of
/// which asks every field of the catalogue; of these so many are allowed that the condition stays within some
/// megabytes.
tl::expected<Expression, Mistakes> Parse(std::string_view text, FieldSet& fields);

}  // namespace crosstrail::lucene
