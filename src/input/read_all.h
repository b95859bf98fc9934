// Reading everything at and below some paths, on any number of threads.
//
// A file is the unit of work; threads share only the walker. Each has a worker of its own, and what the workers
// gathered is merged at the end, so that a result can depend on the input alone, not on the number of threads or the
// order in which files were read.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "input/object_reader.h"

namespace crosstrail {

/// Counts up while files are read; may be looked at from any thread.
struct ReadProgress {
  std::atomic<std::uint64_t> files{0};
  std::atomic<std::uint64_t> bytes_stored{0};
  std::atomic<std::uint64_t> records{0};
};

/// What one thread does with the records it reads. Not thread-safe, and need not be.
class ReadWorker : public RecordSink {
 public:
  /// A file begins; files come in ascending order of InputFile::number, but not every number comes to every worker.
  virtual void BeginFile(const InputFile& /*file*/) {}
  /// The file has been read to its end. False stops this worker.
  virtual bool EndFile() { return true; }
  /// An exception ended this worker in the middle of a file; others may be waiting for it.
  virtual void OnFailure() {}

 protected:
  /// A record that turned out to be broken; for OnRecord to call.
  void NoteProblem(const Record& record, std::string message) { reader_->NoteProblem(record, std::move(message)); }

 private:
  friend class WorkerRun;
  ObjectReader* reader_ = nullptr;
};

/// Reads `paths` to their end with one thread a worker (at least one; the first runs in the caller's). What could not
/// be read is in the report. An exception of a worker, a bug or exhausted memory, is thrown here once all have ended.
InputReport ReadAll(const std::vector<std::string>& paths, const ReadOptions& options,
                    std::span<ReadWorker* const> workers, ReadProgress& progress);

/// ReadAll with one worker a thread, each made by `make` (a std::unique_ptr to it); sets `report`. The workers, with
/// what they have gathered.
template <typename Make>
auto ReadWith(const std::vector<std::string>& paths, const ReadOptions& options, unsigned threads, Make make,
              ReadProgress& progress, InputReport& report) {
  std::vector<decltype(make())> workers;
  std::vector<ReadWorker*> running;
  for (unsigned i = 0; i < std::max(1U, threads); ++i) running.push_back(workers.emplace_back(make()).get());
  report = ReadAll(paths, options, running, progress);
  return workers;
}

}  // namespace crosstrail
