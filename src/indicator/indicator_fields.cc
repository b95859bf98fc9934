#include "indicator/indicator_fields.h"

#include <algorithm>
#include <utility>

#include "query/now_field.h"
#include "query/scalar.h"

namespace crosstrail {
namespace {

constexpr std::string_view kTimestamp = "@timestamp";

struct MappedField {
  std::string_view name;
  FieldType type;
};

// ECS reference, "Threat fields": the fields of an indicator that are no keywords, and those keywords that queries are
// likely to name with a wildcard. What is not here is a keyword.
constexpr MappedField kMapped[] = {
    {"threat.feed.name", FieldType::kKeyword},
    {"threat.indicator.as.number", FieldType::kLong},
    {"threat.indicator.as.organization.name", FieldType::kKeyword},
    {"threat.indicator.confidence", FieldType::kKeyword},
    {"threat.indicator.description", FieldType::kKeyword},
    {"threat.indicator.email.address", FieldType::kKeyword},
    {"threat.indicator.file.accessed", FieldType::kDate},
    {"threat.indicator.file.created", FieldType::kDate},
    {"threat.indicator.file.hash.md5", FieldType::kKeyword},
    {"threat.indicator.file.hash.sha1", FieldType::kKeyword},
    {"threat.indicator.file.hash.sha256", FieldType::kKeyword},
    {"threat.indicator.file.hash.sha384", FieldType::kKeyword},
    {"threat.indicator.file.hash.sha512", FieldType::kKeyword},
    {"threat.indicator.file.hash.ssdeep", FieldType::kKeyword},
    {"threat.indicator.file.hash.tlsh", FieldType::kKeyword},
    {"threat.indicator.file.name", FieldType::kKeyword},
    {"threat.indicator.file.pe.imphash", FieldType::kKeyword},
    {"threat.indicator.file.size", FieldType::kLong},
    {"threat.indicator.first_seen", FieldType::kDate},
    {"threat.indicator.ip", FieldType::kIp},
    {"threat.indicator.last_seen", FieldType::kDate},
    {"threat.indicator.marking.tlp", FieldType::kKeyword},
    {"threat.indicator.modified_at", FieldType::kDate},
    {"threat.indicator.name", FieldType::kKeyword},
    {"threat.indicator.port", FieldType::kLong},
    {"threat.indicator.provider", FieldType::kKeyword},
    {"threat.indicator.reference", FieldType::kKeyword},
    {"threat.indicator.registry.path", FieldType::kKeyword},
    {"threat.indicator.scanner_stats", FieldType::kLong},
    {"threat.indicator.sightings", FieldType::kLong},
    {"threat.indicator.type", FieldType::kKeyword},
    {"threat.indicator.url.domain", FieldType::kKeyword},
    {"threat.indicator.url.full", FieldType::kKeyword},
    {"threat.indicator.url.original", FieldType::kKeyword},
    {"threat.indicator.url.port", FieldType::kLong},
    {"threat.indicator.x509.not_after", FieldType::kDate},
    {"threat.indicator.x509.not_before", FieldType::kDate},
};

// As Elasticsearch would have indexed it; nothing for what the type cannot hold.
std::optional<Value> Typed(const IndicatorValue& value, FieldType type) {
  const Scalar number = ParseNumber(value.text);
  switch (type) {
    case FieldType::kDate:
      if (const std::optional<Instant> instant = ParseInstant(value.text)) return InstantValue{*instant};
      if (const auto* millis = std::get_if<std::int64_t>(&number)) {
        constexpr std::int64_t kMost = kMaxInstant / 1'000'000;
        if (*millis >= -kMost && *millis <= kMost) return InstantValue{*millis * 1'000'000};
      }
      return std::nullopt;
    case FieldType::kLong:
    case FieldType::kDouble:
      if (const auto* integer = std::get_if<std::int64_t>(&number)) return *integer;
      if (const auto* real = std::get_if<double>(&number)) return *real;
      return std::nullopt;
    case FieldType::kBoolean:
      if (value.text == "true" || value.text == "false") return value.text == "true";
      return std::nullopt;
    default:
      return value.text;
  }
}

}  // namespace

FieldSet IndicatorFieldSet() {
  FieldSet fields;
  for (const MappedField& field : kMapped) fields.Map(field.name, field.type);
  fields.AllowNow();
  return fields;
}

IndicatorFields::IndicatorFields(const IndicatorSet& set, std::uint32_t indicator, const FieldSet& fields,
                                 std::optional<Instant> now)
    : set_(set), indicator_(indicator), fields_(fields), now_(now) {
  const std::optional<FieldId> timestamp = fields.Find(kTimestamp);
  if (now_ || !timestamp) return;
  std::vector<Value> values;
  Read(*timestamp, values);
  if (!values.empty()) now_ = std::get<InstantValue>(values.front()).at;
}

Values IndicatorFields::Get(FieldId field) {
  const auto known = std::ranges::find(known_, field, &Known::field);
  if (known != known_.end()) return known->values;
  Known& read = known_.emplace_back();
  read.field = field;
  Read(field, read.values);
  return read.values;
}

void IndicatorFields::Read(FieldId field, std::vector<Value>& values) const {
  const std::string& name = fields_.Name(field);
  if (const std::optional<IndicatorSet::FieldNumber> number = set_.FindField(name)) {
    const FieldType type = fields_.Type(field);
    set_.ForEach(indicator_, [&](IndicatorSet::FieldNumber held, const IndicatorValue& value) {
      if (held != *number) return;
      if (const std::optional<Value> typed = Typed(value, type)) values.push_back(*typed);
    });
  }
  if (!values.empty()) return;
  const Instant now = now_.value_or(0);
  if (name == kTimestamp) {
    values.emplace_back(InstantValue{now});
  } else if (const std::optional<Instant> at = NowFieldValue(name, now)) {
    values.emplace_back(InstantValue{*at});
  }
}

}  // namespace crosstrail
