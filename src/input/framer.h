// Framing: from decompressed bytes to records, whatever envelope they came in.
//
// The stream is read in windows of about a megabyte. A window is indexed once (json/structural.h) and walked once
// (input/record_scan.h); a record that does not end in its window is carried over into the next. What is damaged costs
// the record it is in: the framer looks for the next place where a record starts and goes on there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "input/decompress.h"
#include "input/handler.h"
#include "input/limits.h"
#include "input/opener.h"
#include "input/record_scan.h"
#include "input/recovery.h"
#include "input/window.h"
#include "json/structural.h"
#include "json/tree.h"

namespace crosstrail {

/// One a thread, reused from object to object; not thread-safe. Memory: the window (1 MiB; up to 32 MiB, or twice the
/// longest record allowed, for a single envelope or record that needs it) and its index (up to four times that, touched
/// only as far as the text has structure). Time: linear in the bytes of the object, damaged or not.
class Framer {
 public:
  static constexpr std::size_t kWindow = std::size_t{1} << 20;

  /// `limits` must outlive the framer. `window` is the size the stream is read in; tests make it small.
  explicit Framer(const InputLimits& limits, std::size_t window = kWindow);
  ~Framer();
  Framer(const Framer&) = delete;
  Framer& operator=(const Framer&) = delete;

  enum class Content : std::uint8_t {
    kJson,     // also when nothing could be read: then that was reported
    kEmpty,    // nothing but white space
    kNotJson,  // does not begin like JSON; nothing of it was read
  };

  /// Reads everything `stream` has and hands its records to `handler`, problems of the stream included. When the stream
  /// is `expected` to hold records, a beginning that is not JSON is taken for damage if a record can be found behind it
  /// within one window.
  Content Frame(Decompressor& stream, const SourceObject& source, RecordHandler& handler, bool expected);

 private:
  friend class Opener;

  // What the framer is inside of on the way to records: at the top level nothing, then lists and objects of envelopes.
  enum class Level : std::uint8_t { kArray, kObject };
  enum class Advance : std::uint8_t { kGoOn, kNeedMore, kBroken };

  Content Run(Decompressor& stream, Delivery& delivery, int depth, bool expected);
  Content Begin(bool expected);
  std::string_view Look();
  void GoOn(std::size_t consumed);
  void GiveUp(std::string_view text);
  std::size_t Walk(std::string_view text);
  std::size_t Search(std::string_view text, std::size_t from);
  Advance Broken(WalkResult why);
  Advance Step(const StructuralText& text, std::size_t& at);
  Advance StepTop(const StructuralText& text, std::size_t& at);
  Advance StepArray(const StructuralText& text, std::size_t& at);
  Advance StepObject(const StructuralText& text, std::size_t& at);
  Advance Item(const StructuralText& text, std::size_t& at);
  Advance PassOver(const StructuralText& text, std::size_t& at);
  void NoteEnvelopeMember(std::string_view raw_key);
  Advance Deliver(const StructuralText& text, std::size_t at, const RecordScan& scan);
  Advance DeliverDamaged(std::string_view item);
  bool DeliverFast(const StructuralText& text, const RecordScan& scan);

  const InputLimits& limits_;
  const std::size_t window_size_;
  const std::size_t most_held_;
  Window window_;
  std::size_t look_ = 0;   // bytes of the window that are walked next
  bool complete_ = false;  // nothing follows them
  StructuralIndexer indexer_;
  RecordScan scan_;  // of the item at hand
  RecordFinder finder_;
  JsonTree tree_;
  Opener opener_;
  std::vector<Level> levels_;
  Delivery* delivery_ = nullptr;
  int depth_ = 0;
  std::string problem_;        // of the item that is broken
  bool searching_ = false;     // whatever comes before the next start of a record is lost
  bool recovered_ = false;     // brackets and commas at the top level may be leftovers of what was lost
  bool failed_ = false;        // the stream ended with an error
  bool has_action_ = false;    // the envelope being read has a member "eventName"
  bool has_provider_ = false;  // ... and "eventSource": it passes for a record as well
};

}  // namespace crosstrail
