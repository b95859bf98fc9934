// From the effect of a sharing call to hits: its crosstrail.exposure.* fields, and the rules that read them.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "detect/match_plan.h"
#include "detect/matcher.h"
#include "exposure/tracker.h"

namespace crosstrail {

/// A sharing call whose effect is known.
struct TrackedCall {
  const exposure::Outcome& outcome;
  const exposure::Origin& origin;
  const Record& record;           // with its fields added
  std::span<const StepRef> hits;  // of rules that read them
  Matcher& matcher;
};
using ExposureObserver = std::function<void(const TrackedCall&)>;

/// One a thread; not thread-safe.
class ExposureTeller {
 public:
  /// `rules`, `plan` and `observer`, which may be empty, must outlive the teller.
  ExposureTeller(const RuleSet& rules, const MatchPlan& plan, const ExposureObserver& observer, EventOptions event)
      : plan_(plan), observer_(observer), matcher_(rules, plan.exposures(), std::move(event)) {}

  /// Whether anybody may want to know: where not, Tell would find nothing.
  bool IsWorthTelling(const exposure::Outcome& outcome) const;

  /// Sets `hits` to the steps that the call satisfies, of rules that read its fields, and `added` to these
  /// (Record::added). Error (kMalformed): `record`, which is the call's, is none.
  Status Tell(const exposure::Outcome& outcome, const exposure::Origin& origin, const Record& record,
              std::vector<StepRef>& hits, std::string& added);

  /// The event that was told of last.
  Event& event() { return matcher_.event(); }

 private:
  const MatchPlan& plan_;
  const ExposureObserver& observer_;
  Matcher matcher_;
};

}  // namespace crosstrail
