#include "detect/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <span>
#include <utility>

#include "base/hash.h"
#include "detect/join_hits.h"
#include "detect/join_keys.h"
#include "detect/match_plan.h"
#include "detect/suppressor.h"
#include "rule/exceptions.h"
#include "rule/grouping.h"

namespace crosstrail {
namespace {

/// By exception, which events it hid.
using ExceptedEvents = std::map<const CompiledException*, DistinctCounter>;

/// Where hits go: to the detector of single events, or to be put in order.
class HitSink {
 public:
  HitSink(const ScanOptions& options, const RuleSet& rules)
      : rules_(rules),
        join_(options.join),
        hits_(rules, options.max_signals),
        log_(HitBuffer(options.threads)),
        terms_([this](std::uint32_t rule, std::string_view term, const TermRun& run) {
          return log_.AddRun(rule, term, run);
        }) {}
  HitSink(const HitSink&) = delete;
  HitSink& operator=(const HitSink&) = delete;

  /// `steps` are what the record satisfies, `event` is open on it. Error (kIo): one of the hits cannot be put aside.
  Status Take(const Record& record, const std::vector<StepRef>& steps, Event& event) {
    Status status;
    log_.NextRecord();
    tuples_.Next();
    for (auto begin = steps.begin(); begin != steps.end();) {
      const auto end = std::find_if(begin, steps.end(), [&](const StepRef& step) { return step.rule != begin->rule; });
      const CompiledRule& rule = rules_.rules[begin->rule];
      if (const CompiledException* const hiding = HidingException(rule, event, TimeOf(record))) {
        excepted_[hiding].Add(Hash64(EventIdOf(record)));
      } else if (!NeedsJoin(rule)) {
        hits_.Add(begin->rule, record);
      } else if (Status logged = Log(record, {begin, end}, event); !logged) {
        status = std::move(logged);
      }
      begin = end;
    }
    return status;
  }

  /// After the last record, before the log is read.
  void MergeInto(ScanResult& result, EventHits& hits, ExceptedEvents& excepted) {
    hits.Merge(std::move(hits_));
    MergeJoinedInto(result, excepted);
  }

  /// All but the hits that are found by themselves.
  void MergeJoinedInto(ScanResult& result, ExceptedEvents& excepted) {
    if (const Status finished = terms_.Finish(); !finished) {
      result.input.AddProblem({{}, std::nullopt, "new terms are missing: " + finished.error().message});
    }
    for (auto& [exception, counter] : excepted_) excepted[exception].Merge(std::move(counter));
  }

  HitLog& log() { return log_; }

 private:
  // The steps of one rule that the record satisfies.
  Status Log(const Record& record, std::span<const StepRef> hits, Event& event) {
    const std::uint32_t number = hits.front().rule;
    const CompiledRule& rule = rules_.rules[number];
    const bool is_thinned = record.has_time && IsThinned(rule.rule, join_);
    std::vector<std::string> news;
    if (is_thinned) {
      for (const std::string& term : tuples_.Of(rule.terms, event)) {
        const Result<bool> may_be_news = terms_.Add(number, rule.rule.new_terms->history, term, record.time);
        if (!may_be_news) return tl::unexpected<Error>(may_be_news.error());
        if (*may_be_news) news.push_back(term);
      }
      if (news.empty()) return {};
    }
    std::vector<StepKeys> steps = StepsOf(rule, hits, event, tuples_);
    if (steps.empty()) return {};
    if (is_thinned) steps.front().keys = std::move(news);
    return log_.Add(number, record, steps);
  }

  static std::optional<Instant> TimeOf(const Record& record) {
    return record.has_time ? std::optional(record.time) : std::nullopt;
  }

