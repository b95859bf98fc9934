#include "cli/exposures_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "alert/json_text.h"
#include "base/diagnostic.h"
#include "base/text.h"
#include "cli/complain.h"
#include "cli/exit_codes.h"
#include "cli/exposure_options.h"
#include "cli/exposures_report.h"
#include "cli/input_options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "detect/scan.h"

namespace crosstrail::cli {
namespace {

/// The command line, as typed.
struct Arguments {
  InputArguments input;
  ExposureArguments exposure;
  std::string at, resource, format = "text", save;
  bool open = false, force = false;
};

// The events of one resource, as they are taken.
class History {
 public:
  History(std::string resource, bool json) : resource_(std::move(resource)), json_(json) {}

  void Add(const TrackedCall& call) {
    for (const exposure::Effect& effect : call.outcome.effects) {
      if (effect.resource != resource_) continue;
      text_ += json_ ? DumpLine(HistoryJson(call, effect)) + "\n" : HistoryText(call, effect);
    }
  }

  const std::string& text() const { return text_; }

 private:
  const std::string resource_;
  const bool json_;
  std::string text_;
};

std::string Inventory(const Arguments& arguments, const exposure::Tracker& tracker, const config::Config& config) {
  std::vector<exposure::Exposure> exposures =
      arguments.resource.empty() ? tracker.inventory().All() : tracker.inventory().Of(arguments.resource);
  if (arguments.open) std::erase_if(exposures, [](const exposure::Exposure& one) { return one.closed.has_value(); });
  if (arguments.format == "text") {
    return ExposuresText(exposures, config, WantsColor(STDOUT_FILENO, arguments.input.no_color));
  }
  std::string lines;
  for (const exposure::Exposure& exposure : exposures) lines += DumpLine(ExposureJson(exposure, config)) + "\n";
  return lines;
}

Status SaveState(const Arguments& arguments, const exposure::Tracker& tracker) {
  if (arguments.save.empty()) return {};
  auto file = MakeFileOutput(arguments.save, arguments.force);
  if (!file) return tl::unexpected<Error>(file.error());
  if (Status status = (*file)->Write(tracker.Save()); !status) return status;
  return (*file)->Commit();
}

// What is wrong with the name of a resource that nothing was heard of.
std::string Unheard(const std::string& resource, const exposure::Tracker& tracker) {
  const std::vector<std::string> known = tracker.Names();
  std::string_view near;
  for (const std::string& name : known) {  // a bucket's name, a role's name
    if (name.ends_with(resource) &&
        std::string_view(":/").find(name[name.size() - resource.size() - 1]) != std::string_view::npos) {
      near = name;
      break;
    }
  }
  if (near.empty()) near = NearestName(resource, {known.begin(), known.end()});
  return fmt::format("--resource {}: no sharing call and no baseline is about it; {}", Printable(resource),
                     near.empty() ? "crosstrail exposures without --resource lists what is reachable"
                                  : fmt::format("did you mean {}?", Printable(near)));
}

int RunExposures(const Arguments& arguments, const config::Config& config) {
  Result<ReadOptions> read = MakeReadOptions(arguments.input);
  if (!read) return Complain(read.error().message, kUsage);
  ScanOptions options;
  options.paths = arguments.input.paths;
  options.read = std::move(*read);
  options.threads = Threads(arguments.input);
  Result<ExposureOptions> exposure = MakeExposureOptions(arguments.exposure, config);
  if (!exposure) return Complain(exposure.error().message, ExitCodeOf(exposure.error()));
  options.exposure = std::move(*exposure);
  options.exposure.always = true;
  if (!arguments.at.empty()) {
    options.exposure.until = ParseInstant(arguments.at);
    if (!options.exposure.until) {
      return Complain(fmt::format("--at {}: give a time such as 2026-01-31T12:00:00Z", Printable(arguments.at)),
                      kUsage);
    }
  }
  History history(arguments.resource, arguments.format != "text");
  if (!arguments.resource.empty()) options.exposure.observer = [&](const TrackedCall& call) { history.Add(call); };

  ReadProgress progress;
  std::optional<ProgressLine> line;
  if (!arguments.input.quiet && IsTerminal(STDERR_FILENO))
    line.emplace(progress, options.paths, options.read.selection);
  ScanResult result = Scan(options, RuleSet(), progress);
  line.reset();

  const std::unique_ptr<Output> out = MakeStandardOutput();
  const bool text = arguments.format == "text";
  std::string printed = history.text();
  const bool unheard =
      !arguments.resource.empty() && printed.empty() && result.exposures->Find(arguments.resource) == nullptr;
  // An object a line is either an event or an exposure.
  if (arguments.resource.empty() || (text && !unheard))
    printed += (printed.empty() ? "" : "\n") + Inventory(arguments, *result.exposures, config);
  Status status = out->Write(printed);
  if (status) status = out->Commit();
  if (status) status = SaveState(arguments, *result.exposures);
  if (!status) return Complain(status.error().message, kUsage);
  fmt::print(stderr, "{}", Problems(result.input, kProblemsShown));
  if (unheard) return Complain(Unheard(arguments.resource, *result.exposures), kUsage);
  if (!arguments.input.quiet) fmt::print(stderr, "{}", ReadSummary(result.input, result.tally));
  return result.input.problem_count != 0 ? kInputUnreadable : kDone;
}

}  // namespace

void AddExposuresCommand(CLI::App& app, const config::Config& config, int& exit_code) {
  CLI::App* const command = app.add_subcommand(
      "exposures", "Replay logs and list every resource reachable from outside: by whom, since when, by whose hand");
  const auto arguments = std::make_shared<Arguments>();
  Arguments& a = *arguments;
  command->add_option("paths", a.input.paths, "Files, directories (recursive), globs, or - for standard input")
      ->required();
  command->add_option("--at", a.at, "As things were at this time")->type_name("TIME");
  command->add_option("--resource", a.resource, "The history of this resource, event by event")->type_name("ARN");
  command->add_flag("--open", a.open, "Only what is open in the end");
  command->add_option("--format", a.format, "text, ndjson")
      ->check(CLI::IsMember({"text", "ndjson"}))
      ->capture_default_str();
  command->add_option("--save", a.save, "Write what is known of every resource to this file, a baseline for later runs")
      ->type_name("FILE");
  command->add_flag("--force", a.force, "Let --save replace a file");
  AddExposureOptions(*command, a.exposure);
  AddInputOptions(*command, a.input);
  command->callback([arguments, &config, &exit_code] { exit_code = RunExposures(*arguments, config); });
}

}  // namespace crosstrail::cli
