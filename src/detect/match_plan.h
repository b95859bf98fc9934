// Which steps are asked of which events, where some of them read crosstrail.exposure.*: fields that only exist once all
// sharing calls before the event have been looked at.
#pragma once

#include "detect/rule_index.h"
#include "event/event.h"

namespace crosstrail {

/// Immutable and safe to share between threads. `rules` must outlive it.
class MatchPlan {
 public:
  /// `always`: sharing calls count even where no rule reads what they do. `enrichment` is what events will have.
  MatchPlan(const RuleSet& rules, bool always, const Enrichment& enrichment = {});

  /// Whether `record` is a sharing call (exposure/sharing_calls.h) that has to be put aside for ExposurePass. Elastic's
  /// documents are opened to find out.
  bool IsCall(const Record& record, Event& event) const;

  /// For events that are no sharing calls: all steps but those that need a field of exposures.
  const RuleIndex& others() const { return others_; }
  /// For sharing calls, as they come: steps of rules that read no such field.
  const RuleIndex& calls() const { return calls_; }
  /// For sharing calls, once their fields are there: steps of rules that read one.
  const RuleIndex& exposures() const { return exposures_; }
  bool tracks() const { return tracks_; }
  /// Whether a step of exposures() might match a call by which nobody gained or lost anything (exposure::IsUneventful).
  bool asks_for_uneventful() const { return asks_for_uneventful_; }

 private:
  bool tracks_;
  bool asks_for_uneventful_;
  RuleIndex others_, calls_, exposures_;
};

/// Whether it is a field of exposures: crosstrail.exposure.*
bool IsOfExposures(FieldId field, const FieldSet& fields);

/// Whether the rule reads a field of exposures.
bool ReadsExposures(const CompiledRule& rule, const FieldSet& fields);

}  // namespace crosstrail
