// crosstrail.toml, as the commands see it.
#pragma once

#include <CLI/CLI.hpp>
#include <vector>

#include "config/config.h"
#include "exposure/tracker.h"

namespace crosstrail::cli {

/// Adds --config to `app`, which has all its commands by then. When the command line is parsed, the file it names, or
/// the crosstrail.toml nearest to the working directory, is read into `config`, and the options in it become defaults;
/// what is wrong with it ends the program as a mistake on the command line does. Both must outlive the parsing.
void AddConfiguration(CLI::App& app, config::Config& config);

/// Whom the owners of resources trust, period by period.
std::vector<exposure::TrustPeriod> TrustPeriods(const config::Config& config);

}  // namespace crosstrail::cli
