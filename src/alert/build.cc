#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "alert/alert.h"
#include "alert/exposure_story.h"
#include "alert/values.h"
#include "base/hash.h"
#include "detect/event_hits.h"
#include "detect/join_keys.h"
#include "event/catalogue.h"
#include "indicator/threat_match.h"
#include "query/scalar.h"
#include "rule/threat_mapping.h"

namespace crosstrail {
namespace {

void AppendNetstring(std::string_view bytes, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{}:", bytes.size());
  out += bytes;
  out += ',';
}

OwnedValue OwnValue(const Value& value) {
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

// An event under the numbers that the rules' fields have.
class AsRulesSee : public FieldSource {
 public:
  AsRulesSee(FieldSource& event, const std::vector<FieldId>& numbers) : event_(event), numbers_(numbers) {}
  Values Get(FieldId field) override { return event_.Get(numbers_[field]); }

 private:
  FieldSource& event_;
  const std::vector<FieldId>& numbers_;
};

OwnedValue OwnIndicator(const IndicatorValue& value) {
  if (value.kind == IndicatorValue::Kind::kBoolean) return value.text == "true";
  const Scalar number = value.kind == IndicatorValue::Kind::kNumber ? ParseNumber(value.text) : Scalar();
  if (const auto* integer = std::get_if<std::int64_t>(&number)) return *integer;
  if (const auto* real = std::get_if<double>(&number)) return *real;
  return std::string(value.text);
}

// Below 0: it is no number.
double ScoreOf(const OwnedValue& value) {
  const auto score_of = [](const auto& number) -> double {
    if (const auto* const whole = std::get_if<std::int64_t>(&number)) return static_cast<double>(*whole);
    const auto* const real = std::get_if<double>(&number);
    return real != nullptr ? *real : -1;
  };
  const auto* const text = std::get_if<std::string>(&value);
  return text != nullptr ? score_of(ParseNumber(*text)) : score_of(value);
}

// What an alert carries of an indicator: the fields below `path`.
AlertIndicator Carried(const IndicatorSet& set, const MatchedIndicator& match, const std::string& path) {
  AlertIndicator carried;
  carried.value = match.value;
  carried.id = set.IdOf(match.indicator);
  carried.list = set.ListOf(match.indicator);
  set.ForEach(match.indicator, [&](IndicatorSet::FieldNumber number, const IndicatorValue& value) {
    const std::string& name = set.FieldName(number);
    if (name == "threat.feed.name") carried.feed = value.text;
    if (name.size() <= path.size() || !name.starts_with(path) || name[path.size()] != '.') return;
    const std::string_view below = std::string_view(name).substr(path.size() + 1);
    const auto known = std::ranges::find(carried.fields, below, &AlertField::name);
    AlertField& field = known != carried.fields.end() ? *known : carried.fields.emplace_back();
    field.name = below;
    field.values.push_back(OwnIndicator(value));
  });
  return carried;
}

/// Names of the fields to read from every event, sorted. A flattened root has no values of its own, and event.original
/// is the record once more: both are in the record that the alert carries, beside where it came from.
std::vector<std::string_view> NamesToRead() {
  std::vector<std::string_view> names;
  for (const CatalogueField& row : Catalogue()) {
    if (row.type != FieldType::kFlattened && row.name != "event.original" &&
        !row.name.starts_with("crosstrail.source."))
      names.push_back(row.name);
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

AlertBuilder::AlertBuilder(const RuleSet& rules, const EventOptions& options, exposure::Tracker* exposures,
                           const config::Config* config)
    : rules_(rules), exposures_(exposures), config_(config) {
  for (const std::string_view name : NamesToRead()) read_.push_back(fields_.Intern(name));
  of_interest_.reserve(rules.rules.size());
  for (const CompiledRule& rule : rules.rules) {
    std::vector<FieldId>& ids = of_interest_.emplace_back();
    for (const std::string& name : rule.rule.investigation_fields) {
      const FieldId id = fields_.Intern(name);
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
  }
  for (const CompiledRule& rule : rules.rules) {
    std::vector<FieldId>& ids = suppressed_by_.emplace_back();
    if (!rule.rule.suppression) continue;
    for (const std::string& name : rule.rule.suppression->group_by) ids.push_back(fields_.Intern(name));
  }
  mappings_.resize(rules.rules.size());
  for (std::size_t i = 0; i < mappings_.size(); ++i) {
    const Rule& rule = rules.rules[i].rule;
    for (const SeverityMapping& mapping : rule.severity_mapping) {
      mappings_[i].severity.push_back(fields_.Intern(mapping.field));
    }
    if (!rule.risk_score_mapping.empty()) mappings_[i].risk_score = fields_.Intern(rule.risk_score_mapping.front());
    if (!rule.rule_name_override.empty()) mappings_[i].name = fields_.Intern(rule.rule_name_override);
  }
  of_rules_.resize(rules.fields.size());
  for (const CompiledRule& rule : rules.rules) {
    if (!NeedsIndicators(rule)) continue;
    for (const FieldId field : FieldsRead(rule)) of_rules_[field] = fields_.Intern(rules.fields.Name(field));
  }
  event_ = std::make_unique<Event>(fields_, options);
}

// The values that a mapping of the rule sees; the event is open. An alert of a threshold has no fields but those that
// it is grouped by.
std::vector<OwnedValue> AlertBuilder::Mapped(FieldId field, const Alert& alert) {
  std::vector<OwnedValue> values;
  if (const auto& threshold = alert.rule->threshold) {
    const auto at = std::ranges::find(threshold->fields, fields_.Name(field));
    const auto number = static_cast<std::size_t>(at - threshold->fields.begin());
    if (number < alert.join_keys.size() && alert.join_keys[number]) values.emplace_back(*alert.join_keys[number]);
    return values;
  }
  for (const Value& value : event_->Get(field)) values.push_back(OwnValue(value));
  return values;
}

// Severity, risk score and name by the rule's mappings, as Kibana does it (detection engine, "mappings"): severities
// are compared with texts and whole numbers; the score is the greatest number from 0 to 100, if need be one written as
// text; a name is the one text of a field.
void AlertBuilder::ApplyMappings(std::uint32_t rule, Alert& alert) {
  const Mappings& mappings = mappings_[rule];
  bool mapped = false;
  for (std::size_t i = 0; i < mappings.severity.size(); ++i) {
    const SeverityMapping& mapping = alert.rule->severity_mapping[i];
    const bool applies = std::ranges::any_of(Mapped(mappings.severity[i], alert), [&](const OwnedValue& value) {
      return !std::holds_alternative<bool>(value) && !std::holds_alternative<double>(value) &&
             ValueText(value) == mapping.value;
    });
    if (applies) alert.severity = mapped ? std::max(alert.severity, mapping.severity) : mapping.severity;
    mapped = mapped || applies;
  }
  if (mappings.risk_score) {
    double greatest = -1;
    for (const OwnedValue& value : Mapped(*mappings.risk_score, alert)) {
      const double score = ScoreOf(value);
      if (score >= 0 && score <= 100) greatest = std::max(greatest, score);
    }
    if (greatest >= 0) alert.risk_score = static_cast<int>(std::lround(greatest));
  }
  if (mappings.name) {
    const std::vector<OwnedValue> names = Mapped(*mappings.name, alert);
    const auto* const name = names.size() == 1 ? std::get_if<std::string>(&names.front()) : nullptr;
    if (name != nullptr) alert.name = *name;
  }
}

bool AlertBuilder::Open(const KeptRecord& record) {
  if (open_fields_ && record == open_) return true;
  open_ = record;
  open_fields_ = nullptr;
  open_story_.reset();
  // A copied string has lost the room behind its end that the reader needs.
  open_.json.reserve(open_.json.size() + kJsonPadding);
  open_.added.reserve(open_.added.size() + kJsonPadding);
  if (!event_->Open(AsRecord(open_))) return false;
  const auto fields = std::make_shared<AlertFields>();
  for (const FieldId field : read_) Collect(field, *fields);
  open_fields_ = fields;
  return true;
}

// Of the event that is open.
const std::string& AlertBuilder::Story() {
  if (!open_story_) open_story_ = exposures_ != nullptr ? ExposureStory(open_, *exposures_, config_) : std::string();
  return *open_story_;
}

void AlertBuilder::Collect(FieldId field, std::vector<AlertField>& out) {
  const Values values = event_->Get(field);
  if (values.empty()) return;
  AlertField& collected = out.emplace_back();
  collected.name = fields_.Name(field);
  collected.values.reserve(values.size());
  std::transform(values.begin(), values.end(), std::back_inserter(collected.values), OwnValue);
}

// The event is open.
std::vector<AlertIndicator> AlertBuilder::FindIndicators(std::uint32_t rule) {
  std::vector<AlertIndicator> found;
  const CompiledRule& compiled = rules_.rules[rule];
  if (!NeedsIndicators(compiled) || compiled.threat_match->index() == nullptr) return found;
  const IndicatorSet& set = compiled.threat_match->index()->set();
  AsRulesSee event(*event_, of_rules_);
  for (const MatchedIndicator& match : compiled.threat_match->Find(event, kMostAlertIndicators)) {
    found.push_back(Carried(set, match, compiled.rule.indicators->path));
    found.back().field = rules_.fields.Name(match.pair->field);
  }
  return found;
}

Alert AlertBuilder::Build(Detection detection) {
  Alert alert;
  alert.rule = &rules_.rules[detection.rule].rule;
  alert.severity = alert.rule->severity;
  alert.risk_score = alert.rule->risk_score;
  alert.id = AlertId(*alert.rule, detection.key, detection.events);
  alert.join_keys = KeyValues(detection.key);
  alert.count = std::move(detection.count);
  alert.suppressed = detection.suppressed;
  alert.events.reserve(detection.events.size());
  for (KeptRecord& record : detection.events) {
    const bool last = &record == &detection.events.back();
    if (last) {
      alert.has_time = record.has_time;
      alert.time = record.has_time ? record.time : 0;
    }
    AlertEvent& event = alert.events.emplace_back();
    if (Open(record)) {
      event.fields = open_fields_;
      if (last) {
        for (const FieldId field : of_interest_[detection.rule]) Collect(field, alert.fields);
        for (const FieldId field : suppressed_by_[detection.rule]) Collect(field, alert.suppressed_by);
        ApplyMappings(detection.rule, alert);
        alert.indicators = FindIndicators(detection.rule);
        alert.exposure = Story();
      }
    }
    event.record = std::move(record);
  }
  return alert;
}

}  // namespace crosstrail
