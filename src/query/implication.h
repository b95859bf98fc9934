// Whether one condition asks for all that another one asks for.
#pragma once

#include "query/query.h"

namespace crosstrail {

/// Whether every event that `a` matches is one that `b` matches. Both were compiled against the same fields. True only
/// where it surely is so; not everything that is so is found. Bounded: gives up (false) after some thousand steps.
bool Implies(const Condition& a, const Condition& b);

/// Whether the two are the same query, as far as can be told: each step implies the other's, and everything else is
/// equal.
bool AsksTheSame(const Query& a, const Query& b);

}  // namespace crosstrail
