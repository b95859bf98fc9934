// Where rules come from when --rules does not say.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace crosstrail::cli {

/// `given` when not empty. Else the directory in the environment variable CROSSTRAIL_RULES; else the rules installed
/// with this program (../share/crosstrail/rules beside it); else those of the source tree it was built in. Error
/// (kNotFound) when there is none.
Result<std::vector<std::string>> RulePaths(const std::vector<std::string>& given);

}  // namespace crosstrail::cli
