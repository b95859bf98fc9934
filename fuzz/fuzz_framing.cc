// Any bytes as an object: decompression and framing, in windows of several sizes.
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "fuzz/require.h"
#include "input/framer.h"
#include "json/utf8_check.h"

namespace crosstrail {
namespace {

constexpr InputLimits kLimits{
    .object_bytes = std::uint64_t{1} << 20, .ratio = 200, .record_bytes = 4096, .json_depth = 64};

class CheckingHandler : public RecordHandler {
 public:
  void OnRecord(const Record& record) override {
    CROSSTRAIL_REQUIRE(record.json.size() >= 2 && record.json.size() <= kLimits.record_bytes);
    CROSSTRAIL_REQUIRE(record.json.front() == '{' && record.json.back() == '}');
    CROSSTRAIL_REQUIRE(IsValidUtf8(record.json));
    CROSSTRAIL_REQUIRE(!any_ || record.index > last_);  // nothing twice
    CROSSTRAIL_REQUIRE(IsBalanced(record.json));
    // Sanitizers see whether the padding can be read.
    for (std::size_t i = 0; i < kJsonPadding; ++i)
      sum_ += static_cast<unsigned char>(record.json.data()[record.json.size() + i]);
    any_ = true;
    last_ = record.index;
    records.emplace_back(record.json);
  }
  void OnSkip(SkipReason) override { ++notes; }
  void OnProblem(std::optional<std::uint64_t>, std::string message) override {
    CROSSTRAIL_REQUIRE(!message.empty());
    ++problems;
  }

  std::vector<std::string> records;
  std::size_t notes = 0, problems = 0;

 private:
  // Whether the record is one object: its brackets close at its end, not before.
  static bool IsBalanced(std::string_view json) {
    StructuralIndexer indexer;
    const std::string padded = std::string(json) + std::string(kJsonPadding, '\0');
    const StructuralText text = indexer.Index({padded.data(), json.size()}, true);
    std::size_t at = 0;
    return SkipValue(text, at, kLimits.json_depth) == WalkResult::kComplete && at == text.positions.size();
  }

  bool any_ = false;
  std::uint64_t last_ = 0;
  unsigned sum_ = 0;
};

void Frame(Framer& framer, std::string_view bytes, CheckingHandler& handler) {
  static Decompressor decompressor(kLimits);
  MemorySource source(bytes);
  decompressor.Open(source);
  framer.Frame(decompressor, {"fuzz", {}}, handler, true);
  CROSSTRAIL_REQUIRE(decompressor.bytes_out() <= kLimits.object_bytes);
}

}  // namespace
}  // namespace crosstrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t window = 16 + std::size_t{data[0]} * 8;
  CheckingHandler small, large;
  Framer fresh(kLimits, window);
  static Framer reused(kLimits, std::size_t{64} << 10);
  Frame(fresh, bytes, small);
  Frame(reused, bytes, large);
  // Where nothing is wrong, windows do not matter.
  if (small.problems == 0 && large.problems == 0) {
    CROSSTRAIL_REQUIRE(small.records == large.records);
    CROSSTRAIL_REQUIRE(small.notes == large.notes);
  }
  return 0;
}
