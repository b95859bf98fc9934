// Texts that a field computes and that must live as long as the event is open.
#pragma once

#include <cstddef>
#include <deque>
#include <string>

namespace crosstrail {

/// Hands out strings and takes them all back at once; their memory is used again. Not thread-safe.
class TextPool {
 public:
  /// An empty string that neither moves nor is handed out again before Reset().
  std::string& New() {
    if (used_ == texts_.size()) texts_.emplace_back();
    std::string& text = texts_[used_++];
    text.clear();
    return text;
  }

  void Reset() { used_ = 0; }

 private:
  std::deque<std::string> texts_;
  std::size_t used_ = 0;
};

}  // namespace crosstrail
