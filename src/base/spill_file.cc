#include "base/spill_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/system_message.h"

namespace crosstrail {

namespace {

constexpr std::size_t kBuffer = std::size_t{256} << 10U;
constexpr std::size_t kChunk = std::size_t{1} << 20U;

}  // namespace

Status SpillFile::Make() {
  const char* const directory = std::getenv("TMPDIR");
  std::string name =
      std::string(directory == nullptr || *directory == '\0' ? "/tmp" : directory) + "/crosstrail.XXXXXX";
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd >= 0) {
    ::unlink(name.c_str());
    file_.reset(::fdopen(fd, "w+b"));
  }
  if (file_) {
    std::setvbuf(file_.get(), nullptr, _IOFBF, kBuffer);
    return {};
  }
  return Fail(ErrorCode::kIo, fmt::format("cannot make a temporary file in {}: {}; set TMPDIR to a directory with room",
                                          name.substr(0, name.rfind('/')), SystemMessage(errno)));
}

Error SpillFile::NoteFailure() {
  if (failure_.empty()) {
    failure_ =
        fmt::format("cannot write to a temporary file: {}; set TMPDIR to a directory with room", SystemMessage(errno));
  }
  return {ErrorCode::kIo, failure_};
}

Result<std::uint64_t> SpillFile::Append(std::string_view bytes) {
  if (bytes.empty()) return size_;
  if (!file_ && held_ + bytes.size() <= in_memory_) {
    if (chunks_.empty() || chunks_.back().capacity() - chunks_.back().size() < bytes.size()) {
      chunks_.emplace_back().reserve(std::max(kChunk, bytes.size()));
      begins_.push_back(held_);
    }
    chunks_.back() += bytes;
    held_ += bytes.size();
    return std::exchange(size_, held_);
  }
  if (!file_) {
    if (Status made = Make(); !made) return tl::unexpected<Error>(std::move(made.error()));
  }
  if (!failure_.empty() || std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) {
    return tl::unexpected<Error>(NoteFailure());
  }
  flushed_ = false;
  const std::uint64_t at = size_;
  size_ += bytes.size();
  return at;
}

Status SpillFile::Flush() {
  if (flushed_) return {};
  if (!failure_.empty() || std::fflush(file_.get()) != 0) return tl::unexpected<Error>(NoteFailure());
  flushed_ = true;
  return {};
}

Status SpillFile::Read(std::uint64_t at, std::size_t size, std::string& out) {
  if (at + size <= held_) {
    if (size == 0) return out.clear(), Status();
    const auto after = std::upper_bound(begins_.begin(), begins_.end(), at);
    const auto chunk = static_cast<std::size_t>(after - begins_.begin()) - 1;
    out.assign(chunks_[chunk], static_cast<std::size_t>(at - begins_[chunk]), size);
    return {};
  }
  at -= held_;
  // What did not get into the file is found missing below; all before it can still be read.
  static_cast<void>(Flush());
  out.resize(size);
  for (std::size_t done = 0; done < size;) {
    const ssize_t got = ::pread(::fileno(file_.get()), out.data() + done, size - done, static_cast<off_t>(at + done));
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) return Fail(ErrorCode::kIo, "a temporary file has lost its end, for want of room");
    if (got < 0) {
      return Fail(ErrorCode::kIo, fmt::format("cannot read a temporary file back: {}", SystemMessage(errno)));
    }
    done += static_cast<std::size_t>(got);
  }
  return {};
}

}  // namespace crosstrail
