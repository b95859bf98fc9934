// Rows put in order, though they may be more than fit into memory.
//
// Rows gather in a buffer; a full buffer is sorted and put aside as a run in a temporary file, and reading merges the
// runs. A run is its rows in order, each as two lengths of four bytes, its key and its rest.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/spill_file.h"

namespace crosstrail {

/// What rows are ordered by, as bytes, and what else they say.
struct Row {
  std::string_view key;
  std::string_view rest;
};

/// Appends `number` so that the order of numbers is the order of texts.
void AppendOrdered(std::uint32_t number, std::string& key);
void AppendOrdered(std::uint64_t number, std::string& key);

/// Not thread-safe. Memory: the buffer, about twice while it grows. About half a microsecond a row, and once its length
/// on disk.
class RowSorter {
 public:
  static constexpr std::size_t kDefaultBuffer = std::size_t{16} << 20U;  // bytes

  explicit RowSorter(std::size_t buffer = kDefaultBuffer) : buffer_(buffer) {}

  /// Error (kIo): there is no room for this row; those before it are kept.
  Status Add(Row row);

  std::uint64_t size() const { return size_; }
  /// Bytes in memory: at most the buffer, or one row.
  std::size_t held() const { return bytes_.size() + entries_.size() * sizeof(Entry); }

  /// The row that a RowReader found at `place`, its bytes in `scratch`.
  Result<Row> Read(std::uint64_t place, std::string& scratch);

 private:
  friend class RowReader;
  struct Entry {
    std::uint64_t prefix = 0;  // of the key: most comparisons end here
    std::uint64_t at = 0;
  };
  struct Run {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };

  void SortBuffer();
  Status PutAside();

  const std::size_t buffer_;
  std::string bytes_;
  std::vector<Entry> entries_;
  SpillFile file_;
  std::vector<Run> runs_;
  Status put_aside_;  // an error: there is no room any more
  std::uint64_t size_ = 0;
};

/// Reads the rows of several sorters as one, ascending by key. Nothing may be added to them meanwhile. Memory: 32 KiB a
/// run.
class RowReader {
 public:
  explicit RowReader(std::span<RowSorter* const> sorters);
  ~RowReader();
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  /// The next row, valid until the next call; false at the end. Error (kIo): a run cannot be read back.
  Result<bool> Next(Row& row);

  /// Of the row that Next gave: which sorter it is from, and where it is there.
  std::size_t sorter() const;
  std::uint64_t place() const;

 private:
  class Cursor;
  std::vector<std::unique_ptr<Cursor>> cursors_;
  std::vector<Cursor*> heap_;
  Cursor* current_ = nullptr;
  bool started_ = false;
};

}  // namespace crosstrail
