// --indicators: lists of indicators for rules of type "threat_match".
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "indicator/load.h"
#include "rule/load.h"

namespace crosstrail::cli {

void AddIndicatorOption(CLI::App& command, std::vector<std::string>& paths);

/// Reads the lists and binds the rules to them; what is wrong with them joins the diagnostics of `loaded`. Without
/// lists the rules that need some are moved to those that are skipped.
LoadedIndicators GiveIndicators(const std::vector<std::string>& paths, LoadedRules& loaded);

}  // namespace crosstrail::cli
