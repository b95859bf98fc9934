#include "cli/scan_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alert/writer.h"
#include "base/text.h"
#include "cli/compare_elastic.h"
#include "cli/complain.h"
#include "cli/enrichment_options.h"
#include "cli/exit_codes.h"
#include "cli/exposure_options.h"
#include "cli/indicator_options.h"
#include "cli/input_options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/rule_paths.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "detect/scan.h"
#include "rule/exceptions.h"
#include "rule/load.h"

namespace crosstrail::cli {
namespace {

/// The command line, as typed.
struct ScanArguments {
  InputArguments input;
  EnrichmentArguments enrichment;
  ExposureArguments exposure;
  std::vector<std::string> rules, rule_ids, history, indicators;
  ExceptionSources exceptions;
  std::string format, output, min_severity, fail_on;
  std::optional<std::uint64_t> max_signals;
  bool force = false, elastic_limits = false, compare_elastic = false;
  bool elastic_windows = false, incomplete_history = false;
};

Result<ScanOptions> MakeOptions(const ScanArguments& arguments) {
  Result<ReadOptions> read = MakeReadOptions(arguments.input);
  if (!read) return tl::unexpected<Error>(read.error());
  ScanOptions options;
  options.paths = arguments.input.paths;
  options.read = std::move(*read);
  options.event.elastic_limits = arguments.elastic_limits;
  options.max_signals = arguments.max_signals;
  options.history = arguments.history;
  options.join.elastic_windows = arguments.elastic_windows;
  options.join.incomplete_history = arguments.incomplete_history;
  options.threads = Threads(arguments.input);
  return options;
}

/// Loads the rules and the lists of indicators, and tells what is wrong with them. Of the rules only those named by
/// --rule are kept.
Result<LoadedRules> LoadSelectedRules(const ScanArguments& arguments, const config::Config& config, bool color,
                                      std::vector<IndicatorList>& lists) {
  const auto paths = RulePaths(arguments.rules);
  if (!paths) return tl::unexpected<Error>(paths.error());
  std::vector<std::string> enabled = arguments.rule_ids;
  if (arguments.compare_elastic) enabled.emplace_back(kCompatibleRule);
  LoadedRules loaded = LoadRules(*paths, enabled, arguments.exceptions);
  const Diagnostics faults = AttachExceptions(config, loaded.rules, RulesAttached(arguments.rules));
  lists = GiveIndicators(arguments.indicators, loaded).lists;
  for (const Diagnostics* list : {&std::as_const(loaded.diagnostics), &faults}) {
    PrintDiagnostics(*list, color);
  }
  if (HasErrors(faults)) {
    return Fail(ErrorCode::kInvalidArgument, Printable(config.file) + " has errors; nothing was done");
  }
  if (!arguments.rule_ids.empty()) {
    auto& rules = loaded.rules.rules;
    for (const std::string& id : arguments.rule_ids) {
      const auto named = [&](const auto& rule) { return rule.rule.id == id; };
      if (std::none_of(rules.begin(), rules.end(), named)) {
        const auto skipped = std::ranges::find_if(loaded.rules.skipped, named);
        if (skipped != loaded.rules.skipped.end()) {
          return Fail(ErrorCode::kNotFound,
                      fmt::format("--rule {}: this rule does not run: {}", Printable(id), Printable(skipped->reason)));
        }
        return Fail(ErrorCode::kNotFound, fmt::format("--rule {}: no active rule has this id", Printable(id)));
      }
    }
    std::erase_if(rules, [&](const CompiledRule& rule) {
      return std::find(arguments.rule_ids.begin(), arguments.rule_ids.end(), rule.rule.id) == arguments.rule_ids.end();
    });
  }
  if (loaded.rules.rules.empty()) {
    return Fail(ErrorCode::kNotFound, fmt::format("no rule to run in {} ({} rule files read); name others with --rules",
                                                  Printable(fmt::format("{}", fmt::join(*paths, ", "))), loaded.files));
  }
  return loaded;
}

Status WriteAlerts(const std::vector<Alert>& alerts, const AlertFormat& format, bool color, Output& output) {
  const std::unique_ptr<AlertWriter> writer = format.make(WriterOptions{color});
  if (Status status = output.Write(writer->Begin()); !status) return status;
  for (const Alert& alert : alerts) {
    if (Status status = output.Write(writer->Write(alert)); !status) return status;
  }
  if (Status status = output.Write(writer->End()); !status) return status;
  return output.Commit();
}

Status WriteText(const std::string& text, Output& output) {
  if (Status status = output.Write(text); !status) return status;
  return output.Commit();
}

const AlertFormat& ChooseFormat(const ScanArguments& arguments) {
  if (!arguments.format.empty()) return *FindAlertFormat(arguments.format);
  return *FindAlertFormat(arguments.output.empty() && IsTerminal(STDOUT_FILENO) ? "table" : "ndjson");
}

int ExitCode(const ScanArguments& arguments, const LoadedRules& loaded, const ScanResult& result,
             const std::vector<Alert>& alerts) {
  if (HasErrors(loaded.diagnostics)) return kUsage;
  if (const auto severity = ParseSeverity(arguments.fail_on)) {
    const auto counts = [&](const Alert& alert) { return alert.severity >= *severity; };
    if (std::any_of(alerts.begin(), alerts.end(), counts)) return kFindings;
  }
  return result.input.problem_count != 0 ? kInputUnreadable : kDone;
}

int RunScan(const ScanArguments& arguments, const config::Config& config) {
  Result<ScanOptions> options = MakeOptions(arguments);
  if (!options) return Complain(options.error().message, kUsage);
  // Made before the work is done, so that it is not done in vain.
  Result<std::unique_ptr<Output>> output = MakeOutput(arguments.output, arguments.force);
  if (!output) return Complain(output.error().message, kUsage);
  const bool error_color = WantsColor(STDERR_FILENO, arguments.input.no_color);
  std::vector<IndicatorList> lists;
  const Result<LoadedRules> loaded = LoadSelectedRules(arguments, config, error_color, lists);
  if (!loaded) return Complain(loaded.error().message, kUsage);

  const auto wants_user_agents = [&](const CompiledRule& rule) { return ReadsUserAgents(rule, loaded->rules.fields); };
  Result<Enrichment> enrichment =
      MakeEnrichment(arguments.enrichment, std::ranges::any_of(loaded->rules.rules, wants_user_agents));
  if (!enrichment) return Complain(enrichment.error().message, kUsage);
  options->event.enrichment = *enrichment;

  Result<ExposureOptions> exposure = MakeExposureOptions(arguments.exposure, config);
  if (!exposure) return Complain(exposure.error().message, ExitCodeOf(exposure.error()));
  options->exposure = std::move(*exposure);
  std::optional<ElasticComparison> comparison;
  if (arguments.compare_elastic) {
    Result<ElasticComparison> made = ElasticComparison::Make(loaded->rules);
    if (!made) return Complain(made.error().message, kUsage);
    comparison = std::move(*made);
    options->exposure.observer = [&](const TrackedCall& call) { comparison->Add(call); };
  }

  ReadProgress progress;
  std::optional<ProgressLine> line;
  if (!arguments.input.quiet && IsTerminal(STDERR_FILENO)) {
    line.emplace(progress, options->paths, options->read.selection);
  }
  ScanResult result = Scan(*options, loaded->rules, progress);
  line.reset();

  if (comparison) {
    if (const Status written = WriteText(comparison->Text(), **output); !written) {
      return Complain(written.error().message, kUsage);
    }
    fmt::print(stderr, "{}", Problems(result.input, kProblemsShown));
    return result.input.problem_count != 0 ? kInputUnreadable : kDone;
  }
  AlertBuilder builder(loaded->rules, options->event, result.exposures.get(), &config);
  std::vector<Alert> alerts;
  std::uint64_t below_severity = 0;
  const Severity least = ParseSeverity(arguments.min_severity).value_or(Severity::kLow);
  for (Detection& detection : result.outcome.detections) {
    Alert alert = builder.Build(std::move(detection));
    if (alert.severity < least) {
      ++below_severity;
    } else {
      alerts.push_back(std::move(alert));
    }
  }
  const bool color = arguments.output.empty() && WantsColor(STDOUT_FILENO, arguments.input.no_color);
  if (const Status written = WriteAlerts(alerts, ChooseFormat(arguments), color, **output); !written) {
    return Complain(written.error().message, kUsage);
  }
  fmt::print(stderr, "{}", Problems(result.input, kProblemsShown));
  if (!arguments.input.quiet) {
    fmt::print(stderr, "{}",
               Summary({*loaded, result, &alerts, below_severity, *enrichment, error_color,
                        arguments.indicators.empty() ? nullptr : &lists}));
  }
  return ExitCode(arguments, *loaded, result, alerts);
}

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const AlertFormat& format : AlertFormats()) names.emplace_back(format.name);
  return names;
}

}  // namespace

