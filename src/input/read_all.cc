#include "input/read_all.h"

#include "base/on_threads.h"

namespace crosstrail {

namespace {
constexpr std::uint64_t kRecordsBetweenReports = 4096;
}  // namespace

// A worker at work: a reader of its own, and what it tells of its progress.
class WorkerRun : public RecordSink {
 public:
  WorkerRun(const ReadOptions& options, ReadWorker& worker, ReadProgress& progress)
      : reader_(options), worker_(worker), progress_(progress) {
    worker_.reader_ = &reader_;
  }
  ~WorkerRun() override { worker_.reader_ = nullptr; }
  WorkerRun(const WorkerRun&) = delete;
  WorkerRun& operator=(const WorkerRun&) = delete;

  void Run(Walker& walker) {
    for (auto file = walker.Next(); file; file = walker.Next()) {
      worker_.BeginFile(*file);
      reader_.Read(*file, *this);
      progress_.files.fetch_add(1, std::memory_order_relaxed);
      Publish();
      if (!worker_.EndFile()) return;
    }
  }

  void OnRecord(const Record& record) override {
    worker_.OnRecord(record);
    if (++unpublished_ == kRecordsBetweenReports) Publish();
  }

  void Fail() { worker_.OnFailure(); }

  InputReport TakeReport() { return reader_.TakeReport(); }

 private:
  void Publish() {
    progress_.records.fetch_add(unpublished_, std::memory_order_relaxed);
    const std::uint64_t bytes = reader_.bytes_stored();
    progress_.bytes_stored.fetch_add(bytes - published_bytes_, std::memory_order_relaxed);
    published_bytes_ = bytes;
    unpublished_ = 0;
  }

  ObjectReader reader_;
  ReadWorker& worker_;
  ReadProgress& progress_;
  std::uint64_t unpublished_ = 0;
  std::uint64_t published_bytes_ = 0;
};

InputReport ReadAll(const std::vector<std::string>& paths, const ReadOptions& options,
                    std::span<ReadWorker* const> workers, ReadProgress& progress) {
  Walker walker(paths, options.selection);
  std::vector<std::unique_ptr<WorkerRun>> runs;
  for (ReadWorker* const worker : workers) runs.push_back(std::make_unique<WorkerRun>(options, *worker, progress));
  OnThreads(runs.size(), [&](std::size_t number) {
    try {
      runs[number]->Run(walker);
    } catch (...) {
      runs[number]->Fail();
      throw;
    }
  });

  InputReport report = walker.TakeReport();
  for (const auto& run : runs) report.Merge(run->TakeReport());
  return report;
}

}  // namespace crosstrail
