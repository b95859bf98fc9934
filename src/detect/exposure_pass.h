// The detector of exposures: sharing calls in order of time go past the tracker, which gives them their
// crosstrail.exposure.* fields, and then past the rules that read these.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "detect/match_plan.h"
#include "detect/matcher.h"
#include "detect/sharing_call.h"
#include "exposure/baseline.h"
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

struct ExposureOptions {
  std::vector<exposure::TrustPeriod> trust;
  std::vector<exposure::BaselineEntry> baseline;  // what was known before, or came to be known; in any order
  bool always = false;                            // even where no rule reads what comes of it
  std::optional<Instant> until;                   // calls after it do not count
  std::function<void(const TrackedCall&)> observer;
};

/// A sharing call that waits for its turn.
struct PendingCall {
  SharingCall call;
  exposure::Origin origin;
};

/// Not thread-safe.
class ExposurePass {
 public:
  /// All must outlive the pass.
  ExposurePass(const RuleSet& rules, const MatchPlan& plan, const ExposureOptions& options, EventOptions event);

  /// Finds out on `threads` threads most of what Track will have to find out about `calls`, as far as what is known now
  /// tells. Saves time, and changes nothing else.
  void Foresee(std::span<const PendingCall> calls, unsigned threads);

  /// Takes one sharing call after the other, in order of (time, event id), those without a time last. One that is
  /// `late` is judged, and changes no state. nullopt: it is about no resource, or after ExposureOptions::until.
  std::optional<exposure::Outcome> Track(const SharingCall& call, const exposure::Origin& origin, bool late = false);

  /// Whether anybody may want to know: where not, Tell would find nothing.
  bool IsWorthTelling(const exposure::Outcome& outcome) const;

  /// Sets `hits` to the steps that the call satisfies, of rules that read its fields, and `added` to these
  /// (Record::added). Error (kMalformed): `record`, which is the call's, is none.
  Status Tell(const exposure::Outcome& outcome, const exposure::Origin& origin, const Record& record,
              std::vector<StepRef>& hits, std::string& added);

  /// After the last one.
  void Finish();

  /// The event that was told of last.
  Event& event() { return matcher_.event(); }
  exposure::Tracker& tracker() { return tracker_; }
  const exposure::Tracker& tracker() const { return tracker_; }

 private:
  void TakeBaseline(std::optional<Instant> until);

  const MatchPlan& plan_;
  const ExposureOptions& options_;
  exposure::Tracker tracker_;
  std::vector<exposure::BaselineEntry> baseline_;
  std::size_t next_baseline_ = 0;
  Matcher matcher_;
};

}  // namespace crosstrail
