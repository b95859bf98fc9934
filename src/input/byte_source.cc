#include "input/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/system_message.h"

namespace crosstrail {
namespace {

tl::unexpected<Error> RefuseKind(mode_t mode) {
  if (S_ISDIR(mode)) return Fail(ErrorCode::kInvalidArgument, "is a directory");
  return Fail(ErrorCode::kUnsupported, "is not a regular file; pipe it through `-` instead");
}

class FileSource : public ByteSource {
 public:
  FileSource(int fd, bool owned) : fd_(fd), owned_(owned) {}
  ~FileSource() override {
    if (owned_) ::close(fd_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<std::size_t> Read(std::span<char> buffer) override {
    while (true) {
      const ssize_t got = ::read(fd_, buffer.data(), buffer.size());
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return Fail(ErrorCode::kIo, "cannot read: " + SystemMessage(errno));
    }
  }

 private:
  int fd_;
  bool owned_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> OpenFile(const std::string& path) {
  if (path == "-") return std::make_unique<FileSource>(STDIN_FILENO, false);
  struct stat info {};
  // Opening a device can have effects of its own.
  if (::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) return RefuseKind(info.st_mode);
  // O_NONBLOCK: opening a fifo that nobody writes to must not wait; on regular files it means nothing.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    const int error = errno;
    const ErrorCode code = error == ENOENT                     ? ErrorCode::kNotFound
                           : error == EACCES || error == EPERM ? ErrorCode::kPermission
                                                               : ErrorCode::kIo;
    return Fail(code, "cannot open: " + SystemMessage(error));
  }
  auto source = std::make_unique<FileSource>(fd, true);
  if (::fstat(fd, &info) != 0) return Fail(ErrorCode::kIo, "cannot inspect: " + SystemMessage(errno));
  if (!S_ISREG(info.st_mode)) return RefuseKind(info.st_mode);
  ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return source;
}

Result<std::size_t> MemorySource::Read(std::span<char> buffer) {
  const std::size_t count = std::min(buffer.size(), rest_.size());
  if (count != 0) std::memcpy(buffer.data(), rest_.data(), count);
  rest_.remove_prefix(count);
  return count;
}

Result<std::size_t> MeteredSource::Read(std::span<char> buffer) {
  Result<std::size_t> got = inner_.Read(buffer);
  if (got) {
    bytes_ += *got;
    if (hashing_) hash_.Update({buffer.data(), *got});
  }
  return got;
}

std::string MeteredSource::FinishHash() {
  if (!hashing_) return {};
  std::array<char, 65536> rest{};
  while (true) {
    const Result<std::size_t> got = Read(rest);
    if (!got) return {};  // the object has no hash; why it could not be read is reported by its reader
    if (*got == 0) return hash_.Finish();
  }
}

}  // namespace crosstrail
