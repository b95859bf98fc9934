// `crosstrail rules explain RULE EVENT_FILE`: why a rule does or does not match an event.
#pragma once

#include <CLI/App.hpp>

namespace crosstrail::cli {

/// Sets `exit_code` when the command has run.
void AddRulesCommand(CLI::App& app, int& exit_code);

}  // namespace crosstrail::cli
