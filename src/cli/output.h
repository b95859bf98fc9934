// Where results go: standard output, or a file that appears whole or not at all.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace crosstrail::cli {

/// Not thread-safe.
class Output {
 public:
  virtual ~Output() = default;
  /// Appends `bytes`. Error (kIo) with the reason.
  virtual Status Write(std::string_view bytes) = 0;
  /// Makes what was written final. Without it a file is not left behind.
  virtual Status Commit() = 0;
};

/// Standard output. A reader that went away is not an error: what follows is dropped (SIGPIPE must be ignored).
std::unique_ptr<Output> MakeStandardOutput();

/// `path`, or standard output when it is empty.
Result<std::unique_ptr<Output>> MakeOutput(const std::string& path, bool force);

/// A file at `path`, written beside it under another name and renamed by Commit. With `force` an existing file is
/// replaced; without it that is an error (kInvalidArgument), before and after writing.
Result<std::unique_ptr<Output>> MakeFileOutput(const std::string& path, bool force);

}  // namespace crosstrail::cli
