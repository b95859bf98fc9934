#include "detect/exposure_tracking.h"

#include <algorithm>
#include <utility>

#include "base/on_threads.h"

namespace crosstrail {
namespace {

constexpr std::size_t kAtOnce = 512;

}  // namespace

ExposureTracking::ExposureTracking(ExposurePass& pass, std::vector<HitLog*> logs, const RuleSet& rules,
                                   const MatchPlan& plan, const EventOptions& event, const HitSinkOptions& options)
    : pass_(pass), logs_(std::move(logs)), threads_(std::max(1U, options.threads)) {
  // An observer sees the calls in order.
  const unsigned workers = pass.options().observer ? 1 : threads_;
  for (unsigned i = 0; i < workers; ++i) {
    workers_.push_back(std::make_unique<Worker>(rules, plan, pass.options().observer, event, options));
  }
}

Status ExposureTracking::Run() {
  for (HitLog* const log : logs_) log->EndWriting();
  HitsByRule by_rule(logs_);
  auto calls = by_rule.Next();
  if (!calls) return tl::unexpected<Error>(std::move(calls.error()));
  calls_ = std::move(*calls);
  for (bool more = calls_ != nullptr; more;) {
    const Result<bool> read = ReadSome();
    pass_.Foresee(pending_, threads_);
    for (const auto& [call, origin] : pending_) {
      std::optional<exposure::Outcome>& outcome = outcomes_.emplace_back(pass_.Track(call, origin));
      if (outcome && !workers_.front()->teller.IsWorthTelling(*outcome)) outcome.reset();
    }
    Tell();
    if (!read) return tl::unexpected<Error>(read.error());
    more = *read;
  }
  pass_.Finish();
  return {};
}

// Whether there may be more. Error (kIo): of what comes after those that it has read.
Result<bool> ExposureTracking::ReadSome() {
  hits_.clear();
  pending_.clear();
  outcomes_.clear();
  LoggedHit hit;
  while (pending_.size() < kAtOnce) {
    Result<bool> more = calls_->Next(hit);
    if (!more || !*more) return more;
    const auto said = hit.log->LoadAdded(hit);
    if (!said) return tl::unexpected<Error>(said.error());
    pending_.push_back({DecodeSharingCall(*said), {}});
    auto& [call, origin] = pending_.back();
    if (hit.has_time) origin.time = hit.time;
    origin.event_id = hit.event_id;
    origin.action = std::move(call.action);
    origin.actor = std::move(call.actor);
    hits_.push_back(hit);
  }
  return true;
}

void ExposureTracking::Tell() {
  std::vector<Status> told(outcomes_.size());
  const std::size_t workers = ThreadsFor(outcomes_.size(), kCallsWorthAThread, workers_.size());
  ShareOut(outcomes_.size(), workers, [&](std::size_t worker, std::size_t i) {
    if (outcomes_[i]) told[i] = workers_[worker]->Tell(hits_[i], pending_[i], *outcomes_[i]);
  });
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (!told[i]) problems_.push_back({hits_[i].Source().path, hits_[i].index, told[i].error().message});
  }
}

Status ExposureTracking::Worker::Tell(const LoggedHit& hit, const PendingCall& call, const exposure::Outcome& outcome) {
  const auto kept = hit.log->Load(hit);
  if (!kept) return tl::unexpected<Error>(kept.error());
  Record record = AsRecord(*kept);
  record.source = &hit.Source();
  record.event_id = kept->event_id;
  record.added = {};
  Status told = teller.Tell(outcome, call.origin, record, steps, added);
  record.added = added;
  if (told) told = sink.Take(record, steps, teller.event());
  return told;
}

std::vector<HitSink*> ExposureTracking::Sinks() {
  std::vector<HitSink*> sinks;
  sinks.reserve(workers_.size());
  for (const auto& worker : workers_) sinks.push_back(&worker->sink);
  return sinks;
}

}  // namespace crosstrail
