// Evaluates the conditions of many rules on one event, asking once what several of them ask.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "detect/rule_index.h"
#include "query/expression.h"

namespace crosstrail {

/// One a thread; not thread-safe. Views the rules, which must outlive it. What a step asks is compared with what others
/// ask of the same field when the step is asked about first.
class Conjuncts {
 public:
  explicit Conjuncts(const RuleSet& rules);

  /// From now on it is about another event, or about the same one seen otherwise.
  void Next() { ++event_; }
  /// Whether the event satisfies the step.
  bool Match(StepRef step, FieldSource& event);

 private:
  // Something that has to hold.
  struct Conjunct {
    const Expression* expression;
    std::uint64_t asked = 0;  // the event that it was last asked of
    bool holds = false;
  };
  // What all has to hold for a step: [begin, end) of parts_; empty before it is asked about.
  struct Parts {
    std::uint32_t begin = 0, end = 0;
  };
  using Kind = std::pair<std::size_t, FieldId>;

  static Kind KindOf(const Expression& expression);
  std::uint32_t PlaceOf(const Expression& expression);
  Parts PartsOf(const Condition& condition);

  const RuleSet& rules_;
  std::vector<Conjunct> conjuncts_;
  std::map<Kind, std::vector<std::uint32_t>> by_kind_;  // places in conjuncts_
  std::vector<std::uint32_t> parts_;                    // places in conjuncts_
  std::vector<Parts> steps_;
  std::vector<std::uint32_t> first_step_;  // by rule, in steps_
  std::uint64_t event_ = 1;
};

}  // namespace crosstrail
