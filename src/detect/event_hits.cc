#include "detect/event_hits.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "base/hash.h"

namespace crosstrail {

KeptRecord KeepRecord(const Record& record, std::string event_id) {
  KeptRecord kept;
  kept.json.reserve(record.json.size() + kJsonPadding);
  kept.json = record.json;
  if (!record.added.empty()) {
    kept.added.reserve(record.added.size() + kJsonPadding);
    kept.added = record.added;
  }
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
  record.added = kept.added;
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

void EventHits::Keep(PerRule& rule, Key key, KeptRecord record) {
  const auto order = [](const Key& at, const KeptRecord& kept) {
    return CopyOrder{false, at.no_time, at.time, kept.provenance.path, kept.provenance.index};
  };
  const auto drop = [&](Kept::iterator kept) {
    rule.by_id.erase(kept->first.event_id);
    rule.kept.erase(kept);
  };
  if (const auto copy = rule.by_id.find(key.event_id); copy != rule.by_id.end()) {
    if (!(order(key, record) < order(copy->second->first, copy->second->second))) return;
    drop(copy->second);
  }
  const auto kept = rule.kept.emplace(std::move(key), std::move(record)).first;
  rule.by_id.emplace(kept->first.event_id, kept);
  if (rule.limit != 0 && rule.kept.size() > rule.limit) drop(std::prev(rule.kept.end()));
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
    const std::uint64_t kept = rule.kept.size();
    for (auto& [key, record] : rule.kept) {
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
