// Parses an EQL event query into its syntax tree.
#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "query/eql/lexer.h"
#include "query/eql/syntax.h"

namespace crosstrail::eql {

/// Linear in the query; never recurses deeper than kDeepest levels of the query's own nesting. The first mistake ends
/// it.
tl::expected<EventFilter, Mistake> ParseEventQuery(std::string_view query);

/// An expression alone, as the conformance suites of functions have it.
tl::expected<Node, Mistake> ParseExpression(std::string_view text);

}  // namespace crosstrail::eql
