#include "detect/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "detect/exposure_tracking.h"
#include "detect/join_hits.h"
#include "detect/match_plan.h"
#include "detect/suppressor.h"
#include "rule/grouping.h"

namespace crosstrail {
namespace {

HitSinkOptions SinkOptions(const ScanOptions& options) { return {options.join, options.max_signals, options.threads}; }

// Of the records of sharing calls, for all threads together.
constexpr std::size_t kCallsInMemory = std::size_t{32} << 20U;

void NoteMissing(const Status& merged, ScanResult& result) {
  if (!merged) result.input.AddProblem({{}, std::nullopt, "new terms are missing: " + merged.error().message});
}

/// Everything one thread has for itself.
class ScanWorker : public ReadWorker {
 public:
  ScanWorker(const ScanOptions& options, const RuleSet& rules, const MatchPlan& plan)
      : plan_(plan),
        matcher_(rules, plan.others(), options.event),
        sink_(SinkOptions(options), rules),
        calls_(HitBuffer(options.threads), kCallsInMemory / options.threads) {}

  void OnRecord(const Record& record) override {
    Result<std::optional<SharingCall>> call = CallOf(record);
    if (!call) return NoteProblem(record, call.error().message);
    const RuleIndex& index = *call ? plan_.calls() : plan_.others();
    if (const Status matched = matcher_.Match(record, index, steps_); !matched) {
      return NoteProblem(record, matched.error().message);
    }
    tally_.Add(record);
    Status taken = sink_.Take(record, steps_, matcher_.event());
    if (*call) {
      if (Status put = PutAside(record, **call); !put) taken = std::move(put);
    }
    if (!taken) NoteProblem(record, taken.error().message);
  }

  HitLog& log() { return sink_.log(); }
  HitLog& calls() { return calls_; }

  void MergeInto(ScanResult& result, EventHits& hits, ExceptedEvents& excepted) {
    result.tally.Merge(std::move(tally_));
    NoteMissing(sink_.MergeInto(hits, excepted), result);
    for (std::size_t rule = 0; rule < result.limit_differences.size(); ++rule) {
      result.limit_differences[rule] += matcher_.limit_differences()[rule];
    }
  }

 private:
  // What the record says of resources; nullopt: nothing.
  Result<std::optional<SharingCall>> CallOf(const Record& record) {
    Event& event = matcher_.event();
    if (!plan_.IsCall(record, event)) return std::nullopt;
    if (Status opened = event.Open(record); !opened) return tl::unexpected<Error>(std::move(opened.error()));
    Result<SharingCall> call = ReadSharingCall(event);
    if (!call) return tl::unexpected<Error>(std::move(call.error()));
    if (call->changes.empty()) return std::nullopt;
    return std::move(*call);
  }

  Status PutAside(const Record& record, const SharingCall& call) {
    const std::string encoded = Encode(call);
    Record with_call = record;
    with_call.added = encoded;
    calls_.NextRecord();
    return calls_.Add(0, with_call, {});
  }

  const MatchPlan& plan_;
  Matcher matcher_;
  HitSink sink_;
  HitLog calls_;
  RecordTally tally_;
  std::vector<StepRef> steps_;
};

// Reads what is only there to learn from.
class HistoryWorker : public ReadWorker {
 public:
  HistoryWorker(const ScanOptions& options, const RuleSet& rules, const RuleIndex& index)
      : matcher_(rules, index, options.event), sink_(SinkOptions(options), rules) {
    sink_.log().MakeHistory();
  }

  void OnRecord(const Record& record) override {
    if (const Status matched = matcher_.Match(record, steps_); !matched) {
      return NoteProblem(record, matched.error().message);
    }
    tally_.Add(record);
    if (const Status taken = sink_.Take(record, steps_, matcher_.event()); !taken) {
      NoteProblem(record, taken.error().message);
    }
  }

  HitLog& log() { return sink_.log(); }

  void MergeInto(ScanResult& result, ExceptedEvents& excepted) {
    result.history.Merge(std::move(tally_));
    NoteMissing(sink_.MergeJoinedInto(excepted), result);
  }

