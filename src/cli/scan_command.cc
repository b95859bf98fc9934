#include "cli/scan_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "alert/writer.h"
#include "base/text.h"
#include "cli/exit_codes.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/rule_paths.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "detect/scan.h"
#include "rule/load.h"

namespace crosstrail::cli {
namespace {

constexpr std::size_t kProblemsShown = 20;

/// The command line, as typed.
struct ScanArguments {
  std::vector<std::string> paths, rules, rule_ids, accounts, regions;
  std::string format, output, from, to, last, min_severity, fail_on;
  std::uint64_t max_object_size = InputLimits{}.object_bytes;
  std::uint64_t max_record_size = InputLimits{}.record_bytes;
  std::uint64_t max_ratio = InputLimits{}.ratio;
  int max_depth = InputLimits{}.json_depth;
  std::optional<std::uint64_t> max_signals;
  unsigned threads = 0;
  bool force = false, hash = false, no_color = false, quiet = false, elastic_limits = false;
};

int Complain(std::string_view message, int exit_code) {
  fmt::print(stderr, "crosstrail: {}\n", message);
  return exit_code;
}

Result<Instant> ParseTime(std::string_view option, const std::string& text) {
  if (const auto time = ParseInstant(text)) return *time;
  return Fail(ErrorCode::kInvalidArgument,
              fmt::format("{} {}: not a time; write it like 2025-06-13T12:00:00Z or 2025-06-13 (UTC)", option,
                          Printable(text)));
}

Result<Selection> MakeSelection(const ScanArguments& arguments) {
  Selection selection;
  selection.accounts = arguments.accounts;
  selection.regions = arguments.regions;
  if (!arguments.last.empty()) {
    const auto length = ParseDuration(arguments.last);
    if (!length) {
      return Fail(
          ErrorCode::kInvalidArgument,
          fmt::format("--last {}: not a length of time; write it like 30d, 12h or 15m", Printable(arguments.last)));
    }
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    selection.from = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() - *length;
  }
  if (!arguments.from.empty()) {
    const Result<Instant> from = ParseTime("--from", arguments.from);
    if (!from) return tl::unexpected<Error>(from.error());
    selection.from = *from;
  }
  if (!arguments.to.empty()) {
    const Result<Instant> to = ParseTime("--to", arguments.to);
    if (!to) return tl::unexpected<Error>(to.error());
    selection.to = *to;
  }
  if (selection.from >= selection.to) {
    return Fail(ErrorCode::kInvalidArgument, "--from is not before --to: no event could be selected");
  }
  return selection;
}

Result<ScanOptions> MakeOptions(const ScanArguments& arguments) {
  Result<Selection> selection = MakeSelection(arguments);
  if (!selection) return tl::unexpected<Error>(selection.error());
  ScanOptions options;
  options.paths = arguments.paths;
  options.read.selection = std::move(*selection);
  options.read.limits.object_bytes = arguments.max_object_size;
  options.read.limits.record_bytes = arguments.max_record_size;
  options.read.limits.ratio = arguments.max_ratio;
  options.read.limits.json_depth = arguments.max_depth;
  options.read.hash = arguments.hash;
  options.event.elastic_limits = arguments.elastic_limits;
  options.max_signals = arguments.max_signals;
  options.threads = arguments.threads != 0 ? arguments.threads : std::max(1U, std::thread::hardware_concurrency());
  return options;
}

/// Loads the rules and tells what is wrong with them. Of the rules only those named by --rule are kept.
Result<LoadedRules> LoadSelectedRules(const ScanArguments& arguments, bool color) {
  const auto paths = RulePaths(arguments.rules);
  if (!paths) return tl::unexpected<Error>(paths.error());
  LoadedRules loaded = LoadRules(*paths);
  for (const Diagnostic& diagnostic : loaded.diagnostics) fmt::print(stderr, "{}", Render(diagnostic, color));
  if (!arguments.rule_ids.empty()) {
    auto& rules = loaded.rules.rules;
    for (const std::string& id : arguments.rule_ids) {
      const auto named = [&](const auto& rule) { return rule.rule.id == id; };
      if (std::none_of(rules.begin(), rules.end(), named)) {
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

const AlertFormat& ChooseFormat(const ScanArguments& arguments) {
  if (!arguments.format.empty()) return *FindAlertFormat(arguments.format);
  return *FindAlertFormat(arguments.output.empty() && IsTerminal(STDOUT_FILENO) ? "table" : "ndjson");
}

int ExitCode(const ScanArguments& arguments, const LoadedRules& loaded, const ScanResult& result,
             const std::vector<Alert>& alerts) {
  if (HasErrors(loaded.diagnostics)) return kUsage;
  if (const auto severity = ParseSeverity(arguments.fail_on)) {
    const auto counts = [&](const Alert& alert) { return alert.rule->severity >= *severity; };
    if (std::any_of(alerts.begin(), alerts.end(), counts)) return kFindings;
  }
  return result.input.problem_count != 0 ? kInputUnreadable : kDone;
}

int RunScan(const ScanArguments& arguments) {
  const Result<ScanOptions> options = MakeOptions(arguments);
  if (!options) return Complain(options.error().message, kUsage);
  // Made before the work is done, so that it is not done in vain.
  Result<std::unique_ptr<Output>> output =
      arguments.output.empty() ? MakeStandardOutput() : MakeFileOutput(arguments.output, arguments.force);
  if (!output) return Complain(output.error().message, kUsage);
  const bool error_color = WantsColor(STDERR_FILENO, arguments.no_color);
  const Result<LoadedRules> loaded = LoadSelectedRules(arguments, error_color);
  if (!loaded) return Complain(loaded.error().message, kUsage);

  ScanProgress progress;
  std::optional<ProgressLine> line;
  if (!arguments.quiet && IsTerminal(STDERR_FILENO)) line.emplace(progress, *options);
  ScanResult result = Scan(*options, loaded->rules, progress);
  line.reset();

  AlertBuilder builder(loaded->rules, options->event);
  std::vector<Alert> alerts;
  std::uint64_t below_severity = 0;
  const Severity least = ParseSeverity(arguments.min_severity).value_or(Severity::kLow);
  for (Detection& detection : result.outcome.detections) {
    if (loaded->rules.rules[detection.rule].rule.severity < least) {
      ++below_severity;
    } else {
      alerts.push_back(builder.Build(std::move(detection)));
    }
  }
  const bool color = arguments.output.empty() && WantsColor(STDOUT_FILENO, arguments.no_color);
  if (const Status written = WriteAlerts(alerts, ChooseFormat(arguments), color, **output); !written) {
    return Complain(written.error().message, kUsage);
  }
  fmt::print(stderr, "{}", Problems(result.input, kProblemsShown));
  if (!arguments.quiet) {
    fmt::print(stderr, "{}", Summary({*loaded, result, alerts, below_severity, error_color}));
  }
  return ExitCode(arguments, *loaded, result, alerts);
}

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const AlertFormat& format : AlertFormats()) names.emplace_back(format.name);
  return names;
}

}  // namespace

void AddScanCommand(CLI::App& app, int& exit_code) {
  CLI::App* const scan = app.add_subcommand("scan", "Read CloudTrail logs and print the alerts of the rules");
  const auto arguments = std::make_shared<ScanArguments>();
  const CLI::IsMember severity({"low", "medium", "high", "critical"});
  ScanArguments& a = *arguments;

  scan->add_option("paths", a.paths, "Files, directories (recursive), globs, or - for standard input")->required();
  scan->add_option("--rules", a.rules, "Rule file or directory; may be repeated (default: the rules that came along)")
      ->allow_extra_args(false);
  scan->add_option("--rule", a.rule_ids, "Run only the rule with this id; may be repeated")->allow_extra_args(false);
  scan->add_option("--format", a.format, "How to write alerts (default: table on a terminal, else ndjson)")
      ->check(CLI::IsMember(FormatNames()));
  scan->add_option("--output", a.output, "Write alerts to this file instead of standard output");
  scan->add_flag("--force", a.force, "Let --output replace a file");
  auto* const from = scan->add_option("--from", a.from, "Only events at or after this time (UTC)");
  scan->add_option("--to", a.to, "Only events before this time (UTC)");
  scan->add_option("--last", a.last, "Only events of this last stretch of time, e.g. 30d")->excludes(from);
  scan->add_option("--account", a.accounts, "Only events of this account; may be repeated")->allow_extra_args(false);
  scan->add_option("--region", a.regions, "Only events of this region; may be repeated")->allow_extra_args(false);
  scan->add_option("--min-severity", a.min_severity, "Only alerts of at least this severity")->check(severity);
  scan->add_option("--fail-on", a.fail_on, "Exit with 1 when there is an alert of at least this severity")
      ->check(severity);
  scan->add_option("--max-signals", a.max_signals, "At most so many alerts a rule, 0: no limit (default: the rule's)");
  scan->add_flag("--elastic-limits", a.elastic_limits, "Do not see values that Elastic would not have indexed");
  scan->add_flag("--hash", a.hash, "Note the SHA-256 of each log file in alerts; reads files twice");
  scan->add_option("--max-object-size", a.max_object_size, "Bytes read of one decompressed file (1073741824)")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::PositiveNumber);
  scan->add_option("--max-ratio", a.max_ratio, "Decompression ratio that is taken for a bomb (200)")
      ->check(CLI::PositiveNumber);
  scan->add_option("--max-record-size", a.max_record_size, "Bytes of the longest record read (1048576)")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::PositiveNumber);
  scan->add_option("--max-depth", a.max_depth, "Brackets inside brackets in a record (64)")->check(CLI::Range(1, 64));
  scan->add_option("-j,--threads", a.threads, "Threads (default: one a processor)")->check(CLI::Range(1, 1024));
  scan->add_flag("--no-color", a.no_color, "Never color");
  scan->add_flag("-q,--quiet", a.quiet, "No progress and no summary; what went wrong is still said");
  scan->callback([arguments, &exit_code] { exit_code = RunScan(*arguments); });
}

}  // namespace crosstrail::cli
