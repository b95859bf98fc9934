// What matching and detecting produce: hits (one event satisfied one step of one rule) and detections (a rule is
// complete).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "detect/step_hit.h"
#include "input/record.h"
#include "rule/rule.h"

namespace crosstrail {

/// Where a record came from, owned.
struct Provenance {
  std::string path;
  std::uint64_t index = 0;
  std::string sha256;  // empty unless hashing was asked for

  bool operator==(const Provenance&) const = default;
};

/// A copy of a record that outlives the framer's window.
struct KeptRecord {
  std::string json;  // kJsonPadding readable bytes follow within the string's own storage (reserve them)
  RecordForm form = RecordForm::kCloudTrail;
  Instant time = 0;
  bool has_time = false;
  std::string event_id;  // eventID; for a record without one, "sha256:" and the hash of its text
  Provenance provenance;
  std::string added;  // see Record; the same room behind it

  bool operator==(const KeptRecord&) const = default;
};

struct Hit {
  std::uint32_t rule = 0;  // index into RuleSet::rules
  std::uint32_t step = 0;
  KeptRecord record;
};

/// Alerts that another one stands for.
struct SuppressedAlerts {
  std::uint64_t alerts = 0;
  Instant start = 0, end = 0;  // of the alert that is shown, and of the last one that is not
};

struct Detection {
  std::uint32_t rule = 0;
  std::string key;                 // values of a sequence, a threshold or new terms (KeyTuples); else empty
  std::vector<KeptRecord> events;  // in order
  HitCount count = {};             // of a threshold: all events
  std::optional<SuppressedAlerts> suppressed = {};  // where the rule has alerts suppressed
};

}  // namespace crosstrail
