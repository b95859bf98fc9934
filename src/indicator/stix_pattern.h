// Patterns of STIX 2.1, as far as they name values to look for: comparisons joined with OR (OASIS, "STIX 2.1", chapter
// 9).
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace crosstrail {

/// One value that a pattern looks for.
struct StixValue {
  std::string_view field;  // of indicators: "threat.indicator.ip"
  std::string type;        // threat.indicator.type, the type of the pattern's object: "ipv4-addr"
  std::string value;
};

struct StixPattern {
  std::vector<StixValue> values;
  /// What of the pattern is not looked for, in words: properties that no event has.
  std::vector<std::string> left_out;
};

/// Any text as a pattern. What is not a list of alternatives (AND, FOLLOWEDBY, qualifiers, comparisons other than =,
/// IN, and ISSUBSET of addresses) is refused as a whole, in words: a part of it alone would say something else. Linear
/// in the text.
tl::expected<StixPattern, std::string> ReadStixPattern(std::string_view text);

}  // namespace crosstrail
