#include "detect/event_hits.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/hash.h"

namespace crosstrail {

std::string EventIdOf(const Record& record) {
  return record.event_id.empty() ? "sha256:" + Sha256Hex(record.json) : std::string(record.event_id);
}

KeptRecord KeepRecord(const Record& record, std::string event_id) {
  KeptRecord kept;
  kept.json.reserve(record.json.size() + kJsonPadding);
  kept.json = record.json;
  kept.form = record.form;
  kept.time = record.time;
  kept.has_time = record.has_time;
  kept.event_id = std::move(event_id);
  if (record.source != nullptr) kept.provenance = {record.source->path, record.index, record.source->sha256};
  return kept;
}

Record AsRecord(const KeptRecord& kept) {
  Record record;
  record.json = kept.json;
  record.form = kept.form;
  record.has_time = kept.has_time;
  record.time = kept.time;
  record.index = kept.provenance.index;
  return record;
}

EventHits::EventHits(const RuleSet& rules, std::optional<std::uint64_t> max_signals) : rules_(rules.rules.size()) {
  for (std::size_t i = 0; i < rules_.size(); ++i)
    rules_[i].limit = max_signals.value_or(rules.rules[i].rule.max_signals);
}

// Of two copies of one event the one from the smaller place is kept, so that it does not matter which came first.
void EventHits::Keep(PerRule& rule, Key key, KeptRecord record) {
  const auto place = [](const KeptRecord& kept) {
    return std::tie(kept.provenance.path, kept.provenance.index, kept.json);
  };
  const auto at = rule.kept.lower_bound(key);
  if (at != rule.kept.end() && at->first == key) {
    if (place(record) < place(at->second)) at->second = std::move(record);
    return;
  }
  rule.kept.emplace_hint(at, std::move(key), std::move(record));
  if (rule.limit != 0 && rule.kept.size() > rule.limit) rule.kept.erase(std::prev(rule.kept.end()));
}

void EventHits::Add(std::uint32_t rule_index, const Record& record) {
  PerRule& rule = rules_[rule_index];
  Key key{!record.has_time, record.has_time ? record.time : 0, EventIdOf(record)};
  rule.matched.Add(Hash64(key.event_id));
  if (rule.limit != 0 && rule.kept.size() >= rule.limit && rule.kept.rbegin()->first < key) return;
  KeptRecord kept = KeepRecord(record, key.event_id);
  Keep(rule, std::move(key), std::move(kept));
}

void EventHits::Merge(EventHits&& other) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    PerRule& from = other.rules_[i];
    rules_[i].matched.Merge(std::move(from.matched));
    while (!from.kept.empty()) {
      auto node = from.kept.extract(from.kept.begin());
      Keep(rules_[i], std::move(node.key()), std::move(node.mapped()));
    }
  }
}

EventHits::Outcome EventHits::Finish() {
  Outcome outcome;
  outcome.over_limit.reserve(rules_.size());
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    PerRule& rule = rules_[i];
    // Two records with one eventID but different times are one event.
    std::set<std::string_view> seen;
    std::uint64_t kept = 0;
    for (auto& [key, record] : rule.kept) {
      if (!seen.insert(key.event_id).second) continue;
      ++kept;
      Detection& detection = outcome.detections.emplace_back();
      detection.rule = i;
      detection.events.push_back(std::move(record));
    }
    const std::uint64_t matched = rule.matched.Count();
    outcome.over_limit.push_back(matched > kept ? matched - kept : 0);
  }
  SortDetections(outcome.detections);
  return outcome;
}

void SortDetections(std::vector<Detection>& detections) {
  std::sort(detections.begin(), detections.end(), [](const Detection& a, const Detection& b) {
    const auto order = [](const Detection& detection) {
      const KeptRecord& last = detection.events.back();
      return std::make_tuple(!last.has_time, last.has_time ? last.time : 0, std::string_view(last.event_id),
                             detection.rule, std::string_view(detection.key));
    };
    if (order(a) != order(b)) return order(a) < order(b);
    return std::ranges::lexicographical_compare(a.events, b.events, {}, &KeptRecord::event_id, &KeptRecord::event_id);
  });
}

}  // namespace crosstrail
