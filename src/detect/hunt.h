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

/// What was found is put aside on disk; load the records of its hits by their log.
struct HuntResult {
  InputReport input;
  RecordTally tally;
  std::vector<std::unique_ptr<HitLog>> logs;
  std::unique_ptr<JoinedResults> found;  // reads the logs
};

/// `rules` holds one rule: the query, which must outlive the result. Reads `options.paths` to their end. The result
/// depends on the input alone. Hits for which there is no room are problems of the input.
HuntResult Hunt(const HuntOptions& options, const RuleSet& rules, ReadProgress& progress);

}  // namespace crosstrail
