#include "cli/rules_command.h"

#include <CLI/CLI.hpp>

#include "cli/rules_subcommands.h"

namespace crosstrail::cli {

void AddRulesCommand(CLI::App& app, const config::Config& config, int& exit_code) {
  CLI::App* const rules = app.add_subcommand("rules", "Check, list, show, test and write rules");
  rules->require_subcommand(1);
  AddRulesCheck(*rules, config, exit_code);
  AddRulesList(*rules, exit_code);
  AddRulesShow(*rules, config, exit_code);
  AddRulesTest(*rules, exit_code);
  AddRulesExplain(*rules, exit_code);
  AddRulesBacktest(*rules, config, exit_code);
  AddRulesCoverage(*rules, exit_code);
  AddRulesNew(*rules, exit_code);
}

}  // namespace crosstrail::cli
