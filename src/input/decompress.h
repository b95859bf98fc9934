// Decompression with limits, chosen by magic bytes: gzip (any number of members), zstd (any number of frames), or none.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "input/byte_source.h"
#include "input/limits.h"

namespace crosstrail {

enum class Compression : std::uint8_t { kNone, kGzip, kZstd };

/// Streams the decompressed bytes of one object after another. Not thread-safe; keeps its buffers (about 300 KiB, and
/// up to 64 MiB of window for a zstd object that asks for it) between objects.
class Decompressor {
 public:
  explicit Decompressor(const InputLimits& limits);
  ~Decompressor();
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;

  /// Starts on `source`, which must outlive the reading. At most `most_bytes` are handed out, whatever the limits say.
  void Open(ByteSource& source, std::uint64_t most_bytes = std::numeric_limits<std::uint64_t>::max());

  /// Fills `out` from its start; fewer bytes only at the end, 0 behind it. When the object is damaged, everything
  /// before the damage is handed out first and the error comes with the next call: kMalformed (truncated, checksum,
  /// trailing bytes), kLimit (size or ratio), kIo. After an error the object is at its end.
  Result<std::size_t> Read(std::span<char> out);

  Compression compression() const { return compression_; }
  std::uint64_t bytes_in() const { return bytes_in_; }
  std::uint64_t bytes_out() const { return bytes_out_; }

 private:
  struct Gzip;
  struct Zstd;

  Status Refill();
  Status Detect();
  Result<std::size_t> Decode(std::span<char> out);
  Result<std::size_t> DecodeGzip(std::span<char> out);
  Result<std::size_t> DecodeZstd(std::span<char> out);
  Status NextGzipMember();
  Status CheckLimits() const;

  InputLimits limits_;
  std::unique_ptr<Gzip> gzip_;
  std::unique_ptr<Zstd> zstd_;
  std::string buffer_;  // stored bytes
  std::size_t begin_ = 0, end_ = 0;
  ByteSource* source_ = nullptr;
  Compression compression_ = Compression::kNone;
  bool at_end_ = true;    // of the stored bytes
  bool finished_ = true;  // of the decompressed bytes
  bool between_members_ = false;
  std::uint64_t bytes_in_ = 0, bytes_out_ = 0;
  std::uint64_t most_bytes_ = 0;
  Status failure_;  // reported by the Read after the one that met it
};

}  // namespace crosstrail
