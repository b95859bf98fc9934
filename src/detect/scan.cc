#include "detect/scan.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>

#include "detect/matcher.h"

namespace crosstrail {
namespace {

constexpr std::uint64_t kRecordsBetweenReports = 4096;

/// Everything one thread has for itself.
class Worker : public RecordSink {
 public:
  Worker(const ScanOptions& options, const RuleSet& rules, const RuleIndex& index, ScanProgress& progress)
      : reader_(options.read),
        matcher_(rules, index, options.event),
        hits_(rules, options.max_signals),
        progress_(progress) {}

  void Run(Walker& walker) {
    while (const auto file = walker.Next()) {
      reader_.Read(*file, *this);
      progress_.files.fetch_add(1, std::memory_order_relaxed);
      Publish();
    }
  }

  void OnRecord(const Record& record) override {
    if (const Status matched = matcher_.Match(record, steps_); !matched) {
      reader_.NoteProblem(record, matched.error().message);
      return;
    }
    tally_.Add(record);
    for (const StepRef step : steps_) hits_.Add(step.rule, record);
    if (++unpublished_ == kRecordsBetweenReports) Publish();
  }

  void MergeInto(ScanResult& result, EventHits& hits) {
    result.input.Merge(reader_.TakeReport());
    result.tally.Merge(std::move(tally_));
    hits.Merge(std::move(hits_));
  }

 private:
  void Publish() {
    progress_.records.fetch_add(unpublished_, std::memory_order_relaxed);
    const std::uint64_t bytes = reader_.bytes_stored();
    progress_.bytes_stored.fetch_add(bytes - published_bytes_, std::memory_order_relaxed);
    published_bytes_ = bytes;
    unpublished_ = 0;
  }

  ObjectReader reader_;
  Matcher matcher_;
  EventHits hits_;
  RecordTally tally_;
  ScanProgress& progress_;
  std::vector<StepRef> steps_;
  std::uint64_t unpublished_ = 0;
  std::uint64_t published_bytes_ = 0;
};

}  // namespace

ScanResult Scan(const ScanOptions& options, const RuleSet& rules, ScanProgress& progress) {
  const RuleIndex index(rules);
  Walker walker(options.paths, options.read.selection);
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned i = 0; i < std::max(1U, options.threads); ++i) {
    workers.push_back(std::make_unique<Worker>(options, rules, index, progress));
  }
  // An exception is a bug or exhausted memory: it ends the scan, in the caller's thread.
  std::mutex mutex;
  std::exception_ptr failure;
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < workers.size(); ++i) {
    threads.emplace_back([&, i] {
      try {
        workers[i]->Run(walker);
      } catch (...) {
        const std::lock_guard lock(mutex);
        failure = std::current_exception();
      }
    });
  }
  workers[0]->Run(walker);
  for (std::jthread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);

  ScanResult result;
  EventHits hits(rules, options.max_signals);
  for (const auto& worker : workers) worker->MergeInto(result, hits);
  result.input.Merge(walker.TakeReport());
  result.outcome = hits.Finish();
  return result;
}

}  // namespace crosstrail
