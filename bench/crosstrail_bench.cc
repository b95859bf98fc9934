// crosstrail-bench: the first stages of a scan by themselves, to see what each costs.
//
//   inflate  opens, reads and decompresses every object; nothing else can be faster
//   frame    also finds every record and its routing fields, as a scan without rules would
//   open     also parses every record strictly, as a scan does with records that a rule may match
//   fields   also reads the ten fields that Elastic's AWS rules use most, one after another
//
// `sequence` takes a number of events in place of paths: see sequence_stage.h.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "event/event.h"
#include "exposure_stage.h"
#include "input/decompress.h"
#include "input/object_reader.h"
#include "input/walker.h"
#include "sequence_stage.h"

namespace crosstrail {
namespace {

constexpr int kInputError = 3;

struct Totals {
  std::uint64_t objects = 0;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::uint64_t problems = 0;
};

void Inflate(Walker& walker, Totals& totals) {
  const InputLimits limits;
  Decompressor decompressor(limits);
  std::string buffer(std::size_t{1} << 20, '\0');
  for (auto file = walker.Next(); file; file = walker.Next()) {
    const auto source = OpenFile(file->path);
    if (!source) {
      ++totals.problems;
      continue;
    }
    ++totals.objects;
    decompressor.Open(**source);
    for (;;) {
      const auto count = decompressor.Read(buffer);
      if (!count) ++totals.problems;
      if (!count || *count == 0) break;
      totals.bytes += *count;
    }
  }
}

struct Counter : RecordSink {
  void OnRecord(const Record& /*record*/) override { ++count; }
  std::uint64_t count = 0;
};

void Frame(Walker& walker, Totals& totals) {
  const ReadOptions options;
  ObjectReader reader(options);
  Counter counter;
  for (auto file = walker.Next(); file; file = walker.Next()) reader.Read(*file, counter);
  const InputReport report = reader.TakeReport();
  totals = {report.objects, counter.count, report.bytes, report.problem_count};
}

// The ten fields most used by Elastic's rules for CloudTrail (a count over 194 rules).
constexpr std::string_view kMostUsed[] = {"event.action",
                                          "event.provider",
                                          "event.outcome",
                                          "data_stream.dataset",
                                          "aws.cloudtrail.user_identity.type",
                                          "cloud.account.id",
                                          "aws.cloudtrail.request_parameters",
                                          "user.name",
                                          "aws.cloudtrail.user_identity.arn",
                                          "user_agent.original"};

class Opener : public RecordSink {
 public:
  explicit Opener(bool reads) : reads_(reads), event_((AddFields(), fields_), EventOptions{}) {}

  void OnRecord(const Record& record) override {
    ++count;
    if (!event_.Open(record) || !reads_) return;
    for (FieldId field = 0; field < fields_.size(); ++field) values += event_.Get(field).size();
  }

  std::uint64_t count = 0;
  std::uint64_t values = 0;

 private:
  void AddFields() {
    for (const std::string_view name : kMostUsed) fields_.Intern(name);
  }

  const bool reads_;
  FieldSet fields_;
  Event event_;
};

void Open(Walker& walker, bool reads, Totals& totals) {
  const ReadOptions options;
  ObjectReader reader(options);
  Opener opener(reads);
  for (auto file = walker.Next(); file; file = walker.Next()) reader.Read(*file, opener);
  const InputReport report = reader.TakeReport();
  totals = {report.objects, opener.count, report.bytes, report.problem_count};
}

void RunStage(const std::string& stage, Walker& walker, Totals& totals) {
  if (stage == "inflate") return Inflate(walker, totals);
  if (stage == "frame") return Frame(walker, totals);
  Open(walker, stage == "fields", totals);
}

int RunSequence(const std::string& events) {
  const std::uint64_t count = std::stoull(events);
  const auto begin = std::chrono::steady_clock::now();
  const SequenceTotals totals = RunSequenceStage(count);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  fmt::print(R"({{"stage":"sequence","seconds":{:.6f},"events":{},"sequences":{},"evicted":{}}})"
             "\n",
             seconds.count(), count, totals.sequences, totals.evicted);
  return 0;
}

int RunExposure(const std::string& buckets) {
  const std::uint64_t count = std::stoull(buckets);
  const auto begin = std::chrono::steady_clock::now();
  const ExposureTotals totals = RunExposureStage(count);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  fmt::print(R"({{"stage":"exposure","seconds":{:.6f},"buckets":{},"exposures":{}}})"
             "\n",
             seconds.count(), totals.resources, totals.exposures);
  return 0;
}

int Main(int argc, char** argv) {
  std::string stage;
  std::vector<std::string> paths;
  unsigned threads = 1;
  CLI::App app("Times the first stages of a scan.", "crosstrail-bench");
  app.add_option("STAGE", stage, "inflate, frame, open, fields, sequence or exposure")
      ->required()
      ->check(CLI::IsMember({"inflate", "frame", "open", "fields", "sequence", "exposure"}));
  app.add_option("PATH", paths, "Files and directories; a number of events for sequence, of buckets for exposure")
      ->required();
  app.add_option("-j,--jobs", threads, "Threads")->check(CLI::Range(1, 1024));
  CLI11_PARSE(app, argc, argv);
  if (stage == "sequence") return RunSequence(paths.front());
  if (stage == "exposure") return RunExposure(paths.front());

  const auto begin = std::chrono::steady_clock::now();
  const Selection selection;
  Walker walker(paths, selection);
  Totals totals;
  std::mutex mutex;
  const auto work = [&] {
    Totals mine;
    RunStage(stage, walker, mine);
    const std::scoped_lock lock(mutex);
    totals.objects += mine.objects;
    totals.records += mine.records;
    totals.bytes += mine.bytes;
    totals.problems += mine.problems;
  };
  std::vector<std::thread> helpers;
  for (unsigned i = 1; i < threads; ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  totals.problems += walker.TakeReport().problem_count;
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;

  fmt::print(R"({{"stage":"{}","threads":{},"seconds":{:.6f},"objects":{},"records":{},"bytes":{},"problems":{}}})"
             "\n",
             stage, threads, seconds.count(), totals.objects, totals.records, totals.bytes, totals.problems);
  return totals.problems == 0 ? 0 : kInputError;
}

}  // namespace
}  // namespace crosstrail

int main(int argc, char** argv) { return crosstrail::Main(argc, argv); }
