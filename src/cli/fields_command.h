// `crosstrail fields`: the catalogue, or what a rule set needs of it and how often some logs have it.
#pragma once

#include <CLI/App.hpp>

namespace crosstrail::cli {

/// Sets `exit_code` when the command has run.
void AddFieldsCommand(CLI::App& app, int& exit_code);

}  // namespace crosstrail::cli
