// Reading the members of one object from a structural index, without parsing their values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/structural.h"

namespace crosstrail {

/// Deepest nesting that is read; a record of CloudTrail has about ten.
inline constexpr int kMaxJsonDepth = 64;

enum class WalkResult : std::uint8_t {
  kComplete,    // the value ends within the index
  kIncomplete,  // the index ends first
  kMalformed,   // brackets that do not match, a key that is no string, a missing colon or comma
  kTooDeep,     // nested deeper than the bound
};

/// Moves `at` (an index into text.positions, on the first structural of a value) behind the value.
WalkResult SkipValue(const StructuralText& text, std::size_t& at, int max_depth);

/// One member of an object: raw views into the text, quotes included for strings.
struct Member {
  std::string_view key;    // as written between its quotes, escapes and all
  std::string_view value;  // trailing white space cut
  std::size_t at = 0;      // index of the value's first structural
};

/// Collects the members of the object whose '{' is at positions[at], and moves `at` behind its '}'. `members` is
/// cleared first.
WalkResult ReadMembers(const StructuralText& text, std::size_t& at, int max_depth, std::vector<Member>& members);

/// Whether a raw key, escapes resolved, is `name`.
bool KeyEquals(std::string_view raw_key, std::string_view name);

/// The text of a raw JSON string including its quotes, escapes resolved. nullopt when it is not a string, holds a bad
/// escape or an unpaired surrogate.
std::optional<std::string> DecodeString(std::string_view raw);

}  // namespace crosstrail
