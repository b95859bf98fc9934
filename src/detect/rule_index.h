// Which rules can an event match at all? Most records of a trail are about API calls that no rule speaks of; the index
// says so from two routing fields, before anything of the record is parsed.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/precheck.h"
#include "input/record.h"
#include "rule/rule.h"

namespace crosstrail {

/// One step (see Query) of one rule.
struct StepRef {
  std::uint32_t rule = 0;  // index into RuleSet::rules
  std::uint32_t step = 0;
  bool operator==(const StepRef&) const = default;
  auto operator<=>(const StepRef&) const = default;
};

/// Keyed by (event.provider, event.action) as far as a step's necessary equalities name them (query/query.h). Immutable
/// and safe to share between threads. Sound: what it leaves out cannot match; what it names must still be evaluated.
class RuleIndex {
 public:
  using Wanted = std::function<bool(const CompiledRule&, const Condition&)>;
  using Lacking = std::function<bool(FieldId)>;

  /// Of the steps that `wanted` says are; of all without it. `lacking` says which fields raw records do not have, since
  /// what fills them is not at hand: steps that cannot match without one are not found for them.
  explicit RuleIndex(const RuleSet& rules, const Wanted& wanted = {}, const Lacking& lacking = {});

  /// Appends the steps that an event with this provider and action may match, in no particular order, once each. About
  /// ten nanoseconds when there are none.
  void Find(std::string_view provider, std::string_view action, std::vector<StepRef>& found) const;

  /// Sets `found` to the steps that the event of `record` may match by its provider and action.
  void FindByCall(const Record& record, std::vector<StepRef>& found) const;

  /// Sets `found` to the steps that the event of `record` may match: those of FindByCall that pass a look at the
  /// record's text, or all of them where the record's provider and action are not known for certain.
  void FindFor(const Record& record, std::vector<StepRef>& found) const;

  /// All steps, ascending: for events whose provider or action is not known for certain.
  std::span<const StepRef> all() const { return all_; }

 private:
  // Steps of which a look at a record says the same.
  struct Group {
    const Precheck* check = nullptr;  // nullptr: nothing
    std::vector<StepRef> steps;
  };
  struct Slot {
    std::uint64_t key = 0;  // 0: a free slot
    std::vector<Group> groups;
  };
  using Checked = std::pair<StepRef, const Precheck*>;

  static std::vector<Group> Grouped(const std::vector<Checked>& steps);
  const Precheck* Share(Precheck check);

  /// Calls `take` with every group that an event with this provider and action may match.
  template <typename Take>
  void EachGroup(std::string_view provider, std::string_view action, const Take& take) const;

  std::vector<Slot> slots_;  // open addressing, a power of two
  std::vector<Group> residual_;
  std::vector<StepRef> all_;
  std::deque<Precheck> prechecks_;                // distinct
  bool by_provider_ = false, by_action_ = false;  // whether any step is keyed by one of the two alone
};

}  // namespace crosstrail
