// The alert: the document for people and machines that a detection becomes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.h"
#include "detect/detection.h"
#include "event/event.h"
#include "exposure/tracker.h"

namespace crosstrail {

/// A value that outlives the event it was read from.
using OwnedValue = std::variant<bool, std::int64_t, double, std::string, InstantValue>;

struct AlertField {
  std::string name;                // ECS name
  std::vector<OwnedValue> values;  // at least one
};

using AlertFields = std::vector<AlertField>;

struct AlertEvent {
  KeptRecord record;
  // Every field of the catalogue that the event has, sorted by name; never nullptr. The alerts of one event share them,
  // and those of two do not, unless there are none.
  std::shared_ptr<const AlertFields> fields = std::make_shared<const AlertFields>();
};

/// An indicator that the alert's event agrees with (indicator/threat_match.h).
struct AlertIndicator {
  std::vector<AlertField> fields;  // of the object that the rule names (IndicatorMatch::path), by their names in it
  std::string feed;                // threat.feed.name; may be empty
  std::string field, value;        // in what the event agrees with it
  std::string id, list;            // of the indicator; and the path of its list
};

struct Alert {
  std::string id;    // AlertId()
  Instant time = 0;  // of the last event
  bool has_time = false;
  // The rule's, unless it maps a field of the last event to others.
  Severity severity = Severity::kLow;
  int risk_score = 0;
  const Rule* rule = nullptr;  // owned by the rule set, which must outlive the alert
  std::string name = {};       // where the rule takes it from a field (rule_name_override); empty: the rule's
  // What the events have in common, by the keys of a sequence, the fields of a threshold or of new terms; none for a
  // single event.
  std::vector<std::optional<std::string>> join_keys;
  HitCount count = {};                              // of a threshold: all events, of which `events` are a part
  std::optional<SuppressedAlerts> suppressed = {};  // where the rule has alerts suppressed
  std::vector<AlertField> suppressed_by = {};       // what they have in common, of the last event
  // Of a rule of type "threat_match": at most kMostAlertIndicators, in the order of the lists.
  std::vector<AlertIndicator> indicators = {};
  // The rule's fields of interest that the last event has, once each, in the rule's order.
  std::vector<AlertField> fields;
  std::vector<AlertEvent> events;  // in order, at least one
  std::string exposure;            // of the last event: ExposureStory(); empty: it is about none
};

/// As many as Kibana puts into an alert.
inline constexpr std::size_t kMostAlertIndicators = 200;

/// The identity of an alert: SHA-256, in 64 hex digits, over the netstrings ("<length>:<bytes>,") of rule id, rule
/// version, key and each event id in order. The same logs and rules give the same id on every machine and in every
/// version of Crosstrail, so that replays add nothing.
std::string AlertId(const Rule& rule, std::string_view key, const std::vector<KeptRecord>& events);

/// Builds alerts. One a thread: it reuses one Event. Costs one strict parse of each record and the reading of the whole
/// catalogue, and of what Elastic's documents hold beside it, once for alerts of one event that follow each other;
/// never fails: a record that cannot be parsed gives an event without fields.
class AlertBuilder {
 public:
  /// `rules` must outlive the builder and every alert it builds.
  /// `exposures` is as it was at the end of the data, `config` knows the names of accounts; nullptr: none.
  AlertBuilder(const RuleSet& rules, const EventOptions& options, exposure::Tracker* exposures = nullptr,
               const config::Config* config = nullptr);
  AlertBuilder(const AlertBuilder&) = delete;
  AlertBuilder& operator=(const AlertBuilder&) = delete;

  /// Pass an rvalue to spare a copy of the records.
  Alert Build(Detection detection);

 private:
  bool Open(const KeptRecord& record);
  const std::string& Story();
  void ApplyMappings(std::uint32_t rule, Alert& alert);
  std::vector<OwnedValue> Mapped(FieldId field, const Alert& alert);
  void Collect(FieldId field, std::vector<AlertField>& out);
  std::vector<AlertIndicator> FindIndicators(std::uint32_t rule);

  const RuleSet& rules_;
  exposure::Tracker* const exposures_;
  const config::Config* const config_;
  FieldSet fields_;
  std::vector<FieldId> read_;  // what every event is asked for, sorted by name
  struct Mappings {
    std::vector<FieldId> severity;  // as the rule's mappings
    std::optional<FieldId> risk_score, name;
  };
  std::vector<std::vector<FieldId>> of_interest_;    // by rule
  std::vector<std::vector<FieldId>> suppressed_by_;  // by rule
  std::vector<Mappings> mappings_;                   // by rule
  std::vector<FieldId> of_rules_;                    // by field of the rules: its number in fields_, where it is needed
  std::unique_ptr<Event> event_;                     // reads through fields_, which does not grow once this is set
  // The record that is open in it, with what was made of it.
  KeptRecord open_;
  std::shared_ptr<const AlertFields> open_fields_;  // nullptr: none is
  std::optional<std::string> open_story_;
};

}  // namespace crosstrail
