#include "detect/scan.h"

#include <algorithm>
#include <memory>

namespace crosstrail {
namespace {

/// Everything one thread has for itself.
class Worker : public ReadWorker {
 public:
  Worker(const ScanOptions& options, const RuleSet& rules, const RuleIndex& index)
      : matcher_(rules, index, options.event), hits_(rules, options.max_signals) {}

  void OnRecord(const Record& record) override {
    if (const Status matched = matcher_.Match(record, steps_); !matched) {
      return NoteProblem(record, matched.error().message);
    }
    tally_.Add(record);
    for (const StepRef step : steps_) hits_.Add(step.rule, record);
  }

  void MergeInto(ScanResult& result, EventHits& hits) {
    result.tally.Merge(std::move(tally_));
    hits.Merge(std::move(hits_));
    for (std::size_t rule = 0; rule < result.limit_differences.size(); ++rule) {
      result.limit_differences[rule] += matcher_.limit_differences()[rule];
    }
  }

 private:
  Matcher matcher_;
  EventHits hits_;
  RecordTally tally_;
  std::vector<StepRef> steps_;
};

}  // namespace

ScanResult Scan(const ScanOptions& options, const RuleSet& rules, ReadProgress& progress) {
  const RuleIndex index(rules);
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<ReadWorker*> running;
  for (unsigned i = 0; i < std::max(1U, options.threads); ++i) {
    running.push_back(workers.emplace_back(std::make_unique<Worker>(options, rules, index)).get());
  }
  ScanResult result;
  result.limit_differences.resize(rules.rules.size());
  result.input = ReadAll(options.paths, options.read, running, progress);
  EventHits hits(rules, options.max_signals);
  for (const auto& worker : workers) worker->MergeInto(result, hits);
  result.outcome = hits.Finish();
  return result;
}

}  // namespace crosstrail
