// `crosstrail policy explain|diff|check|simulate|fix`: what a resource policy lets in.
#pragma once

#include <CLI/App.hpp>

namespace crosstrail::cli {

/// Sets `exit_code` when one of them has run.
void AddPolicyCommand(CLI::App& app, int& exit_code);

}  // namespace crosstrail::cli
