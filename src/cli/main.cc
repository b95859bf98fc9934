// crosstrail: one file a command; this one parses the command line and maps what escapes to an exit code.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <system_error>

#include "base/system_message.h"
#include "cli/configuration.h"
#include "cli/convert_command.h"
#include "cli/exit_codes.h"
#include "cli/exposures_command.h"
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
  app.fallthrough();
  crosstrail::config::Config config;
  crosstrail::cli::AddScanCommand(app, config, exit_code);
  crosstrail::cli::AddExposuresCommand(app, config, exit_code);
  crosstrail::cli::AddHuntCommand(app, exit_code);
  crosstrail::cli::AddRulesCommand(app, config, exit_code);
  crosstrail::cli::AddPolicyCommand(app, config, exit_code);
  crosstrail::cli::AddConvertCommand(app, exit_code);
  crosstrail::cli::AddFieldsCommand(app, exit_code);
  crosstrail::cli::AddConfiguration(app, config);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? crosstrail::cli::kDone : crosstrail::cli::kUsage;
  }
  return exit_code;
}

// A reader that has seen enough is none of our business; any other loss is.
int CannotPrint(int error, int exit_code = crosstrail::cli::kDone) {
  if (error == EPIPE) return exit_code;
  fmt::print(stderr, "crosstrail: cannot write to standard output: {}\n", crosstrail::SystemMessage(error));
  return crosstrail::cli::kUsage;
}

// What was printed may still be in the library's buffer.
int Flushed(int exit_code) { return std::fflush(stdout) == 0 ? exit_code : CannotPrint(errno, exit_code); }

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away, and a file that may not grow, are errors of a write
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return Flushed(Run(argc, argv));
  } catch (const std::system_error& error) {
    // So fmt reports what it could not print.
    return CannotPrint(error.code().value());
  } catch (const std::exception& error) {
    fmt::print(stderr, "crosstrail: internal error: {}; please report it with the command that led to it\n",
               error.what());
    return crosstrail::cli::kInternal;
  }
}
