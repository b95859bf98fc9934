#include "input/walker.h"

#include <dirent.h>
#include <glob.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/result.h"
#include "base/system_message.h"
#include "json/utf8_check.h"

namespace crosstrail {
namespace {

bool LooksLikeGlob(const std::string& path) { return path.find_first_of("*?[") != std::string::npos; }

// What `pattern` expands to, at least one path.
Result<std::vector<std::string>> ExpandGlob(const std::string& pattern) {
  glob_t matches{};
  const int result = ::glob(pattern.c_str(), GLOB_ERR | GLOB_BRACE, nullptr, &matches);
  std::vector<std::string> paths;
  if (result == 0) paths.assign(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
  ::globfree(&matches);
  if (result == GLOB_ABORTED) {
    return Fail(ErrorCode::kPermission, "cannot be expanded: a directory it leads through cannot be listed");
  }
  if (paths.empty()) return Fail(ErrorCode::kNotFound, "matches no file");
  return paths;
}

bool IsLink(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISLNK(info.st_mode);
}

std::string Join(const std::string& directory, const std::string& name) {
  return directory.ends_with('/') ? directory + name : directory + "/" + name;
}

}  // namespace

struct Walker::Directory {
  std::string path;
  dev_t device = 0;
  ino_t inode = 0;
  std::vector<std::string> names;  // still to do, last first
};

Walker::Walker(std::vector<std::string> paths, const Selection& selection) : selection_(selection) {
  std::vector<std::string> expanded;
  for (std::string& path : paths) {
    struct stat info {};
    if (path == "-" || !LooksLikeGlob(path) || ::lstat(path.c_str(), &info) == 0) {
      expanded.push_back(std::move(path));
      continue;
    }
    const auto matches = ExpandGlob(path);
    if (matches) {
      expanded.insert(expanded.end(), matches->begin(), matches->end());
    } else {
      report_.AddProblem({path, std::nullopt, matches.error().message});
    }
  }
  std::sort(expanded.begin(), expanded.end(), std::greater<>());
  expanded.erase(std::unique(expanded.begin(), expanded.end()), expanded.end());
  arguments_ = std::move(expanded);
}

Walker::~Walker() = default;

std::optional<InputFile> Walker::Next() {
  const std::lock_guard lock(mutex_);
  auto file = NextLocked();
  if (file) file->number = files_++;
  return file;
}

std::optional<InputFile> Walker::NextLocked() {
  while (true) {
    if (directories_.empty()) {
      if (arguments_.empty()) return std::nullopt;
      const std::string path = std::move(arguments_.back());
      arguments_.pop_back();
      if (auto file = Inspect(path, true)) return file;
      continue;
    }
    Directory& directory = *directories_.back();
    if (directory.names.empty()) {
      directories_.pop_back();
      continue;
    }
    const std::string path = Join(directory.path, directory.names.back());
    directory.names.pop_back();
    if (auto file = Inspect(path, false)) return file;
  }
}

// A file to read; or nothing, after entering a directory or noting why there is nothing to read.
std::optional<InputFile> Walker::Inspect(const std::string& path, bool named) {
  if (path == "-") return InputFile{path, named, 0};
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    const std::string reason = errno == ELOOP ? "symbolic links lead in a circle" : SystemMessage(errno);
    report_.AddProblem({path, std::nullopt, "cannot open: " + reason});
    return std::nullopt;
  }
  // It is read all the same. Whoever looks for it by the name in a report will not find it: the report cannot hold it.
  const std::string_view name = std::string_view(path).substr(named ? 0 : path.rfind('/') + 1);
  if (!IsValidUtf8(name)) {
    report_.AddProblem({path, std::nullopt, "has a name that is not UTF-8; it is shown with escapes"});
  }
  const bool directory = S_ISDIR(info.st_mode);
  if (IsPruned(selection_, directory ? path + "/" : path)) {
    if (!directory) report_.Skip(SkipReason::kPrunedObject);
    return std::nullopt;
  }
  if (!directory) return InputFile{path, named, static_cast<std::uint64_t>(std::max<off_t>(info.st_size, 0))};
  const bool inside = std::any_of(directories_.begin(), directories_.end(), [&](const auto& open) {
    return open->device == info.st_dev && open->inode == info.st_ino;
  });
  if (inside) {
    report_.AddProblem({path, std::nullopt, "is a link back to a directory it lies in; it was not followed"});
    return std::nullopt;
  }
  const bool first_time = visited_.emplace(info.st_dev, info.st_ino).second;
  if (first_time || !IsLink(path)) PushDirectory(path, info.st_dev, info.st_ino);
  return std::nullopt;
}

void Walker::PushDirectory(const std::string& path, dev_t device, ino_t inode) {
  DIR* const stream = ::opendir(path.c_str());
  if (stream == nullptr) {
    report_.AddProblem({path, std::nullopt, "cannot list: " + SystemMessage(errno)});
    return;
  }
  auto directory = std::make_unique<Directory>();
  directory->path = path;
  directory->device = device;
  directory->inode = inode;
  errno = 0;
  while (const dirent* entry = ::readdir(stream)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") directory->names.emplace_back(name);
    errno = 0;
  }
  if (errno != 0) report_.AddProblem({path, std::nullopt, "cannot list to the end: " + SystemMessage(errno)});
  ::closedir(stream);
  std::sort(directory->names.begin(), directory->names.end(), std::greater<>());
  directories_.push_back(std::move(directory));
}

InputReport Walker::TakeReport() {
  const std::lock_guard lock(mutex_);
  return std::exchange(report_, InputReport{});
}

bool HasLogName(std::string_view path) {
  static constexpr std::array<std::string_view, 7> kEndings{".json",   ".gz",    ".gzip", ".zst",
                                                            ".ndjson", ".jsonl", ".log"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) { return path.ends_with(ending); });
}

}  // namespace crosstrail
