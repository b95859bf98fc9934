#include "cli/convert_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>

#include "cli/complain.h"
#include "cli/enrichment_options.h"
#include "cli/exit_codes.h"
#include "cli/input_options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "cli/units.h"
#include "event/convert.h"

namespace crosstrail::cli {
namespace {

/// The command line, as typed.
struct ConvertArguments {
  InputArguments input;
  EnrichmentArguments enrichment;
  std::string to, output;
  bool force = false, dotted = false, original = false, elastic_limits = false;
};

Result<ConvertOptions> MakeOptions(const ConvertArguments& arguments) {
  Result<ReadOptions> read = MakeReadOptions(arguments.input);
  if (!read) return tl::unexpected<Error>(read.error());
  ConvertOptions options;
  options.paths = arguments.input.paths;
  options.read = std::move(*read);
  options.threads = Threads(arguments.input);
  options.to = arguments.to == "records" ? ConvertTo::kRecords : ConvertTo::kEcs;
  if (options.to == ConvertTo::kRecords) return options;
  Result<Enrichment> enrichment = MakeEnrichment(arguments.enrichment, true);
  if (!enrichment) return tl::unexpected<Error>(enrichment.error());
  options.document.event.enrichment = std::move(*enrichment);
  options.document.event.elastic_limits = arguments.elastic_limits;
  options.document.dotted = arguments.dotted;
  options.document.original = arguments.original;
  return options;
}

int RunConvert(const ConvertArguments& arguments) {
  const Result<ConvertOptions> options = MakeOptions(arguments);
  if (!options) return Complain(options.error().message, kUsage);
  Result<std::unique_ptr<Output>> output = MakeOutput(arguments.output, arguments.force);
  if (!output) return Complain(output.error().message, kUsage);

  ReadProgress progress;
  std::optional<ProgressLine> line;
  // Lines on the terminal would mix with the progress line.
  const bool to_terminal = arguments.output.empty() && IsTerminal(STDOUT_FILENO);
  if (!arguments.input.quiet && IsTerminal(STDERR_FILENO) && !to_terminal) {
    line.emplace(progress, options->paths, options->read.selection);
  }
  ConvertResult result = Convert(*options, progress, [&](std::string_view bytes) { return (*output)->Write(bytes); });
  line.reset();
  Status status = std::move(result.status);
  if (status) status = (*output)->Commit();
  if (!status) return Complain(status.error().message, kUsage);

  fmt::print(stderr, "{}", Problems(result.input, kProblemsShown));
  if (!arguments.input.quiet) {
    fmt::print(stderr, "{}{:<10}{} {}\n", ReadSummary(result.input, result.tally), "Written", Grouped(result.written),
               options->to == ConvertTo::kEcs ? "documents" : "records");
  }
  return result.input.problem_count != 0 ? kInputUnreadable : kDone;
}

}  // namespace

void AddConvertCommand(CLI::App& app, int& exit_code) {
  CLI::App* const convert =
      app.add_subcommand("convert", "Write the events of CloudTrail logs, one line each, in another form");
  const auto arguments = std::make_shared<ConvertArguments>();
  ConvertArguments& a = *arguments;
  convert->add_option("paths", a.input.paths, "Files, directories (recursive), globs, or - for standard input")
      ->required();
  convert
      ->add_option("--to", a.to,
                   "ecs: the documents of Elastic's aws integration; records: CloudTrail's own, out of any envelope")
      ->required()
      ->check(CLI::IsMember({"ecs", "records"}));
  convert->add_flag("--dotted", a.dotted, "ecs: dotted names instead of nested objects");
  convert->add_flag("--original", a.original, "ecs: with event.original, the text of the record");
  convert->add_flag("--elastic-limits", a.elastic_limits, "ecs: without values that Elastic would not have indexed");
  convert->add_option("--output", a.output, "Write to this file instead of standard output");
  convert->add_flag("--force", a.force, "Let --output replace a file");
  AddEnrichmentOptions(*convert, a.enrichment);
  AddInputOptions(*convert, a.input, "--until");
  convert->callback([arguments, &exit_code] { exit_code = RunConvert(*arguments); });
}

}  // namespace crosstrail::cli
