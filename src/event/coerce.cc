#include "event/coerce.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>

#include "base/ip.h"
#include "event/java_number.h"

namespace crosstrail {
namespace {

constexpr std::int64_t kNanosPerMilli = 1'000'000;

bool IsText(const JsonNode& scalar) { return scalar.kind == JsonKind::kString; }
bool IsNumber(const JsonNode& scalar) { return scalar.kind == JsonKind::kInteger || scalar.kind == JsonKind::kFloat; }

std::string_view Text(const JsonNode& scalar, TextPool& texts) {
  switch (scalar.kind) {
    case JsonKind::kInteger:
      return JavaInteger(scalar.text);
    case JsonKind::kFloat:
      return texts.New() = JavaFloat(scalar.text);
    default:
      return scalar.text;
  }
}

std::optional<std::int64_t> WholeNumber(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> Double(const JsonNode& scalar) {
  if (!IsNumber(scalar) && !IsText(scalar)) return std::nullopt;
  double value = 0;
  const std::string_view text = scalar.text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

// A fraction is cut off, as Elasticsearch's `coerce` does.
std::optional<std::int64_t> Long(const JsonNode& scalar) {
  if (!IsNumber(scalar) && !IsText(scalar)) return std::nullopt;
  if (const auto whole = WholeNumber(scalar.text)) return whole;
  const auto value = Double(scalar);
  constexpr double kBound = 9223372036854775808.0;  // 2^63
  if (!value || *value < -kBound || *value >= kBound) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

std::optional<bool> Boolean(const JsonNode& scalar) {
  if (scalar.text == "true") return true;
  // An empty string is false to Elasticsearch. (Raw records have none: it is dropped.)
  if (scalar.text == "false" || (IsText(scalar) && scalar.text.empty())) return false;
  return std::nullopt;
}

std::optional<InstantValue> Date(const JsonNode& scalar) {
  if (IsText(scalar)) {
    const auto instant = ParseInstant(scalar.text);
    if (!instant) return std::nullopt;
    return InstantValue{*instant};
  }
  const auto millis = IsNumber(scalar) ? Long(scalar) : std::nullopt;
  constexpr std::int64_t kBound = std::numeric_limits<std::int64_t>::max() / kNanosPerMilli;
  if (!millis || *millis > kBound || *millis < -kBound) return std::nullopt;
  return InstantValue{*millis * kNanosPerMilli};
}

std::optional<std::string_view> Ip(const JsonNode& scalar, TextPool& texts) {
  if (!IsText(scalar)) return std::nullopt;
  std::string canonical = CanonicalIp(scalar.text);
  if (canonical.empty()) return std::nullopt;
  if (canonical == scalar.text) return scalar.text;
  return texts.New() = std::move(canonical);
}

template <typename T>
std::optional<Value> AsValue(const std::optional<T>& value) {
  if (!value) return std::nullopt;
  return Value(*value);
}

}  // namespace

std::optional<Value> Coerce(const JsonNode& scalar, FieldType type, TextPool& texts) {
  if (scalar.kind == JsonKind::kNull || scalar.IsContainer()) return std::nullopt;
  switch (type) {
    case FieldType::kLong:
      return AsValue(Long(scalar));
    case FieldType::kDouble:
      return AsValue(Double(scalar));
    case FieldType::kBoolean:
      return AsValue(Boolean(scalar));
    case FieldType::kDate:
      return AsValue(Date(scalar));
    case FieldType::kIp:
      return AsValue(Ip(scalar, texts));
    case FieldType::kKeyword:
    case FieldType::kText:
    case FieldType::kFlattened:
    case FieldType::kVersion:
      break;
  }
  return Text(scalar, texts);
}

}  // namespace crosstrail
