// The string functions of terms. Positions and lengths count UTF-16 code units, as Java's do. Any null argument gives
// null unless said. With Call::ignore_case both sides are folded first.
#pragma once

#include "query/function.h"

namespace crosstrail {

/// between(source, left, right[, greedy]): what stands after the first `left` and before the next (greedy: the last)
/// `right` after it; null when either is not there.
Scalar Between(const Call& call);

/// concat(value, ...): the values as text, joined.
Scalar Concat(const Call& call);

/// endsWith(source, end) and startsWith(source, start); the empty text begins and ends every text.
Scalar EndsWith(const Call& call);
Scalar StartsWith(const Call& call);

/// stringContains(source, part); false for an empty part.
Scalar StringContains(const Call& call);

/// indexOf(source, part[, start]): null when not found; a null or negative start is 0.
Scalar IndexOf(const Call& call);

Scalar Length(const Call& call);

/// number(text[, base]): base 2 to 36, null for the default: 16 after "0x", else 10 with fractions. Blanks around it
/// and one sign are allowed. Null when the text is no number.
Scalar ToNumber(const Call& call);

/// string(value).
Scalar ToString(const Call& call);

/// substring(source, start[, end]): end exclusive; negative counts from the end; clamped; null start or end is the
/// default.
Scalar Substring(const Call& call);

}  // namespace crosstrail
