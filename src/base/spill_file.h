// Bytes put aside on disk: appended now, read back at any place later.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace crosstrail {

/// A temporary file without a name, gone with the process ($TMPDIR, else /tmp). Made when the first bytes come
/// that do not stay in memory. Not thread-safe.
class SpillFile {
 public:
  /// The first `in_memory` bytes, about, stay in memory; without it none.
  SpillFile() = default;
  explicit SpillFile(std::size_t in_memory) : in_memory_(in_memory) {}

  /// Where `bytes` begin in the file. Error (kIo): there is no room, or no place for temporary files; after the first
  /// one nothing is taken any more.
  Result<std::uint64_t> Append(std::string_view bytes);

  std::uint64_t size() const { return size_; }

  /// Sees to it that what was appended is in the file. Error (kIo): it is not, for want of room.
  Status Flush();

  /// Sets `out` to the `size` bytes at `at`, which were appended before. After Flush several threads may read at once.
  Status Read(std::uint64_t at, std::size_t size, std::string& out);

 private:
  Status Make();
  Error NoteFailure();

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  std::size_t in_memory_ = 0;
  // Bytes before those in the file: chunks, none of which ever grows, and where each begins.
  std::vector<std::string> chunks_;
  std::vector<std::uint64_t> begins_;
  std::uint64_t held_ = 0;
  std::uint64_t size_ = 0;
  bool flushed_ = true;
  std::string failure_;  // why a write has failed: what is in the file from there on is not known
};

}  // namespace crosstrail
