// How many optional clauses of a query have to hold. Source: Elasticsearch reference, "minimum_should_match parameter".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace crosstrail::dsl {

/// Of `clauses` clauses, so many: "2", "-1" (all but one), "75%", "-25%", or conditions, "2<75% 9<-3". May be more than
/// there are. nullopt: it is none of these.
std::optional<std::int64_t> MinimumShouldMatch(std::string_view text, std::int64_t clauses);

}  // namespace crosstrail::dsl
