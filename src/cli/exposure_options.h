// What the commands that follow exposures have in common.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/config.h"
#include "detect/exposure_pass.h"

namespace crosstrail::cli {

/// As typed.
struct ExposureArguments {
  std::vector<std::string> baselines;
};

/// `arguments` must live as long as `command`.
void AddExposureOptions(CLI::App& command, ExposureArguments& arguments);

/// Reads the baselines. Error: one cannot be read, or is none.
Result<ExposureOptions> MakeExposureOptions(const ExposureArguments& arguments, const config::Config& config);

}  // namespace crosstrail::cli
