// `crosstrail scan`: logs in, alerts out.
#pragma once

#include <CLI/App.hpp>

namespace crosstrail::cli {

/// Adds the command to `app`. When it is the one that was called, `exit_code` is set as docs/cli.md says.
void AddScanCommand(CLI::App& app, int& exit_code);

}  // namespace crosstrail::cli
