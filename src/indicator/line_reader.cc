#include "indicator/line_reader.h"

#include <algorithm>
#include <cstring>

#include "input/record.h"

namespace crosstrail {
namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

// Reads more behind end_; false at the end of the text.
Result<bool> LineReader::Fill() {
  if (at_end_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ > kLongestLine) {
    at_end_ = true;
    begin_ = end_;
    return Fail(ErrorCode::kLimit, "a line is longer than 512 MiB");
  }
  if (buffer_.size() < end_ + kChunk + kJsonPadding) {
    buffer_.resize(std::max(end_ + kChunk, 2 * end_) + kJsonPadding);
  }
  Result<std::size_t> got = text_.Read({buffer_.data() + end_, buffer_.size() - kJsonPadding - end_});
  if (!got) {
    at_end_ = true;
    begin_ = end_;  // the beginning of a line is none
    return tl::unexpected<Error>(std::move(got.error()));
  }
  at_end_ = *got == 0;
  end_ += *got;
  return *got != 0;
}

Result<bool> LineReader::Next(std::string_view& line) {
  std::size_t searched = 0;
  while (true) {
    const std::string_view held(buffer_.data() + begin_, end_ - begin_);
    const std::size_t newline = held.find('\n', searched);
    if (newline != std::string_view::npos || (at_end_ && !held.empty())) {
      line = held.substr(0, newline);
      begin_ += std::min(line.size() + 1, held.size());
      if (number_++ == 0 && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
      if (line.ends_with('\r')) line.remove_suffix(1);
      return true;
    }
    searched = held.size();
    Result<bool> more = Fill();
    if (!more) return more;
    if (!*more && begin_ == end_) return false;
  }
}

Status LineReader::AppendRest(std::string& text) {
  while (true) {
    text.append(buffer_, begin_, end_ - begin_);
    begin_ = end_;
    if (text.size() > kLongestLine) return Fail(ErrorCode::kLimit, "it is one text of more than 512 MiB");
    Result<bool> more = Fill();
    if (!more) return tl::unexpected<Error>(std::move(more.error()));
    if (!*more) return {};
  }
}

}  // namespace crosstrail
