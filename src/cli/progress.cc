#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "cli/terminal.h"
#include "cli/units.h"

namespace crosstrail::cli {
namespace {

constexpr auto kInterval = std::chrono::milliseconds(100);
constexpr std::string_view kEraseLine = "\r\x1b[K";

void Print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

std::string ProgressText(std::uint64_t files, std::uint64_t total_files, std::uint64_t bytes, std::uint64_t total_bytes,
                         std::uint64_t records, double seconds, int width) {
  const double rate = seconds > 0 ? static_cast<double>(records) / seconds : 0;
  std::string text;
  if (total_bytes == 0) {
    text = fmt::format("{} files  {}  {} events  {} events/s", Grouped(files), Bytes(bytes), Grouped(records),
                       Grouped(static_cast<std::uint64_t>(rate)));
  } else {
    const double done = std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total_bytes));
    constexpr int kBar = 20;
    const int filled = static_cast<int>(done * kBar);
    std::string bar;
    for (int i = 0; i < kBar; ++i) bar += i < filled ? "█" : "░";
    text =
        fmt::format("{} {:3.0f}%  {}/{} files  {}/{}  {} events/s", bar, done * 100, Grouped(files),
                    Grouped(total_files), Bytes(bytes), Bytes(total_bytes), Grouped(static_cast<std::uint64_t>(rate)));
    if (done > 0.01 && done < 1 && seconds > 1) {
      text += fmt::format("  {} left", ShortDuration(seconds / done * (1 - done)));
    }
  }
  return Fit(text, static_cast<std::size_t>(std::max(width - 1, 0)));
}

ProgressLine::ProgressLine(const ReadProgress& progress, const std::vector<std::string>& paths,
                           const Selection& selection)
    : progress_(progress),
      paths_(paths),
      selection_(selection),
      measuring_([this](const std::stop_token& stop) { Measure(stop); }),
      drawing_([this](const std::stop_token& stop) { Draw(stop); }) {}

ProgressLine::~ProgressLine() = default;

void ProgressLine::Measure(const std::stop_token& stop) {
  // Standard input has no size that could be known.
  if (std::find(paths_.begin(), paths_.end(), "-") != paths_.end()) return;
  Walker walker(paths_, selection_);
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  while (const auto file = walker.Next()) {
    if (stop.stop_requested()) return;
    ++files;
    bytes += file->size;
  }
  total_files_ = files;
  total_bytes_ = bytes;
  measured_ = true;
}

void ProgressLine::Draw(const std::stop_token& stop) {
  const auto start = std::chrono::steady_clock::now();
  bool drawn = false;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, stop, kInterval, [] { return false; })) {
    if (stop.stop_requested()) break;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    const bool measured = measured_;
    Print(std::string(kEraseLine) + ProgressText(progress_.files, measured ? total_files_.load() : 0,
                                                 progress_.bytes_stored, measured ? total_bytes_.load() : 0,
                                                 progress_.records, elapsed.count(), TerminalWidth(STDERR_FILENO)));
    drawn = true;
  }
  if (drawn) Print(kEraseLine);
}

}  // namespace crosstrail::cli
