// `crosstrail rules ...`: one file a subcommand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "config/config.h"

namespace CLI {
class App;
}

namespace crosstrail::cli {

void AddRulesBacktest(CLI::App& rules, const config::Config& config, int& exit_code);
void AddRulesCheck(CLI::App& rules, const config::Config& config, int& exit_code);
void AddRulesCoverage(CLI::App& rules, int& exit_code);
void AddRulesExplain(CLI::App& rules, int& exit_code);
void AddRulesList(CLI::App& rules, int& exit_code);
void AddRulesNew(CLI::App& rules, int& exit_code);
void AddRulesShow(CLI::App& rules, const config::Config& config, int& exit_code);
void AddRulesTest(CLI::App& rules, int& exit_code);

}  // namespace crosstrail::cli
