#include "cli/rule_paths.h"

#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace crosstrail::cli {

Result<std::vector<std::string>> RulePaths(const std::vector<std::string>& given) {
  if (!given.empty()) return given;
  const char* const configured = std::getenv("CROSSTRAIL_RULES");
  if (configured != nullptr && *configured != '\0') return std::vector<std::string>{configured};
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path directory = fs::read_symlink("/proc/self/exe", error).parent_path();
  if (!error) {
    // Installed: PREFIX/bin beside PREFIX/share. Built: build/PRESET/bin in the source tree.
    for (const char* const relative : {"../share/crosstrail/rules", "../../../rules"}) {
      const fs::path rules = (directory / relative).lexically_normal();
      if (fs::is_directory(rules, error)) return std::vector<std::string>{rules.string()};
    }
  }
  return Fail(ErrorCode::kNotFound, "no rules found beside this program; name a file or directory with --rules");
}

std::vector<std::string> WithCompanions(std::vector<std::string> paths) {
  constexpr std::string_view kRule = ".toml", kTest = ".test.toml";
  std::vector<std::string> companions;
  for (const std::string& path : paths) {
    const std::string_view end = path.ends_with(kTest) ? kTest : kRule;
    if (!path.ends_with(end)) continue;
    std::string companion = path.substr(0, path.size() - end.size()) + std::string(end == kTest ? kRule : kTest);
    std::error_code error;
    if (std::filesystem::is_regular_file(companion, error)) companions.push_back(std::move(companion));
  }
  paths.insert(paths.end(), companions.begin(), companions.end());
  return paths;
}

KnownRules RulesAttached(const std::vector<std::string>& given) {
  return given.empty() ? KnownRules::kThese : KnownRules::kOthers;
}

void AddExceptionOptions(CLI::App& command, ExceptionSources& sources) {
  command.add_option("--exceptions", sources.paths, "Elastic's exceptions: file or directory; may be repeated")
      ->allow_extra_args(false);
  command
      .add_option("--value-list", sources.value_lists,
                  "Value list of exceptions: NAME=FILE, or a directory of files; may be repeated")
      ->allow_extra_args(false);
}

}  // namespace crosstrail::cli
