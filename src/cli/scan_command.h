// `crosstrail scan`: logs in, alerts out.
#pragma once

#include <CLI/App.hpp>

#include "config/config.h"

namespace crosstrail::cli {

/// Adds the command to `app`. When it is the one that was called, `exit_code` is set as docs/cli.md says.
/// `config` is read by the time the command runs.
void AddScanCommand(CLI::App& app, const config::Config& config, int& exit_code);

}  // namespace crosstrail::cli
