// One query over logs, without a rule: everything it finds.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "detect/join_hits.h"
#include "event/event.h"
#include "input/read_all.h"
#include "input/tally.h"
#include "rule/rule.h"

namespace crosstrail {

struct HuntOptions {
  std::vector<std::string> paths;
  ReadOptions read;
  EventOptions event;
  unsigned threads = 1;
};

/// Records are put aside on disk; load those of joined.found by their log.
struct HuntResult {
  InputReport input;
  RecordTally tally;
  std::vector<std::unique_ptr<HitLog>> logs;
  std::vector<LoggedHit> hits;  // in order
  JoinOutcome joined;           // points into hits
};

/// `rules` holds one rule: the query. Reads `options.paths` to their end. The result depends on the input alone.
HuntResult Hunt(const HuntOptions& options, const RuleSet& rules, ReadProgress& progress);

}  // namespace crosstrail