  const RuleSet& rules_;
  const JoinOptions& join_;
  EventHits hits_;
  ExceptedEvents excepted_;
  HitLog log_;
  TermRuns terms_;
  TupleMemo tuples_;
};

// Of the records of sharing calls, for all threads together.
constexpr std::size_t kCallsInMemory = std::size_t{32} << 20U;

/// Everything one thread has for itself.
class ScanWorker : public ReadWorker {
 public:
  ScanWorker(const ScanOptions& options, const RuleSet& rules, const MatchPlan& plan)
      : plan_(plan),
        matcher_(rules, plan.others(), options.event),
        sink_(options, rules),
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
    sink_.MergeInto(result, hits, excepted);
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
      : matcher_(rules, index, options.event), sink_(options, rules) {
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
    sink_.MergeJoinedInto(result, excepted);
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

// Sends the sharing calls past the tracker, in order of time.
class ExposureTracking {
 public:
  ExposureTracking(ExposurePass& pass, std::vector<HitLog*> logs, unsigned threads, HitSink& sink, ScanResult& result)
      : pass_(pass), by_rule_(std::move(logs)), threads_(threads), sink_(sink), result_(result) {}

  Status Run() {
    auto calls = by_rule_.Next();
    if (!calls) return tl::unexpected<Error>(std::move(calls.error()));
    calls_ = std::move(*calls);
    for (bool more = calls_ != nullptr; more;) {
      const Result<bool> read = ReadSome();
      pass_.Foresee(pending_, threads_);
      for (std::size_t i = 0; i < pending_.size(); ++i) {
        if (Status tracked = Track(hits_[i], pending_[i]); !tracked) return tracked;
      }
      if (!read) return tl::unexpected<Error>(read.error());
      more = *read;
    }
    pass_.Finish();
    return {};
  }

 private:
  static constexpr std::size_t kAtOnce = 512;

  // Whether there may be more. Error (kIo): of what comes after those that it has read.
  Result<bool> ReadSome() {
    hits_.clear();
    pending_.clear();
    LoggedHit hit;
    while (pending_.size() < kAtOnce) {
      Result<bool> more = calls_->Next(hit);
      if (!more || !*more) return more;
      const auto said = hit.log->LoadAdded(hit);
      if (!said) return tl::unexpected<Error>(said.error());
      pending_.push_back({DecodeSharingCall(*said), {}});
      auto& [call, origin] = pending_.back();
      if (hit.has_time) origin.time = hit.time;
      origin.event_id = hit.event_id;
      origin.action = std::move(call.action);
      origin.actor = std::move(call.actor);
      hits_.push_back(hit);
    }
    return true;
  }

  Status Track(const LoggedHit& hit, const PendingCall& pending) {
    const std::optional<exposure::Outcome> outcome = pass_.Track(pending.call, pending.origin);
    if (!outcome || !pass_.IsWorthTelling(*outcome)) return {};
    const auto kept = hit.log->Load(hit);
    if (!kept) return tl::unexpected<Error>(kept.error());
    Record record = AsRecord(*kept);
    record.source = &hit.Source();
    record.event_id = kept->event_id;
    record.added = {};
    Status told = pass_.Tell(*outcome, pending.origin, record, steps_, added_);
    record.added = added_;
    if (told) told = sink_.Take(record, steps_, pass_.event());
    if (!told) result_.input.AddProblem({hit.Source().path, hit.index, told.error().message});
    return {};
  }

  ExposurePass& pass_;
  HitsByRule by_rule_;
  std::unique_ptr<OrderedHits> calls_;
  const unsigned threads_;
  HitSink& sink_;
  ScanResult& result_;
  std::vector<LoggedHit> hits_;
  std::vector<PendingCall> pending_;  // the same calls
  std::vector<StepRef> steps_;
  std::string added_;
};

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
  HitSink sink(options, rules);
  if (plan.tracks()) {
    ExposurePass pass(rules, plan, options.exposure, options.event);
    ExposureTracking tracking(pass, std::move(calls), options.threads, sink, result);
    if (const Status tracked = tracking.Run(); !tracked) {
      result.input.AddProblem({{}, std::nullopt, "exposures are missing: " + tracked.error().message});
    }
    sink.MergeInto(result, hits, excepted);
    logs.push_back(&sink.log());
    result.exposures = std::make_unique<exposure::Tracker>(std::move(pass.tracker()));
  }
  result.outcome = hits.Finish();
  for (auto& [exception, events] : excepted) result.excepted.emplace(exception, events.Count());
  Join(rules, options, std::move(logs), result);
  return result;
}

}  // namespace crosstrail
