// Arithmetic of terms. Two integers give an integer, and division truncates towards zero; a floating-point operand
// makes the result one. Null where the result does not exist: a null or non-numeric operand, an overflow of 64 bits, a
// zero divisor.
#pragma once

#include "query/function.h"

namespace crosstrail {

Scalar Add(const Call& call);
Scalar Subtract(const Call& call);
Scalar Multiply(const Call& call);
Scalar Divide(const Call& call);
Scalar Modulo(const Call& call);
Scalar NegateNumber(const Call& call);

}  // namespace crosstrail
