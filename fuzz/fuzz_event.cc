// Any bytes as a log file: decompression, framing and envelopes, then each record opened as an event and read whole.
// Invariants: a record is one JSON object inside the window, indexes ascend, and nothing is delivered that was not
// read.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "event/catalogue.h"
#include "event/event.h"
#include "input/framer.h"

namespace {

using namespace crosstrail;  // NOLINT: one small program

void Check(bool holds) {
  if (!holds) std::abort();
}

class Reader : public RecordHandler {
 public:
  Reader() : event_((Prepare(), fields_), EventOptions{}) {}

  void OnRecord(const Record& record) override {
    Check(record.json.starts_with('{') && record.json.ends_with('}'));
    Check(record.source != nullptr);
    Check(!any_ || record.index > last_);
    any_ = true;
    last_ = record.index;
    if (event_.Open(record)) {
      for (FieldId field = 0; field < fields_.size(); ++field) values_ += event_.Get(field).size();
    }
  }
  void OnSkip(SkipReason) override {}
  void OnProblem(std::optional<std::uint64_t>, std::string message) override { Check(!message.empty()); }
  void Reset() { any_ = false; }

 private:
  void Prepare() {
    for (const CatalogueField& row : Catalogue()) fields_.Intern(row.name);
    fields_.Intern("aws.cloudtrail.flattened.request_parameters.bucketPolicy.Statement.Effect");
  }

  FieldSet fields_;
  Event event_;
  bool any_ = false;
  std::uint64_t last_ = 0;
  std::size_t values_ = 0;
};

InputLimits Limits() {
  InputLimits limits;
  limits.object_bytes = std::uint64_t{4} << 20;
  return limits;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const InputLimits limits = Limits();
  static Framer framer(limits);
  static Decompressor decompressor(limits);
  static Reader reader;
  static const SourceObject source{"fuzz", {}};
  MemorySource bytes({reinterpret_cast<const char*>(data), size});
  decompressor.Open(bytes);
  reader.Reset();
  framer.Frame(decompressor, source, reader, true);
  return 0;
}
