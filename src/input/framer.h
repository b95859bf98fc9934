// Framing: from decompressed bytes to records, whatever envelope they came in.
//
// The stream is read in windows of about a megabyte. A window is indexed once (json/structural.h) and walked once
// (input/record_scan.h); a record that does not end in its window is carried over into the next. What is damaged costs
// the record it is in: the framer looks for the next place where a record starts and goes on there.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/decompress.h"
#include "input/handler.h"
#include "input/limits.h"
#include "input/opener.h"
#include "input/record_scan.h"
#include "input/recovery.h"
#include "json/structural.h"
#include "json/tree.h"

namespace crosstrail {

/// One a thread, reused from object to object; not thread-safe. Memory: the window (1 MiB, and what a single envelope
/// needs, up to 16 MiB) and its index (up to four times that, touched only as far as the text has structure).
class Framer {
 public:
  explicit Framer(const InputLimits& limits);
  ~Framer();
  Framer(const Framer&) = delete;
  Framer& operator=(const Framer&) = delete;

  /// Whether the stream held text at all, and whether that began like JSON. If not, nothing of it was read.
  enum class Content : std::uint8_t { kJson, kEmpty, kNotJson };

  /// Reads everything `stream` has and hands its records to `handler`, problems of the stream included.
  Content Frame(Decompressor& stream, const SourceObject& source, RecordHandler& handler);

 private:
  friend class Opener;

  // What the framer is inside of on the way to records: at the top level nothing, then lists and objects of envelopes.
  enum class Level : std::uint8_t { kArray, kObject };
  enum class Advance : std::uint8_t { kGoOn, kNeedMore, kBroken };

  Content Run(Decompressor& stream, Delivery& delivery, int depth);
  bool Fill(Decompressor& stream, std::size_t want);
  std::size_t Window(std::string_view text);
  std::size_t Search(std::string_view text, std::size_t from);
  Advance Step(const StructuralText& text, std::size_t& at);
  Advance StepTop(const StructuralText& text, std::size_t& at);
  Advance StepArray(const StructuralText& text, std::size_t& at);
  Advance StepObject(const StructuralText& text, std::size_t& at);
  Advance Item(const StructuralText& text, std::size_t& at, bool find_container);
  void Enter(const StructuralText& text, std::size_t value, std::size_t& at);
  void Deliver(const StructuralText& text, std::size_t at, const RecordScan& scan);
  bool DeliverFast(const StructuralText& text, const RecordScan& scan);
  void Repair(std::string_view item);

  InputLimits limits_;
  std::string window_;
  std::size_t filled_ = 0;
  bool at_end_ = false;
  StructuralIndexer indexer_;
  RecordFinder finder_;
  JsonTree strict_;
  Opener opener_;
  std::vector<Level> levels_;
  Delivery* delivery_ = nullptr;
  int depth_ = 0;
  WalkResult why_broken_ = WalkResult::kComplete;
  bool searching_ = false;  // whatever comes before the next start of a record is lost
  bool recovered_ = false;  // brackets and commas at the top level may be leftovers of what was lost
};

}  // namespace crosstrail
