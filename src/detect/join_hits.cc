#include "detect/join_hits.h"

#include <algorithm>
#include <memory>
#include <tuple>

#include "detect/join_keys.h"
#include "detect/sample_detector.h"
#include "detect/sequence_detector.h"

namespace crosstrail {
namespace {

void ApplyPipes(const Query& query, std::vector<JoinedHits>& found) {
  for (const Pipe& pipe : query.pipes) {
    if (pipe.count >= found.size()) continue;
    const auto count = static_cast<std::ptrdiff_t>(pipe.count);
    if (pipe.kind == Pipe::Kind::kHead) {
      found.erase(found.begin() + count, found.end());
    } else {
      found.erase(found.begin(), found.end() - count);
    }
  }
}

StepHit HitOf(const LoggedHit& hit, std::size_t place) {
  return {std::make_shared<const HitEvent>(HitEvent{hit.time, {}, place}), hit.Steps()};
}

}  // namespace

std::vector<StepKeys> StepsOf(const Query& query, std::span<const StepRef> hits, FieldSource& event) {
  std::vector<StepKeys> steps;
  for (const StepRef hit : hits) {
    std::vector<std::string> keys = KeyTuples(StepOf(query, hit.step).keys, event);
    if (!keys.empty()) steps.push_back({hit.step, std::move(keys)});
  }
  return steps;
}

JoinOutcome JoinHitsOf(const Query& query, std::span<const LoggedHit> hits, DetectorLimits limits) {
  JoinOutcome outcome;
  if (query.kind == Query::Kind::kEvent) {
    for (const LoggedHit& hit : hits) outcome.found.push_back({{}, {&hit}});
    ApplyPipes(query, outcome.found);
    return outcome;
  }
  std::vector<JoinedEvents> joined;
  if (query.kind == Query::Kind::kSample) {
    SampleDetector detector(query, 1, limits);
    for (std::size_t i = 0; i < hits.size(); ++i) detector.Add(HitOf(hits[i], i));
    detector.Finish(joined);
    outcome.evicted = detector.evicted();
  } else {
    SequenceDetector detector(query, {}, limits);
    for (std::size_t i = 0; i < hits.size(); ++i) {
      if (hits[i].has_time) {
        detector.Add(HitOf(hits[i], i), joined);
      } else {
        ++outcome.without_time;
      }
    }
    detector.Finish(joined);
    outcome.evicted = detector.evicted();
    outcome.forgotten = detector.forgotten();
  }
  std::ranges::sort(joined, [](const JoinedEvents& a, const JoinedEvents& b) {
    return std::tie(a.ordinal, a.key) < std::tie(b.ordinal, b.key);
  });
  for (JoinedEvents& events : joined) {
    JoinedHits& found = outcome.found.emplace_back();
    found.key = std::move(events.key);
    for (const HitEventRef& event : events.events) {
      if (event) found.events.push_back(&hits[event->place]);
    }
  }
  ApplyPipes(query, outcome.found);
  return outcome;
}

}  // namespace crosstrail
