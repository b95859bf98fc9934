// Match: records in, hits out. Stateless: the same record gives the same hits wherever and whenever it is looked at.
#pragma once

#include <vector>

#include "base/result.h"
#include "detect/rule_index.h"
#include "event/event.h"

namespace crosstrail {

/// One a thread; not thread-safe. `rules` and `index` must outlive it.
class Matcher {
 public:
  Matcher(const RuleSet& rules, const RuleIndex& index, EventOptions options);
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  /// Sets `hits` to the steps that `record` satisfies, ascending. A record that no rule can match costs an index
  /// look-up; one that a rule might match is parsed strictly, and an error says that it cannot be.
  Status Match(const Record& record, std::vector<StepRef>& hits);

 private:
  const RuleSet& rules_;
  const RuleIndex& index_;
  Event event_;
  std::vector<StepRef> candidates_;
};

/// The condition of a step; the one behind the last is the query's `until`.
const Condition& ConditionOf(const RuleSet& rules, StepRef step);

}  // namespace crosstrail
