// JSON numbers as Java prints them once Jackson has read them.
#pragma once

#include <string>
#include <string_view>

namespace crosstrail {

/// Double.toString of JDK 19 and later: the shortest digits that read back as the same double, plain between 10^-3 and
/// 10^7 ("1376.0"), else in computerized scientific notation ("1.688560107857E9").
std::string JavaDouble(double value);

/// The number `text` (valid JSON, with a fraction or an exponent) as Double.toString prints it; "Infinity" when it is
/// too large for a double.
std::string JavaFloat(std::string_view text);

/// The integer `text` (valid JSON) as Integer, Long or BigInteger print it: the digits, however many.
std::string_view JavaInteger(std::string_view text);

}  // namespace crosstrail
