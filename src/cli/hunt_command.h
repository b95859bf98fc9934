// `crosstrail hunt 'QUERY' PATH...`: one EQL query over logs, without a rule.
#pragma once

#include <CLI/App.hpp>

namespace crosstrail::cli {

/// Sets `exit_code` when the command has run.
void AddHuntCommand(CLI::App& app, int& exit_code);

}  // namespace crosstrail::cli
