#include "detect/scan.h"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "detect/hit_log.h"
#include "detect/join_hits.h"

namespace crosstrail {
namespace {

// Whether the hits of a query have to be put in order before it can find anything.
bool NeedsJoin(const Query& query) { return query.kind != Query::Kind::kEvent || !query.pipes.empty(); }

/// Everything one thread has for itself.
class Worker : public ReadWorker {
 public:
  Worker(const ScanOptions& options, const RuleSet& rules, const RuleIndex& index)
      : rules_(rules), matcher_(rules, index, options.event), hits_(rules, options.max_signals) {}

  void OnRecord(const Record& record) override {
    if (const Status matched = matcher_.Match(record, steps_); !matched) {
      return NoteProblem(record, matched.error().message);
    }
    tally_.Add(record);
    log_.NextRecord();
    for (auto begin = steps_.begin(); begin != steps_.end();) {
      const auto end = std::find_if(begin, steps_.end(), [&](const StepRef& step) { return step.rule != begin->rule; });
      if (NeedsJoin(rules_.rules[begin->rule].query)) {
        Log(record, {begin, end});
      } else {
        hits_.Add(begin->rule, record);
      }
      begin = end;
    }
  }

  HitLog& log() { return log_; }

  void MergeInto(ScanResult& result, EventHits& hits) {
    result.tally.Merge(std::move(tally_));
    hits.Merge(std::move(hits_));
    for (std::size_t rule = 0; rule < result.limit_differences.size(); ++rule) {
      result.limit_differences[rule] += matcher_.limit_differences()[rule];
    }
  }

 private:
  // The steps of one rule that the record satisfies.
  void Log(const Record& record, std::span<const StepRef> hits) {
    const Query& query = rules_.rules[hits.front().rule].query;
    const std::vector<StepKeys> steps = StepsOf(query, hits, matcher_.event());
    if (steps.empty()) return;
    if (const Status added = log_.Add(hits.front().rule, record, steps); !added) {
      NoteProblem(record, added.error().message);
    }
  }

  const RuleSet& rules_;
  Matcher matcher_;
  EventHits hits_;
  HitLog log_;
  RecordTally tally_;
  std::vector<StepRef> steps_;
};

// Runs the queries that need their hits in order, and adds what they find to the outcome.
void Join(const RuleSet& rules, std::optional<std::uint64_t> max_signals, const std::vector<HitLog*>& logs,
          ScanResult& result) {
  const std::vector<LoggedHit> hits = InOrder(logs);
  if (hits.empty()) return;
  for (auto begin = hits.begin(); begin != hits.end();) {
    const std::uint32_t rule = begin->rule;
    const auto end = std::find_if(begin, hits.end(), [rule](const LoggedHit& hit) { return hit.rule != rule; });
    JoinOutcome joined = JoinHitsOf(rules.rules[rule].query, {begin, end});
    begin = end;
    result.without_time += joined.without_time;
    result.evicted += joined.evicted;
    result.forgotten += joined.forgotten;
    const std::uint64_t limit = max_signals.value_or(rules.rules[rule].rule.max_signals);
    if (limit != 0 && joined.found.size() > limit) {
      result.outcome.over_limit[rule] += joined.found.size() - limit;
      joined.found.resize(limit);
    }
    for (JoinedHits& found : joined.found) {
      Detection detection{rule, std::move(found.key), {}};
      for (const LoggedHit* hit : found.events) {
        auto record = hit->log->Load(*hit);
        if (record) {
          detection.events.push_back(std::move(*record));
        } else {
          result.input.AddProblem({hit->Source().path, hit->index, record.error().message});
        }
      }
      if (detection.events.size() == found.events.size()) result.outcome.detections.push_back(std::move(detection));
    }
  }
  SortDetections(result.outcome.detections);
}

}  // namespace

ScanResult Scan(const ScanOptions& options, const RuleSet& rules, ReadProgress& progress) {
  const RuleIndex index(rules);
  ScanResult result;
  result.limit_differences.resize(rules.rules.size());
  const auto make = [&] { return std::make_unique<Worker>(options, rules, index); };
  const auto workers = ReadWith(options.paths, options.read, options.threads, make, progress, result.input);
  EventHits hits(rules, options.max_signals);
  for (const auto& worker : workers) worker->MergeInto(result, hits);
  result.outcome = hits.Finish();
  std::vector<HitLog*> logs;
  logs.reserve(workers.size());
  for (const auto& worker : workers) logs.push_back(&worker->log());
  Join(rules, options.max_signals, logs, result);
  return result;
}

}  // namespace crosstrail
