// Match: records in, hits out. Stateless: the same record gives the same hits wherever and whenever it is looked at.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "detect/conjuncts.h"
#include "detect/rule_index.h"
#include "event/event.h"

namespace crosstrail {

/// Events of one rule whose verdict Elastic's index limits would change (EventOptions::elastic_limits).
struct LimitDifference {
  std::uint64_t unseen = 0;      // matched here, and would not have there
  std::uint64_t only_there = 0;  // the other way round: a value that the rule excludes would not have been indexed

  LimitDifference& operator+=(const LimitDifference& other) {
    unseen += other.unseen;
    only_there += other.only_there;
    return *this;
  }
};

/// One a thread; not thread-safe. `rules` and `index` must outlive it.
class Matcher {
 public:
  Matcher(const RuleSet& rules, const RuleIndex& index, EventOptions options);
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  /// Sets `hits` to the steps that `record` satisfies, ascending. A record that no rule can match costs an index
  /// look-up; one that a rule might match is parsed strictly, and an error says that it cannot be.
  Status Match(const Record& record, std::vector<StepRef>& hits) { return Match(record, index_, hits); }
  /// The same of the steps that another index of the rules has.
  Status Match(const Record& record, const RuleIndex& index, std::vector<StepRef>& hits);

  /// The record that was matched last; open only if a rule might have matched it.
  Event& event() { return event_; }

  /// By rule, of all events so far; all zero where the limits apply anyway.
  const std::vector<LimitDifference>& limit_differences() const { return limit_differences_; }

  /// The same of the event that is open already, on `record`.
  void MatchOpen(const Record& record, std::vector<StepRef>& hits);

 private:
  void Ask(std::vector<StepRef>& hits);
  void CompareWithLimits(const std::vector<StepRef>& hits);

  const RuleIndex& index_;
  const bool limits_;
  Event event_;
  Conjuncts conjuncts_;
  std::vector<StepRef> candidates_;
  std::vector<LimitDifference> limit_differences_;
};

/// The condition of a step; the one behind the last is the query's `until`.
const Condition& ConditionOf(const RuleSet& rules, StepRef step);

}  // namespace crosstrail
