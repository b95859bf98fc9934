// The progress line on a terminal: files, bytes, events a second, time left.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "input/read_all.h"

namespace crosstrail::cli {

/// Draws on standard error until destroyed, then removes its line. The total comes from a second walk over the input,
/// so the percentage and the time left appear once that is done.
class ProgressLine {
 public:
  /// All must outlive the line.
  ProgressLine(const ReadProgress& progress, const std::vector<std::string>& paths, const Selection& selection);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  void Measure(const std::stop_token& stop);
  void Draw(const std::stop_token& stop);

  const ReadProgress& progress_;
  const std::vector<std::string>& paths_;
  const Selection& selection_;
  std::atomic<std::uint64_t> total_files_{0}, total_bytes_{0};
  std::atomic<bool> measured_{false};
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread measuring_, drawing_;  // last: they stop before the rest goes
};

/// The text of the line, without cursor movement. `total_bytes` 0: not known yet. `seconds` since the start.
std::string ProgressText(std::uint64_t files, std::uint64_t total_files, std::uint64_t bytes, std::uint64_t total_bytes,
                         std::uint64_t records, double seconds, int width);

}  // namespace crosstrail::cli
