// The sharing calls of a batch scan, in order of time past the tracker, and what comes of them past the rules.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "detect/exposure_pass.h"
#include "detect/exposure_teller.h"
#include "detect/hit_log.h"
#include "detect/hit_sink.h"
#include "detect/ordered_hits.h"
#include "input/report.h"

namespace crosstrail {

/// A bunch of calls is read and what the tracker will have to find out about them is foreseen, then they are tracked
/// one by one, and then told of; all but the tracking is done on several threads.
class ExposureTracking {
 public:
  /// `logs` hold the calls, as Encode of detect/sharing_call.h wrote them down. All must outlive this.
  ExposureTracking(ExposurePass& pass, std::vector<HitLog*> logs, const RuleSet& rules, const MatchPlan& plan,
                   const EventOptions& event, const HitSinkOptions& options);

  /// Once. Error (kIo): the rest of the calls cannot be read back.
  Status Run();

  /// Then: where the hits are.
  std::vector<HitSink*> Sinks();
  /// Of calls that cannot be told of.
  std::vector<Problem> TakeProblems() { return std::move(problems_); }

 private:
  // What one thread tells with.
  struct Worker {
    Worker(const RuleSet& rules, const MatchPlan& plan, const ExposureObserver& observer, const EventOptions& event,
           const HitSinkOptions& options)
        : teller(rules, plan, observer, event), sink(options, rules) {}

    Status Tell(const LoggedHit& hit, const PendingCall& call, const exposure::Outcome& outcome);

    ExposureTeller teller;
    HitSink sink;
    std::vector<StepRef> steps;
    std::string added;
  };

  Result<bool> ReadSome();
  void Tell();

  ExposurePass& pass_;
  std::vector<HitLog*> logs_;
  const unsigned threads_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<OrderedHits> calls_;
  // A bunch of calls.
  std::vector<LoggedHit> hits_;
  std::vector<PendingCall> pending_;
  std::vector<std::optional<exposure::Outcome>> outcomes_;  // of those that are worth telling
  std::vector<Problem> problems_;
};

}  // namespace crosstrail
