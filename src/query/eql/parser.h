// Parses an EQL query into its syntax tree.
#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "query/eql/lexer.h"
#include "query/eql/syntax.h"

namespace crosstrail::eql {

/// Linear in the query; never recurses deeper than kDeepest levels of the query's own nesting. The first mistake ends
/// it. What the grammar allows and makes no sense is a mistake as well: a sequence of one event, terms with different
/// numbers of keys, an event missing for ever.
tl::expected<Statement, Mistake> ParseStatement(std::string_view query);

/// An expression alone, as the conformance suites of functions have it.
tl::expected<Node, Mistake> ParseExpression(std::string_view text);

}  // namespace crosstrail::eql
