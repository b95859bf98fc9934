#include "query/scalar.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/ip_network.h"
#include "base/time.h"
#include "query/version_order.h"

namespace crosstrail {
namespace {

template <typename... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

constexpr std::int64_t kNanosPerMilli = 1'000'000;

bool IsNumber(const Scalar& scalar) {
  return std::holds_alternative<std::int64_t>(scalar) || std::holds_alternative<double>(scalar);
}

// Exact for every int64: long double has 64 bits of mantissa or more on the platforms supported.
long double Number(const Scalar& scalar) {
  if (const auto* integer = std::get_if<std::int64_t>(&scalar)) return static_cast<long double>(*integer);
  return static_cast<long double>(std::get<double>(scalar));
}

std::optional<Instant> ToInstant(const Scalar& scalar) {
  if (const auto* instant = std::get_if<InstantValue>(&scalar)) return instant->at;
  if (const auto* text = std::get_if<std::string_view>(&scalar)) return ParseInstant(*text);
  if (const auto* millis = std::get_if<std::int64_t>(&scalar)) {
    Instant instant = 0;
    if (__builtin_mul_overflow(*millis, kNanosPerMilli, &instant)) return std::nullopt;
    return instant;
  }
  if (const auto* millis = std::get_if<double>(&scalar)) {
    const double nanos = *millis * static_cast<double>(kNanosPerMilli);
    if (!(std::abs(nanos) < 9.2e18)) return std::nullopt;
    return static_cast<Instant>(nanos);
  }
  return std::nullopt;
}

std::partial_ordering CompareText(std::string_view a, std::string_view b) {
  return std::partial_ordering(a.compare(b) <=> 0);
}

std::optional<std::partial_ordering> CompareNatural(const Scalar& a, const Scalar& b) {
  const auto* a_text = std::get_if<std::string_view>(&a);
  const auto* b_text = std::get_if<std::string_view>(&b);
  if (a_text != nullptr && b_text != nullptr) return CompareText(*a_text, *b_text);
  if (IsNumber(a) && IsNumber(b)) return Number(a) <=> Number(b);
  if (IsNumber(a) && b_text != nullptr) return Compare(a, ParseNumber(*b_text), Flavor::kNatural);
  if (a_text != nullptr && IsNumber(b)) return Compare(ParseNumber(*a_text), b, Flavor::kNatural);
  if (std::holds_alternative<InstantValue>(a) || std::holds_alternative<InstantValue>(b)) {
    return Compare(a, b, Flavor::kDate);
  }
  if (std::holds_alternative<bool>(a) || std::holds_alternative<bool>(b)) {
    const Truth left = ToTruth(a);
    const Truth right = ToTruth(b);
    if (left == Truth::kNull || right == Truth::kNull) return std::nullopt;
    return (left == Truth::kTrue) <=> (right == Truth::kTrue);
  }
  return std::nullopt;
}

}  // namespace

Scalar ViewOf(const Constant& constant) {
  return std::visit(Overloaded{[](const std::string& text) -> Scalar { return std::string_view(text); },
                               [](const auto& value) -> Scalar { return value; }},
                    constant);
}

Constant Own(const Scalar& scalar) {
  return std::visit(Overloaded{[](std::string_view text) -> Constant { return std::string(text); },
                               [](const auto& value) -> Constant { return value; }},
                    scalar);
}

Scalar ToScalar(const Value& value) {
  return std::visit([](const auto& held) -> Scalar { return held; }, value);
}

Truth Not(Truth truth) {
  switch (truth) {
    case Truth::kFalse:
      return Truth::kTrue;
    case Truth::kTrue:
      return Truth::kFalse;
    case Truth::kNull:
      break;
  }
  return Truth::kNull;
}

Truth ToTruth(const Scalar& scalar) {
  if (const auto* boolean = std::get_if<bool>(&scalar)) return ToTruth(*boolean);
  if (const auto* text = std::get_if<std::string_view>(&scalar)) {
    if (*text == "true") return Truth::kTrue;
    if (*text == "false") return Truth::kFalse;
  }
  return Truth::kNull;
}

Scalar ToScalar(Truth truth) {
  if (truth == Truth::kNull) return std::monostate();
  return truth == Truth::kTrue;
}

std::optional<std::partial_ordering> Compare(const Scalar& a, const Scalar& b, Flavor flavor) {
  if (IsNull(a) || IsNull(b)) return std::nullopt;
  if (flavor == Flavor::kDate) {
    const std::optional<Instant> left = ToInstant(a);
    const std::optional<Instant> right = ToInstant(b);
    if (!left || !right) return std::nullopt;
    return *left <=> *right;
  }
  const auto* a_text = std::get_if<std::string_view>(&a);
  const auto* b_text = std::get_if<std::string_view>(&b);
  if (a_text == nullptr || b_text == nullptr) return CompareNatural(a, b);
  if (flavor == Flavor::kVersion) return std::partial_ordering(CompareVersions(*a_text, *b_text));
  if (flavor == Flavor::kIp) {
    const std::optional<IpAddress> left = ParseIpAddress(*a_text);
    const std::optional<IpAddress> right = ParseIpAddress(*b_text);
    if (!left || !right) return std::nullopt;
    return *left <=> *right;
  }
  return CompareText(*a_text, *b_text);
}

std::optional<std::string_view> ToText(const Scalar& scalar, std::string& scratch) {
  if (const auto* text = std::get_if<std::string_view>(&scalar)) return *text;
  if (const auto* boolean = std::get_if<bool>(&scalar)) return *boolean ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&scalar)) return scratch = fmt::format("{}", *integer);
  if (const auto* number = std::get_if<double>(&scalar)) {
    scratch = fmt::format("{}", *number);
    if (scratch.find_first_not_of("-0123456789") == std::string::npos) scratch += ".0";
    return scratch;
  }
  if (const auto* instant = std::get_if<InstantValue>(&scalar)) return scratch = FormatInstantMillis(instant->at);
  return std::nullopt;
}

Scalar ParseNumber(std::string_view text) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return {};
  }
  const char* end = text.data() + text.size();
  std::int64_t integer = 0;
  const auto whole = std::from_chars(text.data(), end, integer);
  if (whole.ec == std::errc() && whole.ptr == end) return integer;
  double number = 0;
  const auto real = std::from_chars(text.data(), end, number);
  if (real.ec == std::errc() && real.ptr == end && std::isfinite(number)) return number;
  return {};
}

Flavor FlavorOf(FieldType type) {
  switch (type) {
    case FieldType::kDate:
      return Flavor::kDate;
    case FieldType::kIp:
      return Flavor::kIp;
    case FieldType::kVersion:
      return Flavor::kVersion;
    default:
      return Flavor::kNatural;
  }
}

}  // namespace crosstrail
