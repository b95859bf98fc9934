// Refuses TOML that would nest deeply before a recursive parser, or the destruction of its tree, can overflow the stack
// (toml++ 3.3 bounds nested brackets but not dotted keys).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace crosstrail {

/// The offset at which brackets nest more than kTomlBrackets deep or a key gains more than kTomlKeyParts parts; nullopt
/// when neither happens before the first error of the text. One pass, no allocation.
std::optional<std::size_t> FindExcessiveNesting(std::string_view text);

/// The offset after the string whose opening quote is at `begin`; where it is not closed, the end of its line (of a
/// multi-line string: of the text), for there the parser stops.
std::size_t EndOfTomlString(std::string_view text, std::size_t begin);

}  // namespace crosstrail
