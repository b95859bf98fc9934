// Events with an id, and what a query finds in them: by running its conditions and detectors over them in order.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detect/join_keys.h"
#include "detect/sample_detector.h"
#include "detect/sequence_detector.h"
#include "fake_event.h"

namespace crosstrail {

struct StreamEvent {
  Instant time = 0;
  std::int64_t id = 0;
  std::shared_ptr<FakeEvent> event;
};

/// One result: ids in order, -1 for an event that was missing, and the values of its keys.
struct Result1 {
  std::vector<std::int64_t> ids;
  std::vector<std::optional<std::string>> keys;
  bool operator==(const Result1&) const = default;
};

inline std::optional<StepHit> HitOf(const Query& query, const StreamEvent& event) {
  StepHit hit{std::make_shared<const HitEvent>(
                  HitEvent{event.time, std::to_string(event.id), static_cast<std::uint64_t>(event.id)}),
              {}};
  const auto add = [&](const Step& step, std::size_t number) {
    if (!step.condition.Matches(*event.event)) return;
    std::vector<std::string> keys = KeyTuples(step.keys, *event.event);
    if (!keys.empty()) hit.steps.push_back({static_cast<std::uint32_t>(number), std::move(keys)});
  };
  for (std::size_t i = 0; i < query.steps.size(); ++i) add(query.steps[i], i);
  if (query.until) add(*query.until, query.steps.size());
  if (hit.steps.empty()) return std::nullopt;
  return hit;
}

inline std::vector<Result1> ResultsOf(std::vector<JoinedEvents> joined) {
  std::stable_sort(joined.begin(), joined.end(), [](const JoinedEvents& a, const JoinedEvents& b) {
    return std::tie(a.ordinal, a.key) < std::tie(b.ordinal, b.key);
  });
  std::vector<Result1> results;
  for (const JoinedEvents& found : joined) {
    Result1& result = results.emplace_back();
    for (const HitEventRef& event : found.events) {
      result.ids.push_back(event ? static_cast<std::int64_t>(event->place) : -1);
    }
    result.keys = KeyValues(found.key);
  }
  return results;
}

inline std::vector<Result1> Piped(const Query& query, std::vector<Result1> results) {
  for (const Pipe& pipe : query.pipes) {
    const auto count = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(pipe.count, results.size()));
    if (pipe.kind == Pipe::Kind::kHead) {
      results.erase(results.begin() + count, results.end());
    } else {
      results.erase(results.begin(), results.end() - count);
    }
  }
  return results;
}

/// `events` in order.
inline std::vector<Result1> RunSequence(const Query& query, const std::vector<StreamEvent>& events) {
  SequenceDetector detector(query, "test");
  std::vector<JoinedEvents> joined;
  for (const StreamEvent& event : events) {
    if (const auto hit = HitOf(query, event)) detector.Add(*hit, joined);
  }
  detector.Finish(joined);
  return Piped(query, ResultsOf(std::move(joined)));
}

inline std::vector<Result1> RunSample(const Query& query, const std::vector<StreamEvent>& events,
                                      std::size_t most = 1) {
  SampleDetector detector(query, most);
  for (const StreamEvent& event : events) {
    if (const auto hit = HitOf(query, event)) detector.Add(*hit);
  }
  std::vector<JoinedEvents> joined;
  detector.Finish(joined);
  return ResultsOf(std::move(joined));
}

}  // namespace crosstrail
