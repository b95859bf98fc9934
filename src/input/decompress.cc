#include "input/decompress.h"

#include <fmt/format.h>
#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace crosstrail {
namespace {

constexpr std::size_t kStoredBuffer = std::size_t{256} * 1024;
constexpr int kZstdWindowLog = 26;  // 64 MiB; the format allows 2 GiB

constexpr const char* kGzipCut = "gzip data is cut off; the records before the cut were read";

std::uint8_t* Bytes(char* at) { return reinterpret_cast<std::uint8_t*>(at); }

}  // namespace

struct Decompressor::Gzip {
  inflate_state state;
};

struct Decompressor::Zstd {
  ZSTD_DCtx* context = ZSTD_createDCtx();
  Zstd() {
    if (context == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, kZstdWindowLog);
  }
  ~Zstd() { ZSTD_freeDCtx(context); }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;
};

Decompressor::Decompressor(const InputLimits& limits)
    : limits_(limits), gzip_(std::make_unique<Gzip>()), buffer_(kStoredBuffer, '\0') {}
Decompressor::~Decompressor() = default;

void Decompressor::Open(ByteSource& source, std::uint64_t most_bytes) {
  most_bytes_ = std::min(most_bytes, limits_.object_bytes);
  source_ = &source;
  begin_ = end_ = 0;
  at_end_ = finished_ = between_members_ = false;
  bytes_in_ = bytes_out_ = 0;
  compression_ = Compression::kNone;
  failure_ = Detect();
}

// Reads stored bytes behind what is left of them, so that at least one more is there unless the source has ended.
Status Decompressor::Refill() {
  if (at_end_) return {};
  if (begin_ != 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) return {};
  const Result<std::size_t> got = source_->Read({buffer_.data() + end_, buffer_.size() - end_});
  if (!got) return tl::unexpected<Error>(got.error());
  at_end_ = *got == 0;
  end_ += *got;
  bytes_in_ += *got;
  return {};
}

Status Decompressor::Detect() {
  while (end_ - begin_ < 4 && !at_end_) {
    if (Status status = Refill(); !status) return status;
  }
  const std::string_view head(buffer_.data(), end_);
  if (head.starts_with("\x1f\x8b")) {
    compression_ = Compression::kGzip;
    isal_inflate_init(&gzip_->state);
    gzip_->state.crc_flag = ISAL_GZIP;
  } else if (head.starts_with("\x28\xb5\x2f\xfd") ||
             (head.size() >= 4 && (head[0] & 0xF0) == 0x50 && head.substr(1, 3) == "\x2a\x4d\x18")) {
    compression_ = Compression::kZstd;
    if (!zstd_) zstd_ = std::make_unique<Zstd>();
    ZSTD_DCtx_reset(zstd_->context, ZSTD_reset_session_only);
    between_members_ = true;
  }
  return {};
}

Status Decompressor::CheckLimits() const {
  if (bytes_out_ > most_bytes_) {
    return Fail(
        ErrorCode::kLimit,
        fmt::format("decompresses to more than {} bytes; raise --max-object-size to read the rest of it", most_bytes_));
  }
  if (compression_ != Compression::kNone && bytes_out_ > kRatioFloor &&
      bytes_out_ / std::max<std::uint64_t>(limits_.ratio, 1) > bytes_in_) {
    return Fail(ErrorCode::kLimit, fmt::format("decompresses to more than {} times its size, as a decompression bomb "
                                               "would; raise --max-ratio to read the rest of it",
                                               limits_.ratio));
  }
  return {};
}

Result<std::size_t> Decompressor::Read(std::span<char> out) {
  std::size_t filled = 0;
  while (filled < out.size() && failure_ && !finished_) {
    const Result<std::size_t> got = Decode(out.subspan(filled));
    if (!got) {
      failure_ = tl::unexpected<Error>(got.error());
      break;
    }
    filled += *got;
    bytes_out_ += *got;
    if (Status status = CheckLimits(); !status) {
      // What goes over the limit is not handed out: the limit is exact.
      const std::uint64_t over = bytes_out_ > most_bytes_ ? bytes_out_ - most_bytes_ : 0;
      filled -= static_cast<std::size_t>(over);
      bytes_out_ -= over;
      failure_ = std::move(status);
    }
  }
  if (filled == 0 && !failure_) {
    finished_ = true;
    Error error = std::move(failure_.error());
    failure_ = {};
    return tl::unexpected<Error>(std::move(error));
  }
  return filled;
}

