#include "event/convert.h"

#include <memory>

#include "base/ordered_output.h"
#include "event/find_nodes.h"
#include "json/write.h"

namespace crosstrail {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;      // handed on at once
constexpr std::size_t kBuffered = std::size_t{64} << 20;  // of all threads together

class Worker : public ReadWorker {
 public:
  Worker(const ConvertOptions& options, OrderedOutput& output)
      : to_(options.to), documents_(options.document), output_(output) {}

  void BeginFile(const InputFile& file) override { job_ = file.number; }

  void OnRecord(const Record& record) override {
    const Status appended =
        to_ == ConvertTo::kEcs ? documents_.Append(record, lines_) : records_.Append(record, lines_);
    if (!appended) return NoteProblem(record, appended.error().message);
    lines_ += '\n';
    ++written_;
    tally_.Add(record);
    if (lines_.size() >= kChunk) output_.Append(job_, lines_);
  }

  bool EndFile() override {
    output_.Append(job_, lines_);
    output_.Finish(job_);
    return output_.status().has_value();
  }

  void OnFailure() override { output_.Abandon(); }

  void MergeInto(ConvertResult& result) {
    result.tally.Merge(std::move(tally_));
    result.written += written_;
  }

 private:
  const ConvertTo to_;
  DocumentWriter documents_;
  RecordWriter records_;
  OrderedOutput& output_;
  std::uint64_t job_ = 0;
  std::string lines_;
  RecordTally tally_;
  std::uint64_t written_ = 0;
};

}  // namespace

Status RecordWriter::Append(const Record& record, std::string& out) {
  if (Status parsed = tree_.Parse(record.json); !parsed) return parsed;
  if (record.form == RecordForm::kCloudTrail) {
    AppendCompactJson(record.json, out);
    return {};
  }
  found_.clear();
  FindNodes(*tree_.root(), "event.original", found_);
  if (found_.size() != 1 || found_.front()->kind != JsonKind::kString) {
    return Fail(ErrorCode::kUnsupported,
                "is a document of Elastic's without event.original, so the record it was made of is not there");
  }
  padded_ = found_.front()->text;
  const std::size_t size = padded_.size();
  padded_.append(kJsonPadding, ' ');
  const std::string_view original = std::string_view(padded_).substr(0, size);
  const Status parsed = tree_.Parse(original);
  if (!parsed || tree_.root()->kind != JsonKind::kObject) {
    return Fail(ErrorCode::kMalformed, "is a document of Elastic's whose event.original is no JSON object");
  }
  AppendCompactJson(original, out);
  return {};
}

ConvertResult Convert(const ConvertOptions& options, ReadProgress& progress,
                      const std::function<Status(std::string_view)>& write) {
  OrderedOutput output(write, kBuffered);
  ConvertResult result;
  const auto make = [&] { return std::make_unique<Worker>(options, output); };
  const auto workers = ReadWith(options.paths, options.read, options.threads, make, progress, result.input);
  for (const auto& worker : workers) worker->MergeInto(result);
  result.status = output.status();
  return result;
}

}  // namespace crosstrail