 private:
  Matcher matcher_;
  HitSink sink_;
  RecordTally tally_;
  std::vector<StepRef> steps_;
};

std::vector<std::unique_ptr<HistoryWorker>> Learn(const ScanOptions& options, const RuleSet& rules,
                                                  ReadProgress& progress, ScanResult& result) {
  if (options.history.empty()) return {};
  const RuleIndex index(rules, [&](const CompiledRule& rule, const Condition&) {
    return rule.rule.new_terms && !ReadsExposures(rule, rules.fields);
  });
  ReadOptions read = options.read;
  read.selection.from = kMinInstant;
  InputReport report;
  const auto make = [&] { return std::make_unique<HistoryWorker>(options, rules, index); };
  auto workers = ReadWith(options.history, read, options.threads, make, progress, report);
  result.input.problem_count += report.problem_count - report.problems.size();
  for (Problem& problem : report.problems) result.input.AddProblem(std::move(problem));
  return workers;
}

// What one rule finds becomes detections: at most its limit, and each with the number of those it stands for.
class RuleAlerts {
 public:
  RuleAlerts(std::uint32_t rule, const CompiledRule& compiled, const ScanOptions& options, ScanResult& result)
      : rule_(rule),
        compiled_(compiled),
        limit_(options.max_signals.value_or(compiled.rule.max_signals)),
        result_(result) {
    if (!compiled.rule.suppression) return;
    suppressor_.emplace(*compiled.rule.suppression, IntervalOf(compiled.rule), ScheduleOf(compiled.rule, options.join));
  }

  /// Whether nothing that may still come would be told.
  bool full() const { return !suppressor_ && limit_ != 0 && shown_ == limit_; }

  void Take(JoinedHits& found) {
    const LoggedHit& last = found.events.back();
    const std::string group = suppressor_ && last.has_time ? SuppressionGroup(compiled_, found) : std::string();
    if (!group.empty()) {
      if (const auto by = suppressor_->Take(group, last.time, places_.size())) return CountSuppressed(*by, last.time);
    }
    std::optional<std::size_t> place;
    if (limit_ == 0 || shown_ < limit_) {
      ++shown_;
      place = AddDetection(found);
    }
    if (!group.empty()) places_.push_back(place);
  }

  std::uint64_t shown() const { return shown_; }
  std::uint64_t suppressed() const { return suppressed_; }

 private:
  // Where in the result it is; nowhere where one of the events cannot be read back: a part of a sequence is no
  // sequence.
  std::optional<std::size_t> AddDetection(JoinedHits& found) {
    Detection detection{
        .rule = rule_, .key = std::move(found.key), .events = {}, .count = std::move(found.count), .suppressed = {}};
    for (const LoggedHit& hit : found.events) {
      auto record = hit.log->Load(hit);
      if (!record) {
        result_.input.AddProblem({hit.Source().path, hit.index, record.error().message});
        return std::nullopt;
      }
      detection.events.push_back(std::move(*record));
    }
    const Instant time = detection.events.back().time;
    if (suppressor_) detection.suppressed = {.alerts = 0, .start = time, .end = time};
    result_.outcome.detections.push_back(std::move(detection));
    return result_.outcome.detections.size() - 1;
  }

  void CountSuppressed(std::uint64_t by, Instant time) {
    ++suppressed_;
    const std::optional<std::size_t> place = places_[by];
    if (!place) return;
    SuppressedAlerts& suppressed = *result_.outcome.detections[*place].suppressed;
    ++suppressed.alerts;
    suppressed.end = time;
  }

