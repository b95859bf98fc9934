// `crosstrail rules`: check, list, show, test, explain, backtest, coverage, new (cli/rules_subcommands.h).
#pragma once

#include <CLI/App.hpp>

#include "config/config.h"

namespace crosstrail::cli {

/// Sets `exit_code` when the command has run. `config` is read by then.
void AddRulesCommand(CLI::App& app, const config::Config& config, int& exit_code);

}  // namespace crosstrail::cli
