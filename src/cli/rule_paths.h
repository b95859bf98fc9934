// Where rules and their exceptions come from.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "rule/exceptions.h"
#include "rule/load.h"

namespace crosstrail::cli {

/// `given` when not empty. Else the directory in the environment variable CROSSTRAIL_RULES; else the rules installed
/// with this program (../share/crosstrail/rules beside it); else those of the source tree it was built in. Error
/// (kNotFound) when there is none.
Result<std::vector<std::string>> RulePaths(const std::vector<std::string>& given);

/// Beside each file that is named the other one of a rule and its tests, where there is one: for NAME.toml
/// NAME.test.toml, and the other way about.
std::vector<std::string> WithCompanions(std::vector<std::string> paths);

/// Whether the exceptions of the configuration may be about rules that are not among those `given`.
KnownRules RulesAttached(const std::vector<std::string>& given);

/// --exceptions and --value-list.
void AddExceptionOptions(CLI::App& command, ExceptionSources& sources);

}  // namespace crosstrail::cli
