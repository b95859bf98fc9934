// The part of a decompressed stream that is held in memory: read at its end, consumed from its start.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "input/decompress.h"

namespace crosstrail {

/// One a framer; not thread-safe. Holds as much as Fill was asked for, but at least `chunk`, and keeps the memory.
class Window {
 public:
  explicit Window(std::size_t chunk) : chunk_(chunk) {}

  /// Starts on `stream`, which must outlive the reading.
  void Reset(Decompressor& stream);

  /// Reads until `want` bytes are held or the stream has ended. On an error the stream is at its end too.
  Status Fill(std::size_t want);

  /// The first bytes held, at most `most`. kJsonPadding readable bytes follow. Valid until the next Fill.
  std::string_view Text(std::size_t most) const;

  /// Drops the first `count` bytes held.
  void Consume(std::size_t count);

  /// Drops everything, and what the stream still has.
  void Stop();

  std::size_t size() const { return end_ - begin_; }
  /// Whether the stream has nothing behind what is held.
  bool at_end() const { return at_end_; }
  /// The byte before the first one held; a line end at the start of the stream.
  char previous() const { return previous_; }

 private:
  std::size_t chunk_;
  Decompressor* stream_ = nullptr;
  std::string bytes_;
  std::size_t begin_ = 0, end_ = 0;
  bool at_end_ = true;
  char previous_ = '\n';
};

}  // namespace crosstrail
