// The values of a policy as patterns: text, wildcards and policy variables.
//
// Source: IAM User Guide, "IAM policy elements: Variables and tags" (variables, defaults, the escapes ${*} ${?} ${$})
// and "Condition operators" (wildcards). Everything counts in Unicode code points. Pure functions.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosstrail::policy {

/// Code points, and two values beyond Unicode for the wildcards.
using Glob = std::u32string;
inline constexpr char32_t kAnyRun = 0x110000;        // '*'
inline constexpr char32_t kAnyCharacter = 0x110001;  // '?'

/// To the Arn operators a lone '*' stands for any ARN, though it has not the six parts.
inline constexpr std::u32string_view kAnyArn(&kAnyRun, 1);

struct VariableUse {
  std::string key;  // in lower case
  std::optional<std::string> fallback;
  std::size_t at = 0;  // index in the glob where its value goes

  bool operator==(const VariableUse&) const = default;
};

struct ValuePattern {
  Glob glob;  // without the variables' values
  std::vector<VariableUse> variables;

  bool operator==(const ValuePattern&) const = default;
};

/// Reads `text`. Without `wildcards`, '*' and '?' are themselves; without `variables`, "${" is. A "${" without its "}"
/// is plain text.
ValuePattern ParseValuePattern(std::string_view text, bool wildcards, bool variables);

/// The value of a key that has exactly one; nullopt otherwise.
using KeyLookup = std::function<std::optional<std::string>(std::string_view lower_case_key)>;

/// The pattern with each variable's value in its place, where wildcards in it stand for themselves. nullopt when a
/// variable has neither value nor default: such a pattern matches nothing.
std::optional<Glob> Substitute(const ValuePattern& pattern, const KeyLookup& lookup);

/// `text` as code points; a byte that is no UTF-8 becomes a code point of its own beyond Unicode.
std::u32string ToCodePoints(std::string_view text);
std::string ToUtf8(std::u32string_view code_points);

bool HasWildcard(std::u32string_view glob);

/// Whether all of `text` matches. O(glob * text).
bool GlobMatches(std::u32string_view glob, std::u32string_view text, bool ignore_case);

/// The comparison of the Arn operators: both sides have six parts between colons, the sixth may hold more of them, and
/// each part of `glob` matches the part of `text`; or `glob` is kAnyArn.
bool ArnGlobMatches(std::u32string_view glob, std::u32string_view text);

/// The parts of an ARN pattern or text, split at its first five colons; nullopt with fewer of them.
std::optional<std::vector<std::u32string_view>> SplitArn(std::u32string_view arn);

}  // namespace crosstrail::policy
