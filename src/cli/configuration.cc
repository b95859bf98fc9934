#include "cli/configuration.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <memory>
#include <set>

#include "base/text.h"
#include "cli/complain.h"
#include "cli/terminal.h"

namespace crosstrail::cli {
namespace {

void Report(const Diagnostics& diagnostics) {
  const bool color = WantsColor(STDERR_FILENO, false);
  PrintDiagnostics(diagnostics, color);
}

// Long names of the options of a command.
std::vector<std::string> OptionNames(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (name != "help") names.push_back(name);
    }
  }
  return names;
}

class ConfigFile : public CLI::Config {
 public:
  ConfigFile(CLI::App& app, config::Config& config) : app_(app), config_(config) {}

  std::string to_config(const CLI::App* /*app*/, bool /*defaults*/, bool /*descriptions*/,
                        std::string /*prefix*/) const override {
    return {};
  }

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    const std::string text((std::istreambuf_iterator<char>(input)), {});
    const std::string file = app_.get_config_ptr()->as<std::string>();
    std::vector<std::string> commands;
    for (const CLI::App* command : app_.get_subcommands({})) commands.push_back(command->get_name());
    config::ParsedConfig parsed = config::ParseConfig(text, file, commands);
    std::vector<CLI::ConfigItem> given;
    for (const config::CommandOption& option : parsed.config.options) {
      const std::vector<std::string> names = OptionNames(*app_.get_subcommand(option.command));
      if (std::find(names.begin(), names.end(), option.name) == names.end()) {
        parsed.diagnostics.push_back(Unknown(option, names, file));
      }
      given.push_back({{option.command}, option.name, option.values});
    }
    Report(parsed.diagnostics);
    if (HasErrors(parsed.diagnostics)) {
      throw CLI::ConfigError(Printable(file) + " has errors; nothing was done");
    }
    config_ = std::move(parsed.config);
    return given;
  }

 private:
  static Diagnostic Unknown(const config::CommandOption& option, const std::vector<std::string>& names,
                            const std::string& file) {
    Diagnostic diagnostic;
    diagnostic.file = file;
    diagnostic.line = option.line;
    diagnostic.column = 1;
    diagnostic.message = fmt::format("crosstrail {} has no option --{}", option.command, option.name);
    const std::string_view near = NearestName(option.name, {names.begin(), names.end()});
    diagnostic.hint = near.empty() ? fmt::format("crosstrail {} --help lists them", option.command)
                                   : fmt::format("did you mean {}?", near);
    return diagnostic;
  }

  CLI::App& app_;
  config::Config& config_;
};

}  // namespace

void AddConfiguration(CLI::App& app, config::Config& config) {
  std::error_code error;
  const std::filesystem::path here = std::filesystem::current_path(error);
  const auto found = error ? std::nullopt : config::FindConfig(here);
  app.set_config("--config", found ? found->string() : std::string(),
                 "The configuration (docs/configuration.md); without it the crosstrail.toml nearest to the working "
                 "directory, upward")
      ->type_name("FILE");
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.config_formatter(std::make_shared<ConfigFile>(app, config));
}

std::vector<exposure::TrustPeriod> TrustPeriods(const config::Config& config) {
  std::set<Instant> begins = {kMinInstant};
  for (const config::TrustedParty& party : config.trusted) {
    if (party.expires) begins.insert(*party.expires);
  }
  std::vector<exposure::TrustPeriod> periods;
  periods.reserve(begins.size());
  for (const Instant from : begins) periods.push_back({.from = from, .trust = config.TrustAt(from)});
  return periods;
}

}  // namespace crosstrail::cli
