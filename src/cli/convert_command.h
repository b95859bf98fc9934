// `crosstrail convert PATH... --to ecs|records`: the events themselves, as documents or as plain records.
#pragma once

#include <CLI/App.hpp>

namespace crosstrail::cli {

/// Sets `exit_code` when the command has run.
void AddConvertCommand(CLI::App& app, int& exit_code);

}  // namespace crosstrail::cli
