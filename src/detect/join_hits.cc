#include "detect/join_hits.h"

#include <algorithm>
#include <utility>

#include "detect/join_keys.h"
#include "detect/new_terms_detector.h"
#include "detect/new_terms_finder.h"
#include "detect/packed.h"
#include "detect/sample_detector.h"
#include "detect/sequence_detector.h"
#include "detect/threshold_detector.h"
#include "rule/grouping.h"

namespace crosstrail {
namespace {

void AppendCount(const HitCount& count, std::string& out) {
  AppendPacked(count.events, out);
  if (count.events == 0) return;
  AppendPacked(count.first, out);
  AppendPacked(count.last, out);
  AppendPacked(std::uint64_t{count.values.size()}, out);
  for (const std::uint64_t values : count.values) AppendPacked(values, out);
}

HitCount TakeCount(std::string_view& text) {
  HitCount count;
  count.events = TakePacked<std::uint64_t>(text);
  if (count.events == 0) return count;
  count.first = TakePacked<Instant>(text);
  count.last = TakePacked<Instant>(text);
  count.values.resize(TakePacked<std::uint64_t>(text));
  for (std::uint64_t& values : count.values) values = TakePacked<std::uint64_t>(text);
  return count;
}

// The number under which the values of AlertSuppression::group_by are kept beside the steps.
constexpr std::uint32_t kSuppressionStep = 0xFFFFFFFE;

void Fill(const LoggedHit& from, std::uint64_t place, StepHit& hit) {
  hit.event = std::make_shared<const HitEvent>(HitEvent{from.time, {}, place});
  from.Steps(hit.steps);
  std::erase_if(hit.steps, [](const StepKeys& keys) { return keys.step == kSuppressionStep; });
  hit.history = from.log->is_history();
}

/// Steps that are written in place of others.
class StepWriter {
 public:
  explicit StepWriter(std::vector<StepKeys>& steps) : steps_(steps) {}
  ~StepWriter() { steps_.resize(used_); }
  StepWriter(const StepWriter&) = delete;
  StepWriter& operator=(const StepWriter&) = delete;

  bool empty() const { return used_ == 0; }
  /// Its keys are the caller's to write over.
  StepKeys& Add(std::uint32_t number) {
    StepKeys& step = Reused(steps_, used_);
    step.step = number;
    return step;
  }

