// Sharing calls in order of time past the tracker, between what a baseline says was known before them.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "detect/exposure_teller.h"
#include "detect/sharing_call.h"
#include "exposure/baseline.h"
#include "exposure/tracker.h"

namespace crosstrail {

struct ExposureOptions {
  std::vector<exposure::TrustPeriod> trust;
  std::vector<exposure::BaselineEntry> baseline;  // what was known before, or came to be known; in any order
  bool always = false;                            // even where no rule reads what comes of it
  std::optional<Instant> until;                   // calls after it do not count
  ExposureObserver observer;
};

/// A sharing call that waits for its turn.
struct PendingCall {
  SharingCall call;
  exposure::Origin origin;
};

/// How many of them take longer to look at than to start a thread.
inline constexpr std::size_t kCallsWorthAThread = 16;

/// Not thread-safe.
class ExposurePass {
 public:
  /// `options` must outlive the pass.
  explicit ExposurePass(const ExposureOptions& options);

  /// Finds out on `threads` threads most of what Track will have to find out about `calls`, as far as what is known now
  /// tells. Saves time, and changes nothing else.
  void Foresee(std::span<const PendingCall> calls, unsigned threads);

  /// Takes one sharing call after the other, in order of (time, event id), those without a time last. One that is
  /// `late` is judged, and changes no state. nullopt: it is about no resource, or after ExposureOptions::until.
  std::optional<exposure::Outcome> Track(const SharingCall& call, const exposure::Origin& origin, bool late = false);

  /// After the last one.
  void Finish();

  const ExposureOptions& options() const { return options_; }
  exposure::Tracker& tracker() { return tracker_; }
  const exposure::Tracker& tracker() const { return tracker_; }

 private:
  void TakeBaseline(std::optional<Instant> until);

  const ExposureOptions& options_;
  exposure::Tracker tracker_;
  std::vector<exposure::BaselineEntry> baseline_;
  std::size_t next_baseline_ = 0;
};

}  // namespace crosstrail
