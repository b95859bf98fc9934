#include "event/coerce.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "base/ip.h"
#include "event/java_number.h"

namespace crosstrail {
namespace {

constexpr std::int64_t kNanosPerMilli = 1'000'000;

bool IsText(const JsonNode& scalar) { return scalar.kind == JsonKind::kString; }
bool IsNumber(const JsonNode& scalar) { return scalar.kind == JsonKind::kInteger || scalar.kind == JsonKind::kFloat; }

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
void AddIfAny(const std::optional<T>& value, std::vector<Value>& values) {
  if (value) values.emplace_back(*value);
}

}  // namespace

// Values are made where they stay: a variant that is copied right after it was written waits for the write to end.
void Coerce(const JsonNode& scalar, FieldType type, TextPool& texts, std::vector<Value>& values) {
  if (scalar.kind == JsonKind::kNull || scalar.IsContainer()) return;
  switch (type) {
    case FieldType::kLong:
      return AddIfAny(Long(scalar), values);
    case FieldType::kDouble:
      return AddIfAny(Double(scalar), values);
    case FieldType::kBoolean:
      return AddIfAny(Boolean(scalar), values);
    case FieldType::kDate:
      return AddIfAny(Date(scalar), values);
    case FieldType::kIp:
      return AddIfAny(Ip(scalar, texts), values);
    case FieldType::kKeyword:
    case FieldType::kText:
    case FieldType::kFlattened:
    case FieldType::kVersion:
      values.emplace_back(KeywordOf(scalar, texts));
  }
}

std::string_view KeywordOf(const JsonNode& scalar, TextPool& texts) {
  switch (scalar.kind) {
    case JsonKind::kBool:
    case JsonKind::kString:
      return scalar.text;
    case JsonKind::kInteger:
      return JavaInteger(scalar.text);
    case JsonKind::kFloat:
      return texts.New() = JavaFloat(scalar.text);
    case JsonKind::kNull:
    case JsonKind::kArray:
    case JsonKind::kObject:
      break;
  }
  return {};
}

}  // namespace crosstrail
