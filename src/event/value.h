// The values that query languages see: what a field of an event holds.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "base/time.h"

namespace crosstrail {

/// An instant as a value of its own type, so that it is not mistaken for a number.
struct InstantValue {
  Instant at = 0;
  auto operator<=>(const InstantValue&) const = default;
};

/// One scalar. Strings are views into the event and live as long as it is open.
using Value = std::variant<bool, std::int64_t, double, std::string_view, InstantValue>;

/// All values of a field: empty when the field is missing, null, [] or [null]; several when it is multi-valued.
using Values = std::span<const Value>;

/// Elastic's mapping types, as far as they change an answer.
enum class FieldType : std::uint8_t { kKeyword, kText, kLong, kDouble, kBoolean, kDate, kIp, kFlattened, kVersion };

}  // namespace crosstrail
