#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "alert/alert.h"
#include "base/hash.h"
#include "detect/event_hits.h"
#include "detect/join_keys.h"
#include "event/catalogue.h"

namespace crosstrail {
namespace {

void AppendNetstring(std::string_view bytes, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{}:", bytes.size());
  out += bytes;
  out += ',';
}

OwnedValue Own(const Value& value) {
  return std::visit(
      [](const auto& held) -> OwnedValue {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::string_view>) {
          return std::string(held);
        } else {
          return held;
        }
      },
      value);
}

/// Names of the fields to read from every event, sorted. A flattened root has no values of its own, and event.original
/// is the record once more: both are in the record that the alert carries, beside where it came from.
std::vector<std::string_view> NamesToRead() {
  std::vector<std::string_view> names;
  for (const CatalogueField& row : Catalogue()) {
    if (row.type != FieldType::kFlattened && row.name != "event.original" && !row.IsOwn()) names.push_back(row.name);
  }
  return names;
}

}  // namespace

std::string AlertId(const Rule& rule, std::string_view key, const std::vector<KeptRecord>& events) {
  std::string identity;
  AppendNetstring(rule.id, identity);
  AppendNetstring(std::to_string(rule.version), identity);
  AppendNetstring(key, identity);
  for (const KeptRecord& event : events) AppendNetstring(event.event_id, identity);
  return Sha256Hex(identity);
}

AlertBuilder::AlertBuilder(const RuleSet& rules, const EventOptions& options) : rules_(rules) {
  for (const std::string_view name : NamesToRead()) read_.push_back(fields_.Intern(name));
  of_interest_.reserve(rules.rules.size());
  for (const CompiledRule& rule : rules.rules) {
    std::vector<FieldId>& ids = of_interest_.emplace_back();
    for (const std::string& name : rule.rule.investigation_fields) {
      const FieldId id = fields_.Intern(name);
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
  }
  event_ = std::make_unique<Event>(fields_, options);
}

bool AlertBuilder::Open(KeptRecord& kept) {
  // A copied string has lost the room behind its end that the reader needs.
  kept.json.reserve(kept.json.size() + kJsonPadding);
  return event_->Open(AsRecord(kept)).has_value();
}

void AlertBuilder::Collect(FieldId field, std::vector<AlertField>& out) {
  const Values values = event_->Get(field);
  if (values.empty()) return;
  AlertField& collected = out.emplace_back();
  collected.name = fields_.Name(field);
  collected.values.reserve(values.size());
  std::transform(values.begin(), values.end(), std::back_inserter(collected.values), Own);
}

Alert AlertBuilder::Build(Detection detection) {
  Alert alert;
  alert.rule = &rules_.rules[detection.rule].rule;
  alert.id = AlertId(*alert.rule, detection.key, detection.events);
  alert.join_keys = KeyValues(detection.key);
  alert.events.reserve(detection.events.size());
  for (KeptRecord& record : detection.events) {
    const bool last = &record == &detection.events.back();
    if (last) {
      alert.has_time = record.has_time;
      alert.time = record.has_time ? record.time : 0;
    }
    AlertEvent& event = alert.events.emplace_back();
    if (Open(record)) {
      for (const FieldId field : read_) Collect(field, event.fields);
      if (last) {
        for (const FieldId field : of_interest_[detection.rule]) Collect(field, alert.fields);
      }
    }
    event.record = std::move(record);
  }
  return alert;
}

}  // namespace crosstrail
