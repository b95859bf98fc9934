#include "rule/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>
#include <string_view>
#include <system_error>

#include "base/system_message.h"
#include "config/config.h"

namespace crosstrail {
namespace {

namespace fs = std::filesystem;

Diagnostic AboutFile(DiagnosticLevel level, const std::string& path, std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.level = level;
  diagnostic.file = path;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

constexpr std::string_view kDeprecated = "_deprecated";

bool IsTestName(std::string_view name) { return name.ends_with(".test.toml"); }

class Finder {
 public:
  Finder(RuleFileKind kind, Diagnostics& diagnostics) : kind_(kind), diagnostics_(diagnostics) {}

  std::vector<std::string> Find(const std::string& path) {
    found_.clear();
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
      Fail(path, error);
    } else if (!fs::is_directory(status)) {
      if (IsTestName(path) == (kind_ == RuleFileKind::kTest)) AddFile(path);
    } else {
      Walk(path);
      if (found_.empty() && kind_ == RuleFileKind::kRule) {
        diagnostics_.push_back(AboutFile(DiagnosticLevel::kWarning, path, "holds no rule files",
                                         "rule files end in .toml or .ndjson and do not begin with `_` or a dot"));
      }
    }
    std::sort(found_.begin(), found_.end());
    return found_;
  }

 private:
  void Walk(const std::string& top) {
    std::vector<fs::path> to_do{top};
    while (!to_do.empty()) {
      const fs::path directory = to_do.back();
      to_do.pop_back();
      if (!FirstTime(directory)) continue;
      std::error_code error;
      fs::directory_iterator entry(directory, error);
      while (!error && entry != fs::directory_iterator()) {
        Visit(*entry, to_do);
        entry.increment(error);
      }
      if (error) Fail(directory.string(), error);
    }
  }

  void Visit(const fs::directory_entry& entry, std::vector<fs::path>& to_do) {
    const std::string name = entry.path().filename().string();
    std::error_code error;
    const bool wanted = kind_ == RuleFileKind::kRule && name == kDeprecated && entry.is_directory(error);
    if (!wanted && (name.starts_with('.') || name.starts_with('_') || name == config::kConfigFileName)) return;
    if (entry.is_directory(error)) {
      to_do.push_back(entry.path());
    } else if (IsOfKind(name)) {
      AddFile(entry.path().string());
    }
  }

  bool IsOfKind(std::string_view name) const {
    if (kind_ == RuleFileKind::kTest) return IsTestName(name);
    return name.ends_with(".ndjson") || (name.ends_with(".toml") && !IsTestName(name));
  }

  void AddFile(const std::string& path) {
    if (FirstTime(path)) found_.push_back(path);
  }

  // Whether this file or directory is met for the first time, by whatever name. Ends circles of links.
  bool FirstTime(const fs::path& path) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    return visited_.insert(error ? path.string() : real.string()).second;
  }

  void Fail(const std::string& path, const std::error_code& error) {
    const std::string reason = error ? error.message() : "No such file or directory";
    diagnostics_.push_back(AboutFile(DiagnosticLevel::kError, path, "cannot be read: " + reason,
                                     "check the path and its permissions; the rules in it were not loaded"));
  }

  RuleFileKind kind_;
  Diagnostics& diagnostics_;
  std::set<std::string> visited_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> FindRuleFiles(const std::vector<std::string>& paths, RuleFileKind kind,
                                       Diagnostics& diagnostics) {
  Finder finder(kind, diagnostics);
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    const std::vector<std::string> found = finder.Find(path);
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

bool IsJsonFile(std::string_view path) { return path.ends_with(".ndjson") || path.ends_with(".json"); }

bool IsDeprecatedFile(std::string_view path) {
  return std::ranges::any_of(fs::path(path).parent_path(), [](const fs::path& part) { return part == kDeprecated; });
}

Result<std::string> ReadRuleFile(const std::string& path) {
  return ReadTextFile(path, IsJsonFile(path) ? kJsonFileBytes : kRuleFileBytes);
}

Result<std::string> ReadTextFile(const std::string& path, std::size_t most) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (error) return Fail(ErrorCode::kIo, "cannot be read: " + error.message() + "; check the path and its permissions");
  if (!fs::is_regular_file(status))
    return Fail(ErrorCode::kIo, "is not a regular file; rules are read from files only");
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  std::string text(std::min(most, static_cast<std::size_t>(fs::file_size(path, error))) + 1, '\0');
  if (stream) stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream && !stream.eof()) {
    return Fail(ErrorCode::kIo, "cannot be read: " + SystemMessage(errno) + "; check its permissions");
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > most) {
    return Fail(ErrorCode::kLimit,
                fmt::format("is larger than {} MiB, the most a rule file may be; was it meant to be a "
                            "rule?",
                            most >> 20));
  }
  text.shrink_to_fit();
  return text;
}

}  // namespace crosstrail
