#include "detect/hunt.h"

#include "detect/matcher.h"

namespace crosstrail {
namespace {

class HuntWorker : public ReadWorker {
 public:
  HuntWorker(const HuntOptions& options, const RuleSet& rules, const RuleIndex& index)
      : rule_(rules.rules.front()),
        matcher_(rules, index, options.event),
        log_(std::make_unique<HitLog>(HitBuffer(options.threads))) {}

  void OnRecord(const Record& record) override {
    if (const Status matched = matcher_.Match(record, steps_); !matched) {
      return NoteProblem(record, matched.error().message);
    }
    tally_.Add(record);
    if (steps_.empty()) return;
    tuples_.Next();
    StepsOf(rule_, steps_, matcher_.event(), tuples_, keys_);
    if (keys_.empty()) return;
    log_->NextRecord();
    if (const Status added = log_->Add(0, record, keys_); !added) NoteProblem(record, added.error().message);
  }

  void MergeInto(HuntResult& result) {
    result.tally.Merge(std::move(tally_));
    result.logs.push_back(std::move(log_));
  }

 private:
  const CompiledRule& rule_;
  Matcher matcher_;
  std::unique_ptr<HitLog> log_;
  RecordTally tally_;
  std::vector<StepRef> steps_;
  std::vector<StepKeys> keys_;
  TupleMemo tuples_;
};

}  // namespace

HuntResult Hunt(const HuntOptions& options, const RuleSet& rules, ReadProgress& progress) {
  const RuleIndex index(rules);
  HuntResult result;
  const auto make = [&] { return std::make_unique<HuntWorker>(options, rules, index); };
  const auto workers = ReadWith(options.paths, options.read, options.threads, make, progress, result.input);
  for (const auto& worker : workers) worker->MergeInto(result);
  std::vector<HitLog*> logs;
  logs.reserve(result.logs.size());
  for (const auto& log : result.logs) logs.push_back(log.get());
  const CompiledRule& rule = rules.rules.front();
  auto hits = HitsByRule(std::move(logs)).Next();
  Status found = hits ? Status() : tl::unexpected<Error>(std::move(hits.error()));
  if (found) {
    result.found = std::make_unique<JoinedResults>(rule, std::move(*hits));
    found = result.found->Find();
  }
  if (!found) {
    result.input.AddProblem({{}, std::nullopt, found.error().message});
    result.found = std::make_unique<JoinedResults>(rule, nullptr);
  }
  return result;
}

}  // namespace crosstrail
