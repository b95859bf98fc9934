#include "detect/missing_events.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace crosstrail {

MissingEvents::MissingEvents(const Query& query, std::size_t most_leading)
    : most_leading_(std::max<std::size_t>(most_leading, 1)), maxspan_(query.maxspan.value_or(0)) {
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
}

// An older one of the same key is nearer to no sequence that is yet to begin; those that have begun have noted it.
void MissingEvents::AddLeading(const std::string& key, Instant time) {
  while (!latest_.empty() && Elapsed(latest_.front().time, time) > maxspan_) {
    latest_of_.erase(latest_.front().key);
    latest_.pop_front();
  }
  if (const auto known = latest_of_.find(key); known != latest_of_.end()) {
    known->second->time = time;
    latest_.splice(latest_.end(), latest_, known->second);
    return;
  }
  if (latest_.size() >= most_leading_) {
    latest_of_.erase(latest_.front().key);
    latest_.pop_front();
    ++forgotten_;
  }
  latest_.push_back({key, time});
  latest_of_.emplace(latest_.back().key, std::prev(latest_.end()));
}

std::optional<Instant> MissingEvents::Leading(const std::string& key) const {
  const auto known = latest_of_.find(key);
  return known == latest_of_.end() ? std::nullopt : std::optional(known->second->time);
}

// What follows a sequence can only be seen while the sequence waits for it, and the first that does decides: those
// after it are farther from what came in front.
void MissingEvents::AddTrailing(const std::string& key, Instant time) {
  const auto entry = unfollowed_.find(key);
  if (entry == unfollowed_.end()) return;
  const std::vector<Waiting::iterator> followed = std::move(entry->second);
  unfollowed_.erase(entry);
  for (const Waiting::iterator candidate : followed) {
    if (IsSpoiltBy(time, candidate->second)) {
      waiting_.erase(candidate);
    } else {
      candidate->second.followed = true;
    }
  }
}

// Of a query that forbids both, only a pair of events within one span spoils a sequence.
bool MissingEvents::IsSpoiltBy(Instant trailing, const Candidate& candidate) const {
  if (!leading_) return true;
  return candidate.missing.leading && Elapsed(*candidate.missing.leading, trailing) <= maxspan_;
}

bool MissingEvents::Judge(Candidate& candidate) const {
  std::optional<Instant>& leading = candidate.missing.leading;
  if (leading && Elapsed(*leading, candidate.last) > maxspan_) leading.reset();
  return !candidate.missing.spoilt && (!leading || trailing_);
}

void MissingEvents::Wait(Candidate candidate) {
  const Instant deadline = Later(candidate.first, maxspan_);
  const auto waiting = waiting_.emplace(deadline, std::move(candidate));
  Candidate& kept = waiting->second;
  if (kept.followed) return;
  std::vector<Waiting::iterator>& of_key = unfollowed_[kept.joined.key];
  kept.place = of_key.size();
  of_key.push_back(waiting);
}

void MissingEvents::Unlist(Waiting::iterator candidate) {
  if (candidate->second.followed) return;
  const auto of_key = unfollowed_.find(candidate->second.joined.key);
  const std::size_t place = candidate->second.place;
  of_key->second[place] = of_key->second.back();
  of_key->second[place]->second.place = place;
  of_key->second.pop_back();
  if (of_key->second.empty()) unfollowed_.erase(of_key);
}

void MissingEvents::GiveUp(Waiting::iterator candidate) {
  Unlist(candidate);
  waiting_.erase(candidate);
}

void MissingEvents::Release(Instant time, std::vector<Candidate>& released) {
  while (!waiting_.empty() && (waiting_.begin()->first < time || time == kMaxInstant)) {
    const auto candidate = waiting_.begin();
    Unlist(candidate);
    released.push_back(std::move(candidate->second));
    waiting_.erase(candidate);
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

nlohmann::json MissingEvents::Save(SavedEvents& events) const {
  nlohmann::json latest = nlohmann::json::array();
  for (const Latest& hit : latest_) latest.push_back({hit.key, hit.time});
  nlohmann::json waiting = nlohmann::json::array();
  for (const auto& [deadline, candidate] : waiting_) {
    nlohmann::json saved = {{"key", candidate.joined.key},
                            {"ordinal", candidate.joined.ordinal},
                            {"begun", candidate.begun},
                            {"followed", candidate.followed}};
    for (const HitEventRef& event : candidate.joined.events) saved["events"].push_back(events.Add(event));
    if (candidate.missing.leading) saved["leading"] = *candidate.missing.leading;
    waiting.push_back(std::move(saved));
  }
  return {{"leading", std::move(latest)}, {"waiting", std::move(waiting)}, {"forgotten", forgotten_}};
}

void MissingEvents::Load(const nlohmann::json& state, const LoadedEvents& events) {
  forgotten_ = state.at("forgotten").get<std::uint64_t>();
  for (const nlohmann::json& hit : state.at("leading"))
    AddLeading(hit.at(0).get<std::string>(), hit.at(1).get<Instant>());
  for (const nlohmann::json& saved : state.at("waiting")) {
    Candidate candidate;
    candidate.joined.key = saved.at("key").get<std::string>();
    candidate.joined.ordinal = saved.at("ordinal").get<std::uint64_t>();
    for (const nlohmann::json& index : saved.at("events")) candidate.joined.events.push_back(events.at(index));
    candidate.begun = saved.at("begun").get<std::uint64_t>();
    candidate.followed = saved.at("followed").get<bool>();
    if (saved.contains("leading")) candidate.missing.leading = saved.at("leading").get<Instant>();
    candidate.first = candidate.joined.events.at(0)->time;
    candidate.last = candidate.joined.events.back()->time;
    Wait(std::move(candidate));
  }
}

}  // namespace crosstrail
