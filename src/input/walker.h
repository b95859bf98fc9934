// Finding the input: files, directories, globs, standard input, one after another and without holding the whole list.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "input/report.h"
#include "input/selection.h"

namespace crosstrail {

/// One thing to open.
struct InputFile {
  std::string path;          // "-" for standard input
  bool named = false;        // by the caller, not found in a directory: then it must be a log
  std::uint64_t size = 0;    // stored bytes, as far as the file system knows
  std::uint64_t number = 0;  // in the order of the walk, from 0
};

/// Yields the files at and below `paths` in sorted order. Holds only the listings of the directories it is inside of,
/// and the identities of those it has been in. Symbolic links are followed; one that leads back to a directory the walk
/// is already in is a problem, not a loop; one to a directory that was walked before is passed over, since links upon
/// links could make the same files countless.
/// Thread-safe.
class Walker {
 public:
  Walker(std::vector<std::string> paths, const Selection& selection);
  ~Walker();
  Walker(const Walker&) = delete;
  Walker& operator=(const Walker&) = delete;

  std::optional<InputFile> Next();

  /// What could not be walked and what was pruned, so far.
  InputReport TakeReport();

 private:
  struct Directory;

  std::optional<InputFile> NextLocked();
  void PushDirectory(const std::string& path, dev_t device, ino_t inode);
  std::optional<InputFile> Inspect(const std::string& path, bool named);

  std::mutex mutex_;
  const Selection& selection_;
  std::vector<std::string> arguments_;  // still to do, last first
  std::vector<std::unique_ptr<Directory>> directories_;
  std::set<std::pair<dev_t, ino_t>> visited_;
  InputReport report_;
  std::uint64_t files_ = 0;
};

/// Whether a file found in a directory has the name of a log, so that it is expected to hold one: .json, .gz, .zst,
/// .ndjson, .jsonl, .log. Others are read as well, but may turn out to be something else.
bool HasLogName(std::string_view path);

}  // namespace crosstrail
