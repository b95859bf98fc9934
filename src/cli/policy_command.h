// `crosstrail policy explain|diff|check|simulate|fix`: what a resource policy lets in.
#pragma once

#include <CLI/App.hpp>

#include "config/config.h"

namespace crosstrail::cli {

/// Sets `exit_code` when one of them has run.
/// `config` is read by the time the command runs.
void AddPolicyCommand(CLI::App& app, const config::Config& config, int& exit_code);

}  // namespace crosstrail::cli
