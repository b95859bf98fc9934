#include "detect/new_terms_detector.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "detect/saved_state.h"

namespace crosstrail {
namespace {

constexpr int kNewTermsVersion = 1;

}  // namespace

NewTermsDetector::NewTermsDetector(Duration history, Instant complete_from, std::optional<RunSchedule> schedule,
                                   std::string identity, DetectorLimits limits)
    : history_(history),
      complete_from_(complete_from),
      schedule_(schedule),
      identity_(std::move(identity)),
      limits_(limits) {}

// What came before it is not remembered when an event of `time` is judged. Grows with time.
Instant NewTermsDetector::Horizon(Instant time) const {
  return Earlier(schedule_ ? schedule_->LastRunFor(time) : time, history_);
}

// Whether any run does.
bool NewTermsDetector::IsLookedAt(Instant time) const { return !schedule_ || schedule_->LastRunFor(time) >= time; }

void NewTermsDetector::Add(const StepHit& hit, std::vector<JoinedEvents>& found) {
  const Instant time = hit.event->time;
  Forget(Horizon(time));
  ++ordinal_;
  for (const StepKeys& step : hit.steps) {
    if (step.step != 0) continue;
    for (const std::string& key : step.keys) {
      const auto [at, is_new] = seen_.try_emplace(key);
      if (is_new) {
        at->second = order_.insert(order_.end(), {at->first, time});
      } else {
        at->second->last = time;
        order_.splice(order_.end(), order_, at->second);
      }
      if (!is_new || hit.history || !IsLookedAt(time)) continue;
      if (time < complete_from_) {
        ++incomplete_;
      } else {
        found.push_back({.key = key, .events = {hit.event}, .ordinal = ordinal_});
      }
    }
  }
}

// Everything that no event from now on could be compared with, and what is over the limit.
void NewTermsDetector::Forget(Instant horizon) {
  while (!order_.empty() && (order_.front().last < horizon || seen_.size() > limits_.waiting)) {
    if (order_.front().last >= horizon) ++evicted_;
    seen_.erase(seen_.find(order_.front().key));
    order_.pop_front();
  }
}

void NewTermsDetector::AdvanceTo(Instant, std::vector<JoinedEvents>&) {}
void NewTermsDetector::Finish(std::vector<JoinedEvents>&) { Clear(); }

void NewTermsDetector::Clear() {
  seen_.clear();
  order_.clear();
}

std::string NewTermsDetector::Save(const SaveEvent&) const {
  nlohmann::json seen = nlohmann::json::array();
  for (const Seen& one : order_) seen.push_back({{"key", one.key}, {"last", one.last}});
  return nlohmann::json{{"version", kNewTermsVersion}, {"rule", identity_},         {"ordinal", ordinal_},
                        {"evicted", evicted_},         {"incomplete", incomplete_}, {"seen", std::move(seen)}}
      .dump();
}

Status NewTermsDetector::Restore(std::string_view text, const LoadEvent&) {
  const auto start_afresh = [&] {
    Clear();
    ordinal_ = evicted_ = incomplete_ = 0;
  };
  start_afresh();
  const Result<nlohmann::json> state = ParseState(text, kNewTermsVersion, identity_);
  if (!state) return tl::unexpected<Error>(state.error());
  try {
    ordinal_ = state->at("ordinal").get<std::uint64_t>();
    evicted_ = state->at("evicted").get<std::uint64_t>();
    incomplete_ = state->at("incomplete").get<std::uint64_t>();
    for (const nlohmann::json& one : state->at("seen")) {
      const auto last = one.at("last").get<Instant>();
      const auto [at, is_new] = seen_.try_emplace(one.at("key").get<std::string>());
      if (!is_new || (!order_.empty() && order_.back().last > last)) throw std::out_of_range("seen");
      at->second = order_.insert(order_.end(), {at->first, last});
    }
  } catch (const std::exception& problem) {
    start_afresh();
    return DamagedState(problem);
  }
  return {};
}

}  // namespace crosstrail
