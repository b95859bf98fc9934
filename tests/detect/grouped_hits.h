// Timelines of hits with groups and values, and what a detector finds in them, in one piece and in all other ways.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "detect/hit_detector.h"
#include "detect/hit_stream.h"

namespace crosstrail {

/// "u:x+y@3 v ~u" is at second 3 a hit of group u with the values x and y, then one of group v, and one of group u to
/// learn from. Events are numbered from 1. Several groups: "u,v".
inline std::vector<StepHit> HitsOf(const std::string& timeline) {
  const auto parts = [](const std::string& text, char by) {
    std::vector<std::string> list;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, by);) list.push_back(part);
    if (list.empty()) list.emplace_back();
    return list;
  };
  std::vector<StepHit> hits;
  std::istringstream in(timeline);
  Instant time = 0;
  for (std::string word; in >> word;) {
    const std::size_t at = word.find('@');
    if (at != std::string::npos) time = std::stoi(word.substr(at + 1)) * kSecond;
    word = word.substr(0, at);
    const bool history = word.starts_with('~');
    if (history) word.erase(0, 1);
    const std::uint64_t number = hits.size() + 1;
    char id[8];
    std::snprintf(id, sizeof id, "%05u", static_cast<unsigned>(number));
    StepHit hit{std::make_shared<const HitEvent>(HitEvent{time, id, number}), {}, history};
    const std::size_t colon = word.find(':');
    hit.steps.push_back({0, parts(word.substr(0, colon), ',')});
    if (colon != std::string::npos) hit.steps.push_back({1, parts(word.substr(colon + 1), '+')});
    hits.push_back(std::move(hit));
  }
  return hits;
}

/// "1 2 3 =u (3; 2)": the numbers of the events, the group, and of a threshold how many events and values were counted.
inline std::string Printed(std::vector<JoinedEvents> found) {
  std::ranges::stable_sort(found, {}, [](const JoinedEvents& one) { return std::tie(one.ordinal, one.key); });
  std::string text;
  for (const JoinedEvents& one : found) {
    text += text.empty() ? "" : " / ";
    for (const HitEventRef& event : one.events) text += std::to_string(event->place) + " ";
    text += "=" + one.key;
    if (one.count.events == 0) continue;
    text += " (" + std::to_string(one.count.events);
    for (const std::uint64_t values : one.count.values) text += "; " + std::to_string(values);
    text += ")";
  }
  return text;
}

using MakeHitDetector = std::function<std::unique_ptr<HitDetector>()>;

inline std::string FindIn(const MakeHitDetector& make, const std::vector<StepHit>& hits) {
  const std::unique_ptr<HitDetector> detector = make();
  std::vector<JoinedEvents> found;
  for (const StepHit& hit : hits) detector->Add(hit, found);
  detector->Finish(found);
  return Printed(std::move(found));
}

/// The same by a stream that gets the hits out of order within `lateness`, and whose detector is saved and restored
/// into another every now and then.
inline std::string FindInStream(const MakeHitDetector& make, const std::vector<StepHit>& hits, Duration lateness,
                                std::mt19937& random) {
  std::vector<std::pair<Instant, StepHit>> arrivals;
  for (const StepHit& hit : hits) {
    arrivals.emplace_back(hit.event->time + static_cast<Duration>(random() % 1'000) * (lateness / 1'000), hit);
  }
  std::ranges::stable_sort(arrivals, {}, [](const auto& one) { return one.first; });
  std::vector<HitEventRef> events;
  const auto save = [&](const HitEvent& event) {
    events.push_back(std::make_shared<const HitEvent>(event));
    return std::to_string(events.size() - 1);
  };
  const auto load = [&](const std::string& text) { return events.at(std::stoul(text)); };
  std::vector<JoinedEvents> found;
  std::unique_ptr<HitDetector> detector = make();
  // The hits that wait in the stream are its caller's to keep: an interruption hands them in again.
  auto stream = std::make_unique<HitStream>(*detector, lateness);
  std::vector<StepHit> waiting;
  for (const auto& [arrival, hit] : arrivals) {
    stream->Add(hit, found);
    waiting.push_back(hit);
    std::erase_if(waiting, [&](const StepHit& one) { return one.event->time < stream->watermark(); });
    if (random() % 8 != 0) continue;
    const std::string state = detector->Save(save);
    const Instant watermark = stream->watermark();
    std::unique_ptr<HitDetector> other = make();
    EXPECT_TRUE(other->Restore(state, load));
    detector = std::move(other);
    stream = std::make_unique<HitStream>(*detector, lateness);
    std::vector<JoinedEvents> none;
    stream->AdvanceTo(watermark, none);
    EXPECT_TRUE(none.empty());
    for (const StepHit& one : waiting) stream->Add(one, found);
  }
  stream->Finish(found);
  EXPECT_EQ(stream->late(), 0U);
  return Printed(std::move(found));
}

}  // namespace crosstrail