 private:
  std::vector<StepKeys>& steps_;
  std::size_t used_ = 0;
};

void AddGroups(const CompiledRule& rule, FieldSource& event, TupleMemo& tuples, StepWriter& steps) {
  const std::vector<std::string>& groups = tuples.Of(rule.terms, event);
  if (groups.empty()) return;
  steps.Add(0).keys = groups;
  for (std::uint32_t i = 0; i < rule.counted.size(); ++i) {
    const std::vector<std::string>& values = tuples.Of({&rule.counted[i], 1}, event);
    if (!values.empty()) steps.Add(i + 1).keys = values;
  }
}

// Each value list of the fields that alerts are suppressed by, as one text: empty where there is none.
void AddSuppressionKeys(const CompiledRule& rule, FieldSource& event, TupleMemo& tuples, StepWriter& steps) {
  std::vector<std::string>& keys = steps.Add(kSuppressionStep).keys;
  keys.clear();
  for (const FieldId field : rule.suppressed_by) {
    std::string& text = keys.emplace_back();
    for (const std::string& value : tuples.Of({&field, 1}, event)) text += value;
  }
}

// From when on it is known what there was before.
Instant CompleteFrom(const NewTerms& terms, const JoinOptions& options) {
  const bool is_known = options.begin_of_logs && !options.incomplete_history;
  return is_known ? Later(*options.begin_of_logs, terms.history) : kMinInstant;
}

Result<bool> Failed(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace

bool NeedsJoin(const CompiledRule& rule) {
  return rule.query.kind != Query::Kind::kEvent || !rule.query.pipes.empty() || rule.rule.threshold ||
         rule.rule.new_terms || rule.rule.suppression;
}

void StepsOf(const CompiledRule& rule, std::span<const StepRef> hits, FieldSource& event, TupleMemo& tuples,
             std::vector<StepKeys>& steps) {
  StepWriter written(steps);
  if (rule.rule.threshold || rule.rule.new_terms) {
    AddGroups(rule, event, tuples, written);
  } else {
    for (const StepRef hit : hits) {
      std::vector<std::string> keys = KeyTuples(StepOf(rule.query, hit.step).keys, event);
      if (!keys.empty()) written.Add(hit.step).keys = std::move(keys);
    }
  }
  if (!written.empty() && !rule.suppressed_by.empty()) AddSuppressionKeys(rule, event, tuples, written);
}

std::optional<RunSchedule> ScheduleOf(const Rule& rule, const JoinOptions& options) {
  if (!options.elastic_windows) return std::nullopt;
  return RunSchedule{.interval = IntervalOf(rule), .lookback = LookbackOf(rule)};
}

bool IsThinned(const Rule& rule, const JoinOptions& options) { return rule.new_terms && !options.elastic_windows; }

std::unique_ptr<HitDetector> MakeDetector(const CompiledRule& rule, std::string identity, const JoinOptions& options) {
  const std::optional<RunSchedule> schedule = ScheduleOf(rule.rule, options);
  if (const auto& threshold = rule.rule.threshold) {
    return std::make_unique<ThresholdDetector>(*threshold, LookbackOf(rule.rule), schedule, std::move(identity),
                                               options.limits);
  }
  if (const auto& terms = rule.rule.new_terms) {
    return std::make_unique<NewTermsDetector>(terms->history, CompleteFrom(*terms, options), schedule,
                                              std::move(identity), options.limits);
  }
  if (rule.query.kind != Query::Kind::kSequence) return nullptr;
  return std::make_unique<SequenceDetector>(rule.query, std::move(identity), options.limits);
}

std::string SuppressionGroup(const CompiledRule& rule, const JoinedHits& found) {
  if (rule.rule.threshold) return found.key;
  std::vector<std::string> common;
  std::vector<StepKeys> steps;
  for (const LoggedHit& hit : found.events) {
    hit.Steps(steps);
    for (StepKeys& step : steps) {
      if (step.step != kSuppressionStep) continue;
      if (common.empty()) common = step.keys;
      for (std::size_t i = 0; i < common.size(); ++i) {
        if (common[i] != step.keys[i]) common[i].clear();
      }
    }
  }
  const bool missing = std::ranges::any_of(common, [](const std::string& text) { return text.empty(); });
  if (missing && !rule.rule.suppression->groups_missing) return {};
  std::string group;
  for (const std::string& text : common) {
    AppendOrdered(std::uint64_t{text.size()}, group);
    group += text;
  }
  return group;
}

JoinedResults::JoinedResults(const CompiledRule& rule, std::unique_ptr<OrderedHits> hits, JoinOptions options)
    : rule_(rule), query_(rule.query), hits_(std::move(hits)), options_(options) {}

Status JoinedResults::Find() {
  if (!hits_) return {};
  Status status;
  const bool is_thinned = IsThinned(rule_.rule, options_);
  const std::unique_ptr<HitDetector> detector = is_thinned ? nullptr : MakeDetector(rule_, {}, options_);
  const bool is_sample = query_.kind == Query::Kind::kSample;
  finds_hits_ = !detector && !is_sample && !is_thinned;
  if (is_thinned) status = FindNewTerms();
  if (detector) status = FindWith(*detector);
  if (is_sample) status = FindSamples();
  if (status) ApplyPipes(finds_hits_ ? hits_->size() : found_.size());
  return status;
}

// Hands the hits to `take` in order; `timed`: only those with a time, and counts the others.
template <typename Take>
Status JoinedResults::EachHit(bool timed, Take take) {
  LoggedHit logged;
  StepHit hit;
  while (true) {
    const auto more = hits_->Next(logged);
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) return {};
    if (timed && !logged.has_time) {
      ++without_time_;
      continue;
    }
    Fill(logged, hits_->place(), hit);
    if (Status taken = take(logged, hit); !taken) return taken;
  }
}

Status JoinedResults::FindWith(HitDetector& detector) {
  std::vector<JoinedEvents> joined;
  Status given = EachHit(/*timed=*/true, [&](const LoggedHit&, const StepHit& hit) {
    detector.Add(hit, joined);
    return PutAside(joined);
  });
  if (!given) return given;
  detector.Finish(joined);
  evicted_ = detector.evicted();
  forgotten_ = detector.forgotten();
  incomplete_ = detector.incomplete();
  return PutAside(joined);
}

Status JoinedResults::FindNewTerms() {
  const NewTerms& terms = *rule_.rule.new_terms;
  NewTermsFinder finder(terms.history, CompleteFrom(terms, options_));
  Status given = EachHit(/*timed=*/true, [&](const LoggedHit& logged, const StepHit& hit) {
    return logged.IsRun() ? finder.AddRun(hit, logged.until) : finder.Add(hit);
  });
  if (!given) return given;
  std::vector<JoinedEvents> joined;
  Status finished = finder.Finish([&](JoinedEvents found) {
    joined.push_back(std::move(found));
    return PutAside(joined);
  });
  incomplete_ = finder.incomplete();
  return finished;
}

Status JoinedResults::FindSamples() {
  SampleDetector detector(query_, 1, options_.limits);
  Status given = EachHit(/*timed=*/false, [&](const LoggedHit&, const StepHit& hit) {
    detector.Add(hit);
    return Status();
  });
  if (!given) return given;
  std::vector<JoinedEvents> joined;
  detector.Finish(joined);
  evicted_ = detector.evicted();
  return PutAside(joined);
}

Status JoinedResults::PutAside(std::vector<JoinedEvents>& joined) {
  std::string key, places;
  for (const JoinedEvents& found : joined) {
    key.clear();
    AppendOrdered(found.ordinal, key);
    key += found.key;
    places.clear();
    AppendCount(found.count, places);
    for (const HitEventRef& event : found.events) {
      if (event) AppendPacked(event->place, places);
    }
    if (Status added = found_.Add({key, places}); !added) return added;
  }
  joined.clear();
  return {};
}

void JoinedResults::ApplyPipes(std::uint64_t count) {
  end_ = count;
  for (const Pipe& pipe : query_.pipes) {
    const std::uint64_t kept = std::min<std::uint64_t>(pipe.count, end_ - begin_);
    if (pipe.kind == Pipe::Kind::kHead) {
      end_ = begin_ + kept;
    } else {
      begin_ = end_ - kept;
    }
  }
}

Result<bool> JoinedResults::Next(JoinedHits& result) {
  if (begin_ == end_ || next_ == end_) return false;
  if (finds_hits_) return NextEvents(result);
  RowSorter* const rows[] = {&found_};
  if (!reader_) reader_.emplace(rows);
  Row row;
  do {
    if (auto more = reader_->Next(row); !more || !*more) return more;
  } while (next_++ < begin_);
  result.key = row.key.substr(sizeof(std::uint64_t));
  result.events.clear();
  std::string_view places = row.rest;
  result.count = TakeCount(places);
  while (!places.empty()) {
    auto hit = hits_->At(TakePacked<std::uint64_t>(places));
    if (!hit) return Failed(std::move(hit.error()));
    result.events.push_back(std::move(*hit));
  }
  return true;
}

// Where no detector looks at them each hit is a result.
Result<bool> JoinedResults::NextEvents(JoinedHits& result) {
  result.key.clear();
  result.events.resize(1);
  do {
    if (auto more = hits_->Next(result.events.front()); !more || !*more) return more;
  } while (next_++ < begin_);
  return true;
}

}  // namespace crosstrail
