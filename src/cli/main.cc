// crosstrail: one file a command; this one parses the command line and maps what escapes to an exit code.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>

#include "cli/convert_command.h"
#include "cli/exit_codes.h"
#include "cli/fields_command.h"
#include "cli/hunt_command.h"
#include "cli/policy_command.h"
#include "cli/rules_command.h"
#include "cli/scan_command.h"

namespace {

int Run(int argc, char** argv) {
  CLI::App app("Finds what became reachable, and who did what the rules forbid, in AWS CloudTrail logs.", "crosstrail");
  int exit_code = crosstrail::cli::kDone;
  app.set_version_flag("--version", "crosstrail " CROSSTRAIL_VERSION);
  app.require_subcommand(1);
  app.footer("Exit codes: 0 done, 1 findings (--fail-on), 2 usage or rule error, 3 some input unreadable, 4 internal.");
  app.set_config("--config", "",
                 "Read options from a TOML file, e.g. [scan] geoip-city = \"/data/GeoLite2-City.mmdb\"");
  app.allow_config_extras(CLI::config_extras_mode::error);
  crosstrail::cli::AddScanCommand(app, exit_code);
  crosstrail::cli::AddHuntCommand(app, exit_code);
  crosstrail::cli::AddRulesCommand(app, exit_code);
  crosstrail::cli::AddPolicyCommand(app, exit_code);
  crosstrail::cli::AddConvertCommand(app, exit_code);
  crosstrail::cli::AddFieldsCommand(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? crosstrail::cli::kDone : crosstrail::cli::kUsage;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away, and a file that may not grow, are errors of a write
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return Run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "crosstrail: internal error: {}; please report it with the command that led to it\n",
               error.what());
    return crosstrail::cli::kInternal;
  }
}
