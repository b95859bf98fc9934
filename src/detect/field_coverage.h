// How often the fields that rules read are there in some logs, and which rules cannot match for the lack of one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "event/event.h"
#include "input/read_all.h"
#include "input/tally.h"
#include "rule/rule.h"

namespace crosstrail {

struct FieldUse {
  FieldId field = 0;
  std::uint64_t rules = 0;   // that read it
  std::uint64_t events = 0;  // that have it
};

struct RuleCoverage {
  std::uint64_t events = 0;       // that the rule looks at, by provider and action
  std::vector<FieldId> fields;    // it reads, ascending
  std::vector<FieldId> missing;   // of these: not in one of those events
  std::vector<FieldId> blinding;  // of these: without it no event can match
};

struct Coverage {
  InputReport input;
  RecordTally tally;
  std::uint64_t events = 0;
  std::vector<FieldUse> fields;     // by name
  std::vector<RuleCoverage> rules;  // as in the rule set
};

struct CoverageOptions {
  std::vector<std::string> paths;  // none: nothing is read, only the fields and their rules are told
  ReadOptions read;
  EventOptions event;
  unsigned threads = 1;
};

/// Opens every event of the input and asks it for every field that a rule reads.
Coverage MeasureCoverage(const CoverageOptions& options, const RuleSet& rules, ReadProgress& progress);

}  // namespace crosstrail