  const std::uint32_t rule_;
  const CompiledRule& compiled_;
  const std::uint64_t limit_;
  ScanResult& result_;
  std::optional<Suppressor> suppressor_;
  std::vector<std::optional<std::size_t>> places_;  // of those that may stand for others
  std::uint64_t shown_ = 0, suppressed_ = 0;
};

// What one rule finds in its hits.
Status JoinRule(const CompiledRule& rule, const ScanOptions& options, std::unique_ptr<OrderedHits> hits,
                ScanResult& result) {
  const std::uint32_t number = hits->rule();
  JoinOptions join = options.join;
  join.begin_of_logs = result.BeginOfLogs();
  JoinedResults found(rule, std::move(hits), join);
  if (Status status = found.Find(); !status) return status;
  result.without_time += found.without_time();
  result.evicted += found.evicted();
  result.forgotten += found.forgotten();
  result.incomplete[number] += found.incomplete();
  RuleAlerts alerts(number, rule, options, result);
  JoinedHits joined;
  while (!alerts.full()) {
    auto more = found.Next(joined);
    if (!more) return tl::unexpected<Error>(std::move(more.error()));
    if (!*more) break;
    alerts.Take(joined);
  }
  result.suppressed[number] += alerts.suppressed();
  result.outcome.over_limit[number] += found.size() - alerts.shown() - alerts.suppressed();
  return {};
}

// Runs the queries that need their hits in order, and adds what they find to the outcome.
void Join(const RuleSet& rules, const ScanOptions& options, std::vector<HitLog*> logs, ScanResult& result) {
  HitsByRule by_rule(std::move(logs));
  while (true) {
    auto hits = by_rule.Next();
    if (!hits) {
      result.input.AddProblem({{}, std::nullopt, "alerts over several events are missing: " + hits.error().message});
      break;
    }
    if (!*hits) break;
    const CompiledRule& rule = rules.rules[(*hits)->rule()];
    if (const Status joined = JoinRule(rule, options, std::move(*hits), result); !joined) {
      result.input.AddProblem(
          {{}, std::nullopt, fmt::format("alerts of \"{}\" are missing: {}", rule.rule.name, joined.error().message)});
    }
  }
  SortDetections(result.outcome.detections);
}

}  // namespace

std::optional<Instant> ScanResult::BeginOfLogs() const {
  std::optional<Instant> begin;
  for (const RecordTally* const read : {&tally, &history}) {
    if (read->has_time()) begin = std::min(begin.value_or(kMaxInstant), read->first());
  }
  return begin;
}

ScanResult Scan(const ScanOptions& options, const RuleSet& rules, ReadProgress& progress) {
  const MatchPlan plan(rules, options.exposure.always, options.event.enrichment);
  ScanResult result;
  result.limit_differences.resize(rules.rules.size());
  result.incomplete.resize(rules.rules.size());
  result.suppressed.resize(rules.rules.size());
  const auto make = [&] { return std::make_unique<ScanWorker>(options, rules, plan); };
  const auto workers = ReadWith(options.paths, options.read, options.threads, make, progress, result.input);
  EventHits hits(rules, options.max_signals);
  ExceptedEvents excepted;
  std::vector<HitLog*> logs, calls;
  const auto learners = Learn(options, rules, progress, result);
  for (const auto& learner : learners) {
    learner->MergeInto(result, excepted);
    logs.push_back(&learner->log());
  }
  for (const auto& worker : workers) {
    worker->MergeInto(result, hits, excepted);
    logs.push_back(&worker->log());
    calls.push_back(&worker->calls());
  }
  std::optional<ExposurePass> pass;
  std::optional<ExposureTracking> tracking;
  if (plan.tracks()) {
    pass.emplace(options.exposure);
    tracking.emplace(*pass, std::move(calls), rules, plan, options.event, SinkOptions(options));
    if (const Status tracked = tracking->Run(); !tracked) {
      result.input.AddProblem({{}, std::nullopt, "exposures are missing: " + tracked.error().message});
    }
    for (Problem& problem : tracking->TakeProblems()) result.input.AddProblem(std::move(problem));
    for (HitSink* const sink : tracking->Sinks()) {
      NoteMissing(sink->MergeInto(hits, excepted), result);
      logs.push_back(&sink->log());
    }
    result.exposures = std::make_unique<exposure::Tracker>(std::move(pass->tracker()));
  }
  result.outcome = hits.Finish();
  for (auto& [exception, events] : excepted) result.excepted.emplace(exception, events.Count());
  Join(rules, options, std::move(logs), result);
  return result;
}

}  // namespace crosstrail
