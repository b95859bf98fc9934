#include "event/java_number.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace crosstrail {
namespace {

struct Decimal {
  std::string digits;  // without the point, at least two
  int exponent = 0;    // of the first digit
};

// `text` is what to_chars writes in scientific format: "d[.ddd]e+xx".
Decimal ParseScientific(std::string_view text) {
  const std::size_t e = text.find('e');
  Decimal decimal;
  decimal.digits += text.front();
  if (e > 2) decimal.digits += text.substr(2, e - 2);
  const std::string_view exponent = text.substr(e + (text[e + 1] == '+' ? 2 : 1));
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), decimal.exponent);
  return decimal;
}

// JDK-4511638: the shortest decimal that rounds to `value`, but where one digit would do, the closest of two digits.
Decimal ShortestDigits(double value) {
  std::array<char, 64> buffer;
  char* const begin = buffer.data();
  const char* end = std::to_chars(begin, begin + buffer.size(), value, std::chars_format::scientific).ptr;
  Decimal decimal = ParseScientific({begin, static_cast<std::size_t>(end - begin)});
  if (decimal.digits.size() == 1) {
    end = std::to_chars(begin, begin + buffer.size(), value, std::chars_format::scientific, 1).ptr;
    decimal = ParseScientific({begin, static_cast<std::size_t>(end - begin)});
  }
  return decimal;
}

// The digits without the zeros at their end, "0" when none is left.
std::string_view Fraction(std::string_view digits) {
  const std::size_t last = digits.find_last_not_of('0');
  return last == std::string_view::npos ? "0" : digits.substr(0, last + 1);
}

}  // namespace

std::string JavaDouble(double value) {
  if (std::isnan(value)) return "NaN";
  const char* const sign = std::signbit(value) ? "-" : "";
  value = std::fabs(value);
  if (std::isinf(value)) return fmt::format("{}Infinity", sign);
  if (value == 0) return fmt::format("{}0.0", sign);
  const Decimal decimal = ShortestDigits(value);
  const std::string_view digits = decimal.digits;
  if (decimal.exponent < -3 || decimal.exponent > 6) {
    return fmt::format("{}{}.{}E{}", sign, digits.front(), Fraction(digits.substr(1)), decimal.exponent);
  }
  if (decimal.exponent < 0) return fmt::format("{}0.{:0>{}}{}", sign, "", -decimal.exponent - 1, Fraction(digits));
  const auto whole = static_cast<std::size_t>(decimal.exponent) + 1;
  if (digits.size() <= whole) return fmt::format("{}{:0<{}}.0", sign, digits, whole);
  return fmt::format("{}{}.{}", sign, digits.substr(0, whole), Fraction(digits.substr(whole)));
}

std::string JavaFloat(std::string_view text) {
  // strtod rather than from_chars, which does not tell a number that is too large from one that is too small.
  return JavaDouble(std::strtod(std::string(text).c_str(), nullptr));
}

std::string_view JavaInteger(std::string_view text) { return text == "-0" ? text.substr(1) : text; }

}  // namespace crosstrail
