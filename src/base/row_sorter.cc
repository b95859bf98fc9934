#include "base/row_sorter.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace crosstrail {
namespace {

constexpr std::size_t kHead = 2 * sizeof(std::uint32_t);
constexpr std::uint64_t kUsualRow = 256;  // read at once; a longer row takes a second read
constexpr std::size_t kBlock = std::size_t{32} << 10U;
constexpr std::uint64_t kInBuffer = std::uint64_t{1} << 63U;  // marks the places of rows that were not put aside

struct Lengths {
  std::uint32_t key = 0;
  std::uint32_t rest = 0;

  std::size_t row() const { return kHead + key + rest; }
};
static_assert(sizeof(Lengths) == kHead);

Lengths LengthsAt(const char* row) {
  Lengths lengths;
  std::memcpy(&lengths, row, kHead);
  return lengths;
}

Row RowAt(const char* row) {
  const Lengths lengths = LengthsAt(row);
  return {{row + kHead, lengths.key}, {row + kHead + lengths.key, lengths.rest}};
}

template <typename Number>
void AppendBigEndian(Number number, std::string& out) {
  for (unsigned shift = 8 * sizeof number; shift > 0; shift -= 8) out += static_cast<char>(number >> (shift - 8));
}

std::uint64_t PrefixOf(std::string_view key) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < sizeof prefix; ++i) {
    prefix = prefix << 8U | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
  }
  return prefix;
}

}  // namespace

void AppendOrdered(std::uint32_t number, std::string& key) { AppendBigEndian(number, key); }
void AppendOrdered(std::uint64_t number, std::string& key) { AppendBigEndian(number, key); }

Status RowSorter::Add(Row row) {
  const Lengths lengths{static_cast<std::uint32_t>(row.key.size()), static_cast<std::uint32_t>(row.rest.size())};
  if (!entries_.empty() && held() + lengths.row() + sizeof(Entry) > buffer_) {
    if (put_aside_) put_aside_ = PutAside();
    if (!put_aside_) return put_aside_;
  }
  entries_.push_back({PrefixOf(row.key), bytes_.size()});
  bytes_.append(reinterpret_cast<const char*>(&lengths), kHead);
  bytes_ += row.key;
  bytes_ += row.rest;
  ++size_;
  return {};
}

void RowSorter::SortBuffer() {
  std::sort(entries_.begin(), entries_.end(), [this](const Entry& a, const Entry& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    return RowAt(bytes_.data() + a.at).key < RowAt(bytes_.data() + b.at).key;
  });
}

// The buffer is emptied only when all of it is known to be in the file.
Status RowSorter::PutAside() {
  SortBuffer();
  Run run;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const char* const row = bytes_.data() + entries_[i].at;
    const auto at = file_.Append({row, LengthsAt(row).row()});
    if (!at) return tl::unexpected<Error>(at.error());
    if (i == 0) run.begin = *at;
  }
  if (Status flushed = file_.Flush(); !flushed) return flushed;
  run.end = run.begin + bytes_.size();
  runs_.push_back(run);
  bytes_.clear();
  entries_.clear();
  return {};
}

Result<Row> RowSorter::Read(std::uint64_t place, std::string& scratch) {
  if ((place & kInBuffer) != 0) return RowAt(bytes_.data() + (place & ~kInBuffer));
  const auto read = [&](std::uint64_t size) {
    return file_.Read(place, static_cast<std::size_t>(std::min(size, file_.size() - place)), scratch);
  };
  if (Status status = read(kUsualRow); !status) return tl::unexpected<Error>(std::move(status.error()));
  if (const std::size_t size = LengthsAt(scratch.data()).row(); size > scratch.size()) {
    if (Status status = read(size); !status) return tl::unexpected<Error>(std::move(status.error()));
  }
  return RowAt(scratch.data());
}

/// One run, or the buffer, row by row.
class RowReader::Cursor {
 public:
  Cursor(RowSorter& sorter, std::size_t number) : sorter_(sorter), number_(number), in_buffer_(true) {}
  Cursor(RowSorter& sorter, std::size_t number, RowSorter::Run run)
      : sorter_(sorter), number_(number), in_buffer_(false), next_(run.begin), end_(run.end), block_at_(run.begin) {}

  const Row& row() const { return row_; }
  std::size_t sorter() const { return number_; }
  std::uint64_t place() const { return place_; }

  Result<bool> Next() {
    if (in_buffer_) {
      if (next_ == sorter_.entries_.size()) return false;
      const std::uint64_t at = sorter_.entries_[next_++].at;
      place_ = at | kInBuffer;
      row_ = RowAt(sorter_.bytes_.data() + at);
      return true;
    }
    if (next_ == end_) return false;
    if (Status held = Hold(kHead); !held) return tl::unexpected<Error>(std::move(held.error()));
    const std::size_t size = LengthsAt(block_.data() + (next_ - block_at_)).row();
    if (Status held = Hold(size); !held) return tl::unexpected<Error>(std::move(held.error()));
    place_ = next_;
    row_ = RowAt(block_.data() + (next_ - block_at_));
    next_ += size;
    return true;
  }

 private:
  // Sees to it that the `size` bytes at next_ are in the block.
  Status Hold(std::size_t size) {
    if (next_ + size <= block_at_ + block_.size()) return {};
    block_at_ = next_;
    const std::uint64_t left = end_ - next_;
    return sorter_.file_.Read(next_, static_cast<std::size_t>(std::min<std::uint64_t>(left, std::max(size, kBlock))),
                              block_);
  }

  RowSorter& sorter_;
  const std::size_t number_;
  const bool in_buffer_;
  std::uint64_t next_ = 0;  // entry of the buffer, or place in the file
  std::uint64_t end_ = 0;
  std::uint64_t block_at_ = 0;
  std::string block_;
  Row row_;
  std::uint64_t place_ = 0;
};

RowReader::RowReader(std::span<RowSorter* const> sorters) {
  for (std::size_t i = 0; i < sorters.size(); ++i) {
    RowSorter& sorter = *sorters[i];
    sorter.SortBuffer();
    for (const RowSorter::Run run : sorter.runs_) cursors_.push_back(std::make_unique<Cursor>(sorter, i, run));
    cursors_.push_back(std::make_unique<Cursor>(sorter, i));
  }
}

RowReader::~RowReader() = default;

// The heap holds the cursors that have a row but the current one, the least on top.
Result<bool> RowReader::Next(Row& row) {
  const auto later = [](const Cursor* a, const Cursor* b) { return a->row().key > b->row().key; };
  const auto advance = [&](Cursor* cursor) -> Status {
    const auto more = cursor->Next();
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) return {};
    heap_.push_back(cursor);
    std::push_heap(heap_.begin(), heap_.end(), later);
    return {};
  };
  if (!std::exchange(started_, true)) {
    for (const auto& cursor : cursors_) {
      if (Status status = advance(cursor.get()); !status) return tl::unexpected<Error>(std::move(status.error()));
    }
  } else if (current_ != nullptr) {
    if (Status status = advance(current_); !status) return tl::unexpected<Error>(std::move(status.error()));
  }
  current_ = nullptr;
  if (heap_.empty()) return false;
  std::pop_heap(heap_.begin(), heap_.end(), later);
  current_ = heap_.back();
  heap_.pop_back();
  row = current_->row();
  return true;
}

std::size_t RowReader::sorter() const { return current_->sorter(); }
std::uint64_t RowReader::place() const { return current_->place(); }

}  // namespace crosstrail
