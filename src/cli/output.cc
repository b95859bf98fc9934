#include "cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/system_message.h"
#include "base/text.h"

namespace crosstrail::cli {
namespace {

// 0, or the errno of the write that failed.
int WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

class StandardOutput : public Output {
 public:
  Status Write(std::string_view bytes) override {
    if (reader_gone_) return {};
    const int error = WriteAll(STDOUT_FILENO, bytes);
    if (error == 0) return {};
    reader_gone_ = error == EPIPE;
    if (reader_gone_) return {};
    return Fail(ErrorCode::kIo, "cannot write to standard output: " + SystemMessage(error));
  }
  Status Commit() override { return {}; }

 private:
  bool reader_gone_ = false;
};

class FileOutput : public Output {
 public:
  FileOutput(std::string path, std::string temporary, int fd, bool force)
      : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd), force_(force) {}
  ~FileOutput() override {
    if (fd_ >= 0) ::close(fd_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }
  FileOutput(const FileOutput&) = delete;
  FileOutput& operator=(const FileOutput&) = delete;

  Status Write(std::string_view bytes) override {
    const int error = WriteAll(fd_, bytes);
    return error == 0 ? Status{} : Problem("write", error);
  }

  Status Commit() override {
    if (::fsync(fd_) != 0 && errno != EINVAL) return Problem("write", errno);
    if (::close(std::exchange(fd_, -1)) != 0) return Problem("write", errno);
    if (!MoveIntoPlace()) return Problem("create", errno);
    temporary_.clear();
    return {};
  }

 private:
  bool MoveIntoPlace() const {
    if (!force_) {
      // Refuses to replace a file that came into being meanwhile, where the file system knows how to.
      if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) == 0) return true;
      if (errno != EINVAL && errno != ENOSYS) return false;
    }
    return ::rename(temporary_.c_str(), path_.c_str()) == 0;
  }

  Status Problem(std::string_view doing, int error) const {
    return Fail(ErrorCode::kIo, fmt::format("cannot {} {}: {}", doing, Printable(path_), SystemMessage(error)));
  }

  std::string path_, temporary_;
  int fd_;
  bool force_;
};

}  // namespace

std::unique_ptr<Output> MakeStandardOutput() { return std::make_unique<StandardOutput>(); }

Result<std::unique_ptr<Output>> MakeFileOutput(const std::string& path, bool force) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) {
    if (!S_ISREG(info.st_mode)) {
      return Fail(ErrorCode::kInvalidArgument, Printable(path) + " exists and is no regular file; name another one");
    }
    if (!force) {
      return Fail(ErrorCode::kInvalidArgument, Printable(path) + " exists; use --force to replace it");
    }
  }
  std::string temporary = path + ".XXXXXX";
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return Fail(ErrorCode::kIo, fmt::format("cannot create {}: {}", Printable(path), SystemMessage(errno)));
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(fd, static_cast<mode_t>(0666) & ~mask);
  return std::make_unique<FileOutput>(path, std::move(temporary), fd, force);
}

Result<std::unique_ptr<Output>> MakeOutput(const std::string& path, bool force) {
  return path.empty() ? MakeStandardOutput() : MakeFileOutput(path, force);
}

}  // namespace crosstrail::cli
