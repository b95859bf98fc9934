// A query in words.
#pragma once

#include <string>

#include "event/field_set.h"
#include "query/query.h"

namespace crosstrail::cli {

/// The compiled plan: for each step the keys of the index that lead to it, its tests in the order they are made, and
/// the fields they read. Lines.
std::string DescribePlan(const Query& query, const FieldSet& fields);

/// Every test of `condition` with the values it saw in `event`, and whether it passed. Lines.
std::string DescribeVerdict(const Condition& condition, const FieldSet& fields, FieldSource& event);

}  // namespace crosstrail::cli
