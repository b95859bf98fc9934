// Output of numbered jobs, done by several threads at once, in the order of their numbers.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"

namespace crosstrail {

/// Jobs have consecutive numbers from 0; each is taken on by one thread, in ascending order, and finished by it. The
/// job whose turn it is writes through; others are held back, up to `most_held` bytes in all, and then wait.
/// Thread-safe.
class OrderedOutput {
 public:
  using Write = std::function<Status(std::string_view)>;

  OrderedOutput(Write write, std::size_t most_held) : write_(std::move(write)), most_held_(most_held) {}

  /// Appends `bytes` to the output of `job` and empties it.
  void Append(std::uint64_t job, std::string& bytes);
  /// Nothing more comes of `job`.
  void Finish(std::uint64_t job);

  /// A job will not be finished: nothing more is written, and nobody waits.
  void Abandon();

  /// The first error of writing, after which nothing is written.
  Status status() const;

 private:
  struct Held {
    std::string bytes;
    bool finished = false;
  };

  void WriteLocked(std::string_view bytes);
  void AdvanceLocked();

  const Write write_;
  const std::size_t most_held_;
  mutable std::mutex mutex_;
  std::condition_variable turn_;
  std::uint64_t current_ = 0;
  std::map<std::uint64_t, Held> held_;
  std::size_t held_bytes_ = 0;
  Status status_;
};

}  // namespace crosstrail
