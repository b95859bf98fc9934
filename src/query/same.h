// Whether two compiled conditions are one: rules made by one hand, or from one template, share most of what they ask.
#pragma once

#include "query/expression.h"

namespace crosstrail {

/// Whether both give the same of every event. False also where that is not easy to tell: of terms, of regular
/// expressions and of tests of whole events.
bool AreSame(const Expression& a, const Expression& b);
/// The same of every value.
bool AreSame(const ValueTest& a, const ValueTest& b);

}  // namespace crosstrail
