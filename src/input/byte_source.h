// Where stored bytes come from: a file, standard input, or memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"

namespace crosstrail {

/// A forward-only stream of bytes. Not thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Up to buffer.size() bytes; 0 at the end. Retries interrupted and short reads.
  virtual Result<std::size_t> Read(std::span<char> buffer) = 0;
};

/// Opens `path` ("-" is standard input). Anything but a regular file, a fifo or device say, is refused: reading one
/// could hang. Standard input may be anything.
Result<std::unique_ptr<ByteSource>> OpenFile(const std::string& path);

/// Reads from `bytes`, which must outlive the source.
class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : rest_(bytes) {}
  Result<std::size_t> Read(std::span<char> buffer) override;

 private:
  std::string_view rest_;
};

/// Passes another source through, counting and optionally hashing what goes by.
class MeteredSource : public ByteSource {
 public:
  MeteredSource(ByteSource& inner, bool hash) : inner_(inner), hashing_(hash) {}
  Result<std::size_t> Read(std::span<char> buffer) override;

  std::uint64_t bytes() const { return bytes_; }
  /// SHA-256 of the whole object in hex: reads what is left first. Empty unless hashing. Once only.
  std::string FinishHash();

 private:
  ByteSource& inner_;
  bool hashing_;
  std::uint64_t bytes_ = 0;
  Sha256 hash_;
};

}  // namespace crosstrail