Result<std::size_t> Decompressor::Decode(std::span<char> out) {
  if (begin_ == end_) {
    if (Status status = Refill(); !status) return tl::unexpected<Error>(status.error());
  }
  switch (compression_) {
    case Compression::kGzip:
      return DecodeGzip(out);
    case Compression::kZstd:
      return DecodeZstd(out);
    case Compression::kNone:
      break;
  }
  const std::size_t count = std::min(out.size(), end_ - begin_);
  std::memcpy(out.data(), buffer_.data() + begin_, count);
  begin_ += count;
  finished_ = count == 0 && at_end_;
  return count;
}

Result<std::size_t> Decompressor::DecodeGzip(std::span<char> out) {
  if (between_members_) {
    if (Status status = NextGzipMember(); !status) return tl::unexpected<Error>(status.error());
    if (finished_) return 0;
  }
  inflate_state& state = gzip_->state;
  const bool nothing_left = begin_ == end_ && at_end_;
  state.next_in = Bytes(buffer_.data() + begin_);
  state.avail_in = static_cast<std::uint32_t>(end_ - begin_);
  state.next_out = Bytes(out.data());
  state.avail_out = static_cast<std::uint32_t>(std::min<std::size_t>(out.size(), std::size_t{1} << 30));
  const std::uint32_t room = state.avail_out;
  const int result = isal_inflate(&state);
  begin_ = end_ - state.avail_in;
  const std::size_t produced = room - state.avail_out;
  if (result != ISAL_DECOMP_OK) {
    failure_ = Fail(ErrorCode::kMalformed, result == ISAL_INCORRECT_CHECKSUM
                                               ? "gzip checksum does not match; the records may have been altered"
                                               : "gzip data is damaged; the records before the damage were read");
    return produced;
  }
  if (state.block_state == ISAL_BLOCK_FINISH) {
    between_members_ = true;
  } else if (produced == 0 && nothing_left) {
    return Fail(ErrorCode::kMalformed, kGzipCut);
  }
  return produced;
}

// Behind one member: another one, zero padding, or the end.
Status Decompressor::NextGzipMember() {
  while (true) {
    while (begin_ < end_ && buffer_[begin_] == '\0') ++begin_;
    if (begin_ != end_) break;
    if (at_end_) {
      finished_ = true;
      return {};
    }
    if (Status status = Refill(); !status) return status;
  }
  while (end_ - begin_ < 2 && !at_end_) {
    if (Status status = Refill(); !status) return status;
  }
  const std::string_view head(buffer_.data() + begin_, end_ - begin_);
  if (head == "\x1f") return Fail(ErrorCode::kMalformed, kGzipCut);
  if (!head.starts_with("\x1f\x8b")) {
    return Fail(ErrorCode::kMalformed, "bytes behind the gzip data are not gzip; they were not read");
  }
  isal_inflate_reset(&gzip_->state);
  gzip_->state.crc_flag = ISAL_GZIP;
  between_members_ = false;
  return {};
}

Result<std::size_t> Decompressor::DecodeZstd(std::span<char> out) {
  const bool nothing_left = begin_ == end_ && at_end_;
  if (nothing_left && between_members_) {
    finished_ = true;
    return 0;
  }
  ZSTD_inBuffer in{buffer_.data(), end_, begin_};
  ZSTD_outBuffer result{out.data(), out.size(), 0};
  const std::size_t code = ZSTD_decompressStream(zstd_->context, &result, &in);
  begin_ = in.pos;
  if (ZSTD_isError(code) != 0) {
    Status failure = Fail(
        ErrorCode::kMalformed,
        fmt::format("zstd data is damaged ({}); the records before the damage were read", ZSTD_getErrorName(code)));
    if (result.pos == 0) return tl::unexpected<Error>(failure.error());
    failure_ = std::move(failure);
  } else if (nothing_left && result.pos == 0 && code != 0) {
    return Fail(ErrorCode::kMalformed, "zstd data is cut off; the records before the cut were read");
  }
  between_members_ = code == 0;
  return result.pos;
}

}  // namespace crosstrail
