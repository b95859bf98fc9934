#include "cli/rule_paths.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

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

}  // namespace crosstrail::cli
