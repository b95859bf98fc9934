// Numbers and times as condition values have them. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crosstrail::policy {

/// One digit or more, and nothing else.
bool AreDigits(std::string_view text);

/// A decimal number, with sign, fraction and exponent; nothing else around it.
std::optional<double> ParseNumber(std::string_view text);

/// Seconds since 1970: one of the W3C forms of ISO 8601 ("2030", "2030-01", "2030-01-31", "2030-01-31T10:00Z", with
/// seconds and a fraction), or a count of seconds, or of milliseconds where it is too large for seconds (over 10^11).
std::optional<double> ParseDate(std::string_view text);

/// The shortest decimal that reads back as `number`.
std::string FormatNumber(double number);
/// As ParseDate reads it: RFC 3339, to the millisecond; a count for years that RFC 3339 does not have.
std::string FormatDate(double seconds);

/// "true" or "false" in any case.
std::optional<bool> ParseBool(std::string_view text);

}  // namespace crosstrail::policy
