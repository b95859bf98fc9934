// A regular expression for the decimal numbers of a range: Lucene's `<n-m>`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crosstrail {

/// RE2 source that matches exactly the decimal numbers from `first` to `last` (in either order). Bounds of equal length
/// fix the number of digits, zeros included; otherwise any leading zeros are allowed. nullopt unless both are decimal
/// digits and fit 31 bits.
std::optional<std::string> DecimalInterval(std::string_view first, std::string_view last);

}  // namespace crosstrail
