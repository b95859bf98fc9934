#include "input/walker.h"

#include <dirent.h>
#include <glob.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace crosstrail {
namespace {

std::string SystemMessage(int error) { return std::generic_category().message(error); }

bool LooksLikeGlob(const std::string& path) { return path.find_first_of("*?[") != std::string::npos; }

// What `pattern` expands to, sorted; empty when it matches nothing.
std::vector<std::string> ExpandGlob(const std::string& pattern) {
  glob_t matches{};
  std::vector<std::string> paths;
  if (::glob(pattern.c_str(), GLOB_ERR | GLOB_BRACE, nullptr, &matches) == 0) {
    paths.assign(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
  }
  ::globfree(&matches);
  return paths;
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
    std::vector<std::string> matches = ExpandGlob(path);
    if (matches.empty()) report_.AddProblem({path, std::nullopt, "matches no file"});
    expanded.insert(expanded.end(), matches.begin(), matches.end());
  }
  std::sort(expanded.begin(), expanded.end(), std::greater<>());
  expanded.erase(std::unique(expanded.begin(), expanded.end()), expanded.end());
  arguments_ = std::move(expanded);
}

Walker::~Walker() = default;

std::optional<InputFile> Walker::Next() {
  const std::lock_guard lock(mutex_);
  return NextLocked();
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
  PushDirectory(path);
  if (!directories_.empty() && directories_.back()->path == path) {
    directories_.back()->device = info.st_dev;
    directories_.back()->inode = info.st_ino;
  }
  return std::nullopt;
}

void Walker::PushDirectory(const std::string& path) {
  DIR* const stream = ::opendir(path.c_str());
  if (stream == nullptr) {
    report_.AddProblem({path, std::nullopt, "cannot list: " + SystemMessage(errno)});
    return;
  }
  auto directory = std::make_unique<Directory>();
  directory->path = path;
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
