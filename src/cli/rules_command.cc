#include "cli/rules_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

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

void PrintDiagnostics(const Diagnostics& diagnostics, bool color) {
  for (const Diagnostic& diagnostic : diagnostics) fmt::print(stderr, "{}", Render(diagnostic, color));
}

std::string_view LevelName(DiagnosticLevel level) {
  switch (level) {
    case DiagnosticLevel::kError:
      return "error";
    case DiagnosticLevel::kWarning:
      return "warning";
    case DiagnosticLevel::kNote:
      return "note";
  }
  return "error";
}

}  // namespace crosstrail::cli
