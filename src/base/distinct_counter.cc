#include "base/distinct_counter.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <queue>
#include <string>
#include <string_view>

namespace crosstrail {
namespace {

// Distributing by the leading bits first leaves pieces that are sorted within the first-level cache.
void SortHashes(std::vector<std::uint64_t>& hashes) {
  constexpr unsigned kBits = 11;
  constexpr unsigned kShift = 64 - kBits;
  if (hashes.size() < (std::size_t{1} << kBits)) {
    std::sort(hashes.begin(), hashes.end());
    return;
  }
  std::array<std::size_t, (std::size_t{1} << kBits) + 1> starts{};
  for (const std::uint64_t hash : hashes) ++starts[(hash >> kShift) + 1];
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  std::vector<std::uint64_t> sorted(hashes.size());
  auto next = starts;
  for (const std::uint64_t hash : hashes) sorted[next[hash >> kShift]++] = hash;
  for (std::size_t i = 1; i < starts.size(); ++i) {
    std::sort(sorted.begin() + static_cast<std::ptrdiff_t>(starts[i - 1]),
              sorted.begin() + static_cast<std::ptrdiff_t>(starts[i]));
  }
  hashes.swap(sorted);
}

}  // namespace

/// One run read from its start, a block at a time.
class DistinctCounter::RunReader {
 public:
  explicit RunReader(Run& run) : run_(run) { Next(); }

  bool done() const { return done_; }
  std::uint64_t value() const { return value_; }

  void Next() {
    if (at_ == block_.size() && !Fill()) {
      done_ = true;
      return;
    }
    std::memcpy(&value_, block_.data() + at_, sizeof value_);
    at_ += sizeof value_;
  }

 private:
  static constexpr std::uint64_t kBlock = 8192;  // hashes

  bool Fill() {
    const std::uint64_t count = std::min(run_.length - read_, kBlock);
    if (count == 0 || !run_.file.Read(read_ * sizeof value_, count * sizeof value_, block_)) return false;
    read_ += count;
    at_ = 0;
    return true;
  }

  Run& run_;
  std::uint64_t read_ = 0;  // hashes
  std::string block_;
  std::size_t at_ = 0;
  std::uint64_t value_ = 0;
  bool done_ = false;
};

void DistinctCounter::Compact() {
  if (sorted_ == hashes_.size()) return;
  SortHashes(hashes_);
  hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
  sorted_ = hashes_.size();
}

void DistinctCounter::MakeRoom() {
  Compact();
  if (hashes_.size() <= capacity_ / 2) return;  // mostly doubles: no need to write
  Run run{{}, hashes_.size()};
  const std::string_view bytes(reinterpret_cast<const char*>(hashes_.data()), hashes_.size() * sizeof(std::uint64_t));
  if (!run.file.Append(bytes) || !run.file.Flush()) {
    capacity_ *= 2;  // no room on disk: an exact count is worth the memory
    return;
  }
  runs_.push_back(std::move(run));
  hashes_.clear();
  sorted_ = 0;
}

void DistinctCounter::Merge(DistinctCounter&& other) {
  std::move(other.runs_.begin(), other.runs_.end(), std::back_inserter(runs_));
  other.runs_.clear();
  for (const std::uint64_t hash : other.hashes_) Add(hash);
  other.hashes_.clear();
  other.sorted_ = 0;
}

std::uint64_t DistinctCounter::Count() {
  Compact();
  if (runs_.empty()) return hashes_.size();
  std::vector<RunReader> readers;
  readers.reserve(runs_.size());
  for (Run& run : runs_) readers.emplace_back(run);
  const auto later = [](const RunReader* a, const RunReader* b) { return a->value() > b->value(); };
  std::priority_queue<RunReader*, std::vector<RunReader*>, decltype(later)> heap(later);
  for (RunReader& reader : readers) {
    if (!reader.done()) heap.push(&reader);
  }
  std::uint64_t count = 0;
  std::size_t in_memory = 0;
  std::uint64_t last = 0;
  const auto take = [&](std::uint64_t hash) {
    count += count == 0 || hash != last ? 1 : 0;
    last = hash;
  };
  while (!heap.empty()) {
    RunReader* const smallest = heap.top();
    heap.pop();
    while (in_memory < hashes_.size() && hashes_[in_memory] <= smallest->value()) take(hashes_[in_memory++]);
    take(smallest->value());
    smallest->Next();
    if (!smallest->done()) heap.push(smallest);
  }
  while (in_memory < hashes_.size()) take(hashes_[in_memory++]);
  return count;
}

}  // namespace crosstrail
