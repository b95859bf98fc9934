#include "base/ordered_output.h"

namespace crosstrail {

void OrderedOutput::Append(std::uint64_t job, std::string& bytes) {
  std::unique_lock lock(mutex_);
  turn_.wait(lock, [&] { return job == current_ || !status_ || held_bytes_ + bytes.size() <= most_held_; });
  if (job == current_) {
    WriteLocked(bytes);
  } else if (status_) {
    held_[job].bytes += bytes;
    held_bytes_ += bytes.size();
  }
  bytes.clear();
}

void OrderedOutput::Finish(std::uint64_t job) {
  const std::lock_guard lock(mutex_);
  if (job != current_) {
    held_[job].finished = true;
    return;
  }
  ++current_;
  AdvanceLocked();
  turn_.notify_all();
}

void OrderedOutput::Abandon() {
  const std::lock_guard lock(mutex_);
  if (status_) status_ = Fail(ErrorCode::kIo, "the work was abandoned");
  turn_.notify_all();
}

Status OrderedOutput::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void OrderedOutput::WriteLocked(std::string_view bytes) {
  if (!status_ || bytes.empty()) return;
  status_ = write_(bytes);
  if (!status_) turn_.notify_all();
}

// Writes what the jobs have held back whose turn has come.
void OrderedOutput::AdvanceLocked() {
  while (true) {
    const auto next = held_.find(current_);
    if (next == held_.end()) return;
    WriteLocked(next->second.bytes);
    held_bytes_ -= next->second.bytes.size();
    const bool finished = next->second.finished;
    held_.erase(next);
    if (!finished) return;
    ++current_;
  }
}

}  // namespace crosstrail
