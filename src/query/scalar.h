// One value inside a query, or null, and how values of different types compare.
//
// Everything here is pure and thread-safe. Strings of a Scalar are borrowed: from the event, from the query, or from
// the scratch space of one evaluation.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "event/value.h"

namespace crosstrail {

/// A value or null (std::monostate) while a query is evaluated.
using Scalar = std::variant<std::monostate, bool, std::int64_t, double, std::string_view, InstantValue>;

/// The same, owned: a literal of a query.
using Constant = std::variant<std::monostate, bool, std::int64_t, double, std::string, InstantValue>;

/// Three-valued logic. Only kTrue matches.
enum class Truth : std::uint8_t { kFalse, kTrue, kNull };

/// How the two sides of a comparison are read; follows from the mapping type of the field in it.
enum class Flavor : std::uint8_t { kNatural, kDate, kIp, kVersion };

Scalar ViewOf(const Constant& constant);
Constant Own(const Scalar& scalar);
Scalar ToScalar(const Value& value);
inline bool IsNull(const Scalar& scalar) { return std::holds_alternative<std::monostate>(scalar); }

inline Truth ToTruth(bool value) { return value ? Truth::kTrue : Truth::kFalse; }
Truth Not(Truth truth);
/// A boolean as itself, "true" and "false" too; null for everything else.
Truth ToTruth(const Scalar& scalar);
Scalar ToScalar(Truth truth);

/// The order of two values; nullopt when either is null or they have no common order. A string and a number compare as
/// numbers when the string is one; a string and a boolean as text; kDate takes strings as ISO 8601 and numbers as epoch
/// milliseconds; kIp orders addresses (v4 as v4-mapped v6); kVersion is semantic versioning, where text that is no
/// version sorts after versions. Text orders by code unit of UTF-8.
std::optional<std::partial_ordering> Compare(const Scalar& a, const Scalar& b, Flavor flavor);

/// The value as text, as `string()` and text matching see it: "true", "17", "2.5", RFC 3339 times. Null gives nullopt.
/// Borrows `scratch` unless the value is a string.
std::optional<std::string_view> ToText(const Scalar& scalar, std::string& scratch);

/// A whole text as a number: an integer when it is one that fits 64 bits, else a double; null when it is neither.
Scalar ParseNumber(std::string_view text);

Flavor FlavorOf(FieldType type);

}  // namespace crosstrail
