// Finds and reads rule files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"

namespace crosstrail {

enum class RuleFileKind {
  kRule,  // *.toml but not *.test.toml, and *.ndjson
  kTest,  // *.test.toml
};

/// The files of that kind under `paths`, argument by argument, each argument's sorted by path, every file once. In
/// directories (walked to the end, symbolic links followed, none twice) hidden entries, those that begin with `_`
/// and a crosstrail.toml are left out, except for rules in directories called `_deprecated`, which are to be known if
/// not to be run; a file that is named itself is taken whatever it is called, unless it is of the other kind. Paths
/// that cannot be read are errors; a directory without such a file is a warning.
std::vector<std::string> FindRuleFiles(const std::vector<std::string>& paths, RuleFileKind kind,
                                       Diagnostics& diagnostics);

/// Whether a file of this name holds JSON, line by line or as a list.
bool IsJsonFile(std::string_view path);
/// Whether the file is in a directory called `_deprecated`.
bool IsDeprecatedFile(std::string_view path);

/// The whole of a regular file of at most kRuleFileBytes, for JSON kJsonFileBytes.
inline constexpr std::size_t kRuleFileBytes = std::size_t{4} << 20;
inline constexpr std::size_t kJsonFileBytes = std::size_t{64} << 20;
Result<std::string> ReadRuleFile(const std::string& path);
/// Of any regular file of at most so many bytes.
Result<std::string> ReadTextFile(const std::string& path, std::size_t most);

}  // namespace crosstrail