void AddScanCommand(CLI::App& app, const config::Config& config, int& exit_code) {
  CLI::App* const scan = app.add_subcommand("scan", "Read CloudTrail logs and print the alerts of the rules");
  const auto arguments = std::make_shared<ScanArguments>();
  const CLI::IsMember severity({"low", "medium", "high", "critical"});
  ScanArguments& a = *arguments;

  scan->add_option("paths", a.input.paths, "Files, directories (recursive), globs, or - for standard input")
      ->required();
  scan->add_option("--rules", a.rules, "Rule file or directory; may be repeated (default: the rules that came along)")
      ->allow_extra_args(false);
  scan->add_option("--rule", a.rule_ids, "Run only the rule with this id; may be repeated")->allow_extra_args(false);
  AddExceptionOptions(*scan, a.exceptions);
  AddIndicatorOption(*scan, a.indicators);
  scan->add_option("--format", a.format, "How to write alerts (default: table on a terminal, else ndjson)")
      ->check(CLI::IsMember(FormatNames()));
  scan->add_option("--output", a.output, "Write alerts to this file instead of standard output");
  scan->add_flag("--force", a.force, "Let --output replace a file");
  scan->add_option("--min-severity", a.min_severity, "Only alerts of at least this severity")->check(severity);
  scan->add_option("--fail-on", a.fail_on, "Exit with 1 when there is an alert of at least this severity")
      ->check(severity);
  scan->add_option("--max-signals", a.max_signals, "At most so many alerts a rule, 0: no limit (default: the rule's)");
  scan->add_flag("--elastic-limits", a.elastic_limits, "Do not see values that Elastic would not have indexed");
  scan->add_flag("--elastic-windows", a.elastic_windows,
                 "Thresholds, new terms and suppression by the runs that Kibana would make, for comparison");
  scan->add_option("--history", a.history,
                   "Older logs for rules of new terms to learn from; they give no alerts; may be repeated")
      ->allow_extra_args(false);
  scan->add_flag("--incomplete-history", a.incomplete_history,
                 "New terms, too, where the logs do not go back as far as the rule's history");
  scan->add_flag(
      "--compare-elastic", a.compare_elastic,
      "Print where the exact rule for shared buckets and the one that compares text as Elastic's does differ");
  AddExposureOptions(*scan, a.exposure);
  AddEnrichmentOptions(*scan, a.enrichment);
  AddInputOptions(*scan, a.input);
  scan->callback([arguments, &config, &exit_code] { exit_code = RunScan(*arguments, config); });
}

}  // namespace crosstrail::cli
