#include "input/object_reader.h"

#include <utility>

namespace crosstrail {
namespace {

// Applies the selection and counts.
class SelectingHandler : public RecordHandler {
 public:
  SelectingHandler(const Selection& selection, const std::string& path, InputReport& report, RecordSink& sink)
      : selection_(selection), path_(path), report_(report), sink_(sink) {}

  void OnRecord(const Record& record) override {
    if (const auto reason = WhyNotSelected(selection_, record)) return report_.Skip(*reason);
    ++report_.records;
    sink_.OnRecord(record);
  }

  void OnSkip(SkipReason reason) override { report_.Skip(reason); }

  void OnProblem(std::optional<std::uint64_t> record, std::string message) override {
    report_.AddProblem({path_, record, std::move(message)});
  }

 private:
  const Selection& selection_;
  const std::string& path_;
  InputReport& report_;
  RecordSink& sink_;
};

// The hash of a whole file; empty when it cannot be read (the second reading will say why).
std::string HashFile(const std::string& path) {
  const auto source = OpenFile(path);
  if (!source) return {};
  return MeteredSource(**source, true).FinishHash();
}

}  // namespace

ObjectReader::ObjectReader(const ReadOptions& options)
    : options_(options), decompressor_(options.limits), framer_(options.limits) {}

void ObjectReader::Read(const InputFile& file, RecordSink& sink) {
  const auto source = OpenFile(file.path);
  if (!source) {
    report_.AddProblem({file.path, std::nullopt, source.error().message});
    return;
  }
  SourceObject object{file.path, {}};
  // Standard input cannot be read twice, so its records carry no hash.
  if (options_.hash && file.path != "-") object.sha256 = HashFile(file.path);
  MeteredSource metered(**source, !object.sha256.empty());
  decompressor_.Open(metered);
  SelectingHandler handler(options_.selection, file.path, report_, sink);
  const bool expected = file.named || HasLogName(file.path);
  reading_ = true;
  const Framer::Content content = framer_.Frame(decompressor_, object, handler, expected);
  reading_ = false;
  if (const std::string hash = metered.FinishHash(); !hash.empty() && hash != object.sha256) {
    report_.AddProblem({file.path, std::nullopt, "changed while it was read: its records do not have the hash noted"});
  }
  if (content == Framer::Content::kNotJson && !expected) {
    report_.Skip(SkipReason::kNotLogs);
    return;
  }
  ++report_.objects;
  report_.bytes_stored += decompressor_.bytes_in();
  report_.bytes += decompressor_.bytes_out();
  if (content == Framer::Content::kEmpty) report_.AddProblem({file.path, std::nullopt, "is empty"});
  if (content == Framer::Content::kNotJson) {
    report_.AddProblem({file.path, std::nullopt, "does not hold JSON (nor gzip or zstd of it)"});
  }
}

void ObjectReader::NoteProblem(const Record& record, std::string message) {
  --report_.records;
  report_.AddProblem({record.source->path, record.index, std::move(message)});
}

InputReport ObjectReader::TakeReport() {
  report_.Finish();
  return std::exchange(report_, InputReport{});
}

}  // namespace crosstrail
