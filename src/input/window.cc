#include "input/window.h"

#include <algorithm>
#include <cstring>

#include "input/record.h"

namespace crosstrail {

void Window::Reset(Decompressor& stream) {
  stream_ = &stream;
  begin_ = end_ = 0;
  at_end_ = false;
  previous_ = '\n';
}

Status Window::Fill(std::size_t want) {
  if (size() >= want || at_end_) return {};
  std::memmove(bytes_.data(), bytes_.data() + begin_, size());
  end_ -= begin_;
  begin_ = 0;
  const std::size_t room = std::max(want, chunk_);
  if (bytes_.size() < room + kJsonPadding) bytes_.resize(room + kJsonPadding);
  Status status;
  while (end_ < want && !at_end_) {
    const Result<std::size_t> got = stream_->Read({bytes_.data() + end_, room - end_});
    if (!got) status = tl::unexpected<Error>(got.error());
    at_end_ = !got || *got == 0;
    if (got) end_ += *got;
  }
  std::memset(bytes_.data() + end_, 0, kJsonPadding);
  return status;
}

std::string_view Window::Text(std::size_t most) const { return {bytes_.data() + begin_, std::min(most, size())}; }

void Window::Consume(std::size_t count) {
  if (count == 0) return;
  begin_ += count;
  previous_ = bytes_[begin_ - 1];
}

void Window::Stop() {
  begin_ = end_;
  at_end_ = true;
}

}  // namespace crosstrail
