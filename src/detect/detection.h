// What matching and detecting produce: hits (one event satisfied one step of one rule) and detections (a rule is
// complete).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "input/record.h"
#include "rule/rule.h"

namespace crosstrail {

/// Where a record came from, owned.
struct Provenance {
  std::string path;
  std::uint64_t index = 0;
  std::string sha256;  // empty unless hashing was asked for
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
};

struct Hit {
  std::uint32_t rule = 0;  // index into RuleSet::rules
  std::uint32_t step = 0;
  KeptRecord record;
};

struct Detection {
  std::uint32_t rule = 0;
  std::string key;                 // join values of a sequence; empty for a single event
  std::vector<KeptRecord> events;  // in order
};

}  // namespace crosstrail
