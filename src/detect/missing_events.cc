#include "detect/missing_events.h"

#include <algorithm>
#include <iterator>

namespace crosstrail {

MissingEvents::MissingEvents(const Query& query) : maxspan_(query.maxspan.value_or(0)) {
  std::size_t positives = 0;
  for (const Step& step : query.steps) positives += step.missing ? 0 : step.runs;
  placeholders_.resize(positives + 1);
  std::size_t before = 0;
  for (std::uint32_t i = 0; i < query.steps.size(); ++i) {
    const Step& step = query.steps[i];
    if (!step.missing) {
      before += step.runs;
      continue;
    }
    placeholders_[before] += step.runs;
    const Where where = before == 0 ? Where::kLeading : before == positives ? Where::kTrailing : Where::kMiddle;
    kinds_.push_back({i, where, before});
    leading_ = leading_ || where == Where::kLeading;
    trailing_ = trailing_ || where == Where::kTrailing;
  }
  seen_.resize(kinds_.size());
}

void MissingEvents::Add(std::uint32_t step, const std::string& key, Instant time, std::uint64_t ordinal) {
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    if (kinds_[i].step != step) continue;
    if (kinds_[i].where != Where::kTrailing) {
      seen_[i][key].push_back({time, ordinal});
      ++held_;
      continue;
    }
    // What follows a sequence can only be seen while the sequence waits for it.
    const auto [begin, end] = by_key_.equal_range(key);
    for (auto waiting = begin; waiting != end; ++waiting) {
      auto& [deadline, candidate] = *waiting->second;
      if (time > deadline || candidate.has_trailing) continue;
      candidate.has_trailing = true;
      candidate.trailing = time;
    }
  }
}

bool MissingEvents::Judge(Candidate& candidate) const {
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    const auto seen = seen_[i].find(candidate.joined.key);
    if (seen == seen_[i].end()) continue;
    const Kind& kind = kinds_[i];
    for (const Seen& event : seen->second) {
      if (kind.where == Where::kMiddle) {
        if (event.ordinal > candidate.ordinals[kind.before - 1] && event.ordinal < candidate.ordinals[kind.before]) {
          return false;
        }
      } else if (event.ordinal < candidate.ordinals.front() && Elapsed(event.time, candidate.last) <= maxspan_) {
        candidate.has_leading = true;
        candidate.leading = std::max(candidate.leading, event.time);
      }
    }
  }
  return !candidate.has_leading || trailing_;
}

// Of a query that forbids both, only a pair of events within one span spoils a sequence.
bool MissingEvents::IsSpoilt(const Candidate& candidate) const {
  if (!leading_) return candidate.has_trailing;
  return candidate.has_leading && candidate.has_trailing && Elapsed(candidate.leading, candidate.trailing) <= maxspan_;
}

void MissingEvents::Wait(Candidate candidate) {
  const Instant deadline = candidate.first > kMaxInstant - maxspan_ ? kMaxInstant : candidate.first + maxspan_;
  const auto waiting = waiting_.emplace(deadline, std::move(candidate));
  by_key_.emplace(waiting->second.joined.key, waiting);
}

void MissingEvents::Erase(Waiting::iterator candidate) {
  const auto [begin, end] = by_key_.equal_range(candidate->second.joined.key);
  by_key_.erase(std::find_if(begin, end, [&](const auto& entry) { return entry.second == candidate; }));
  waiting_.erase(candidate);
}

void MissingEvents::Release(Instant time, std::vector<Candidate>& released) {
  while (!waiting_.empty() && (waiting_.begin()->first < time || time == kMaxInstant)) {
    Candidate candidate = waiting_.begin()->second;
    Erase(waiting_.begin());
    if (!IsSpoilt(candidate)) released.push_back(std::move(candidate));
  }
}

void MissingEvents::Prune(Instant time) {
  const Instant oldest = time < kMinInstant + maxspan_ ? kMinInstant : time - maxspan_;
  for (SeenByKey& by_key : seen_) {
    for (auto entry = by_key.begin(); entry != by_key.end();) {
      std::deque<Seen>& events = entry->second;
      while (!events.empty() && events.front().time < oldest) {
        events.pop_front();
        --held_;
      }
      entry = events.empty() ? by_key.erase(entry) : std::next(entry);
    }
  }
}

std::vector<HitEventRef> MissingEvents::WithPlaceholders(const std::vector<HitEventRef>& events) const {
  std::vector<HitEventRef> all;
  for (std::size_t i = 0; i <= events.size(); ++i) {
    all.insert(all.end(), placeholders_[i], nullptr);
    if (i < events.size()) all.push_back(events[i]);
  }
  return all;
}

void MissingEvents::DropOldest() {
  if (!waiting_.empty()) Erase(waiting_.begin());
}

nlohmann::json MissingEvents::Save(SavedEvents& events) const {
  nlohmann::json seen = nlohmann::json::array();
  for (const SeenByKey& by_key : seen_) {
    nlohmann::json& kind = seen.emplace_back(nlohmann::json::array());
    for (const auto& [key, hits] : by_key) {
      for (const Seen& hit : hits) kind.push_back({key, hit.time, hit.ordinal});
    }
  }
  nlohmann::json waiting = nlohmann::json::array();
  for (const auto& [deadline, candidate] : waiting_) {
    nlohmann::json saved = {{"key", candidate.joined.key}, {"ordinal", candidate.joined.ordinal}};
    for (const HitEventRef& event : candidate.joined.events) saved["events"].push_back(events.Add(event));
    saved["ordinals"] = candidate.ordinals;
    if (candidate.has_leading) saved["leading"] = candidate.leading;
    if (candidate.has_trailing) saved["trailing"] = candidate.trailing;
    waiting.push_back(std::move(saved));
  }
  return {{"seen", std::move(seen)}, {"waiting", std::move(waiting)}};
}

void MissingEvents::Load(const nlohmann::json& state, const LoadedEvents& events) {
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    for (const nlohmann::json& hit : state.at("seen").at(i)) {
      seen_[i][hit.at(0).get<std::string>()].push_back({hit.at(1).get<Instant>(), hit.at(2).get<std::uint64_t>()});
      ++held_;
    }
  }
  for (const nlohmann::json& saved : state.at("waiting")) {
    Candidate candidate;
    candidate.joined.key = saved.at("key").get<std::string>();
    candidate.joined.ordinal = saved.at("ordinal").get<std::uint64_t>();
    for (const nlohmann::json& index : saved.at("events")) candidate.joined.events.push_back(events.at(index));
    candidate.ordinals = saved.at("ordinals").get<std::vector<std::uint64_t>>();
    candidate.first = candidate.joined.events.front()->time;
    candidate.last = candidate.joined.events.back()->time;
    candidate.has_leading = saved.contains("leading");
    if (candidate.has_leading) candidate.leading = saved.at("leading").get<Instant>();
    candidate.has_trailing = saved.contains("trailing");
    if (candidate.has_trailing) candidate.trailing = saved.at("trailing").get<Instant>();
    Wait(std::move(candidate));
  }
}

}  // namespace crosstrail
