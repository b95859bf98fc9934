#include "detect/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "detect/join_hits.h"

namespace crosstrail {
namespace {

// Whether the hits of a query have to be put in order before it can find anything.
bool NeedsJoin(const Query& query) { return query.kind != Query::Kind::kEvent || !query.pipes.empty(); }

/// Everything one thread has for itself.
class Worker : public ReadWorker {
 public:
  Worker(const ScanOptions& options, const RuleSet& rules, const RuleIndex& index)
      : rules_(rules),
        matcher_(rules, index, options.event),
        hits_(rules, options.max_signals),
        log_(HitBuffer(options.threads)) {}

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

// The events of `found` as a detection, unless one of them cannot be read back: a part of a sequence is no sequence.
void AddDetection(std::uint32_t rule, JoinedHits& found, ScanResult& result) {
  Detection detection{rule, std::move(found.key), {}};
  for (const LoggedHit& hit : found.events) {
    auto record = hit.log->Load(hit);
    if (!record) return result.input.AddProblem({hit.Source().path, hit.index, record.error().message});
    detection.events.push_back(std::move(*record));
  }
  result.outcome.detections.push_back(std::move(detection));
}

// What the query of one rule finds in its hits.
Status JoinRule(const CompiledRule& rule, std::optional<std::uint64_t> max_signals, std::unique_ptr<OrderedHits> hits,
                ScanResult& result) {
  const std::uint32_t number = hits->rule();
  JoinedResults found(rule.query, std::move(hits));
  if (Status status = found.Find(); !status) return status;
  result.without_time += found.without_time();
  result.evicted += found.evicted();
  result.forgotten += found.forgotten();
  const std::uint64_t limit = max_signals.value_or(rule.rule.max_signals);
  const std::uint64_t shown = limit == 0 ? found.size() : std::min(limit, found.size());
  result.outcome.over_limit[number] += found.size() - shown;
  JoinedHits joined;
  for (std::uint64_t i = 0; i < shown; ++i) {
    if (auto more = found.Next(joined); !more) return tl::unexpected<Error>(std::move(more.error()));
    AddDetection(number, joined, result);
  }
  return {};
}

// Runs the queries that need their hits in order, and adds what they find to the outcome.
void Join(const RuleSet& rules, std::optional<std::uint64_t> max_signals, std::vector<HitLog*> logs,
          ScanResult& result) {
  HitsByRule by_rule(std::move(logs));
  while (true) {
    auto hits = by_rule.Next();
    if (!hits) {
      result.input.AddProblem({{}, std::nullopt, "alerts over several events are missing: " + hits.error().message});
      break;
    }
    if (!*hits) break;
    const CompiledRule& rule = rules.rules[(*hits)->rule()];
    if (const Status joined = JoinRule(rule, max_signals, std::move(*hits), result); !joined) {
      result.input.AddProblem(
          {{}, std::nullopt, fmt::format("alerts of \"{}\" are missing: {}", rule.rule.name, joined.error().message)});
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
  Join(rules, options.max_signals, std::move(logs), result);
  return result;
}

}  // namespace crosstrail
