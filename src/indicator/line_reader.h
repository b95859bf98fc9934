// A text, compressed or not, line by line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "input/decompress.h"

namespace crosstrail {

/// Not thread-safe. Memory: twice the longest line.
class LineReader {
 public:
  static constexpr std::size_t kLongestLine = std::size_t{512} << 20U;

  /// `text` is open, and outlives the reader.
  explicit LineReader(Decompressor& text) : text_(text) {}

  /// Sets `line` to the next one, without its end, and without a byte order mark; kJsonPadding readable bytes follow,
  /// and it is valid until the next call. False after the last. After an error (of Decompressor::Read, or kLimit: the
  /// line is too long) there is nothing more.
  Result<bool> Next(std::string_view& line);

  /// Adds what comes after the last line to `text`, which is bounded as a line is.
  Status AppendRest(std::string& text);

  /// Of the last line, from 1.
  std::size_t number() const { return number_; }

 private:
  Result<bool> Fill();

  Decompressor& text_;
  std::string buffer_;
  std::size_t begin_ = 0, end_ = 0;  // of what was read and not handed out
  std::size_t number_ = 0;
  bool at_end_ = false;
};

}  // namespace crosstrail
