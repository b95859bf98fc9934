#include "cli/hunt_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>

#include "cli/complain.h"
#include "cli/enrichment_options.h"
#include "cli/exit_codes.h"
#include "cli/explain.h"
#include "cli/hunt_output.h"
#include "cli/input_options.h"
#include "cli/progress.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "cli/units.h"

namespace crosstrail::cli {
namespace {

/// The command line, as typed.
struct HuntArguments {
  InputArguments input;
  EnrichmentArguments enrichment;
  HuntOutputOptions format;
  std::string query, output, language = "eql", category_field = "event.category";
  bool force = false, explain = false, elastic_limits = false;
};

bool WantsUserAgents(const HuntArguments& arguments, const CompiledRule& rule, const FieldSet& fields) {
  const auto is_one = [](const std::string& name) { return NeedOf(name) == FieldNeed::kUserAgents || name == "*"; };
  return ReadsUserAgents(rule, fields) || is_one(arguments.format.count_by) ||
         std::ranges::any_of(arguments.format.fields, is_one);
}

std::string Found(const HuntResult& result, const Query& query) {
  const char* const one = query.kind == Query::Kind::kEvent      ? "event"
                          : query.kind == Query::Kind::kSequence ? "sequence"
                                                                 : "sample";
  const auto row = [](std::string_view title, const std::string& text) {
    return fmt::format("{:<10}{}\n", title, text);
  };
  const JoinedResults& joined = *result.found;
  std::string text = row("Found", Count(joined.size(), one, one + std::string("s")));
  if (joined.without_time() != 0) {
    text += row("", Count(joined.without_time(), "event without a time", "events without a time") + " took no part");
  }
  if (joined.evicted() != 0) {
    text += row("", Count(joined.evicted(), "beginning", "beginnings") + " given up to bound memory");
  }
  if (joined.forgotten() != 0) text += row("", Forgotten(joined.forgotten()));
  return text;
}

int RunHunt(const HuntArguments& arguments) {
  Result<ReadOptions> read = MakeReadOptions(arguments.input);
  if (!read) return Complain(read.error().message, kUsage);
  RuleSet rules;
  auto query = CompileQuery(arguments.language, arguments.query, {.event_category_field = arguments.category_field},
                            rules.fields);
  if (!query) {
    const bool color = WantsColor(STDERR_FILENO, arguments.input.no_color);
    PrintDiagnostics(query.error(), color);
    return kUsage;
  }
  CompiledRule& rule = rules.rules.emplace_back();
  rule.query = std::move(*query);
  if (ReadsExposures(rule, rules.fields)) {
    return Complain(
        "a hunt does not read crosstrail.exposure.*, which takes all sharing calls before an event: ask crosstrail "
        "exposures, or put the query into a rule and scan",
        kUsage);
  }
  Result<std::unique_ptr<Output>> output = MakeOutput(arguments.output, arguments.force);
  if (!output) return Complain(output.error().message, kUsage);
  const auto finish = [&](Status status, int exit_code) {
    if (status) status = (*output)->Commit();
    return status ? exit_code : Complain(status.error().message, kUsage);
  };
  const bool all = std::ranges::find(arguments.format.fields, "*") != arguments.format.fields.end();
  if ((all && arguments.format.fields.size() > 1) || arguments.format.count_by == "*") {
    return Complain("* stands for all fields: give it to --fields alone", kUsage);
  }
  if (arguments.explain) return finish((*output)->Write(DescribePlan(rule.query, rules.fields)), kDone);
  if (arguments.input.paths.empty()) return Complain("name the logs to hunt in, or - for standard input", kUsage);

  HuntOptions options;
  options.paths = arguments.input.paths;
  options.read = std::move(*read);
  options.threads = Threads(arguments.input);
  options.event.elastic_limits = arguments.elastic_limits;
  Result<Enrichment> enrichment = MakeEnrichment(arguments.enrichment, WantsUserAgents(arguments, rule, rules.fields));
  if (!enrichment) return Complain(enrichment.error().message, kUsage);
  options.event.enrichment = std::move(*enrichment);

  ReadProgress progress;
  std::optional<ProgressLine> line;
  if (!arguments.input.quiet && IsTerminal(STDERR_FILENO))
    line.emplace(progress, options.paths, options.read.selection);
  HuntResult result = Hunt(options, rules, progress);
  line.reset();
  HuntOutputOptions format = arguments.format;
  if (format.format.empty()) format.format = arguments.output.empty() && IsTerminal(STDOUT_FILENO) ? "table" : "ndjson";
  const Status written = WriteHunt(result, rule.query, format, options.event, **output);
  const int exit_code = finish(written, result.input.problem_count != 0 ? kInputUnreadable : kDone);
  if (exit_code == kUsage) return exit_code;
  fmt::print(stderr, "{}", Problems(result.input, kProblemsShown));
  if (!arguments.input.quiet) {
    fmt::print(stderr, "{}{}", ReadSummary(result.input, result.tally), Found(result, rule.query));
  }
  return exit_code;
}

}  // namespace

void AddHuntCommand(CLI::App& app, int& exit_code) {
  CLI::App* const hunt = app.add_subcommand("hunt", "Find the events or sequences that one query describes");
  const auto arguments = std::make_shared<HuntArguments>();
  HuntArguments& a = *arguments;
  hunt->add_option("query", a.query, "A query, e.g. 'any where event.action == \"PutBucketPolicy\"'")->required();
  hunt->add_option("paths", a.input.paths, "Files, directories (recursive), globs, or - for standard input");
  std::vector<std::string> languages;
  for (const QueryLanguage& language : QueryLanguages()) languages.emplace_back(language.name);
  hunt->add_option("--language", a.language, "What the query is written in (default: eql)")
      ->check(CLI::IsMember(languages));
  hunt->add_option("--fields", a.format.fields, "Fields to print, with commas between them; * for all")
      ->delimiter(',')
      ->allow_extra_args(false);
  hunt->add_option("--count-by", a.format.count_by, "Count the events by the values of this field instead");
  hunt->add_option("--format", a.format.format, "table (default on a terminal), ndjson (default elsewhere) or csv")
      ->check(CLI::IsMember({"table", "ndjson", "csv"}));
  hunt->add_flag("--explain", a.explain, "Print how the query is run, and stop");
  hunt->add_option("--category-field", a.category_field, "The field that stands before `where` (event.category)");
  hunt->add_option("--output", a.output, "Write to this file instead of standard output");
  hunt->add_flag("--force", a.force, "Let --output replace a file");
  hunt->add_flag("--elastic-limits", a.elastic_limits, "Do not see values that Elastic would not have indexed");
  AddEnrichmentOptions(*hunt, a.enrichment);
  AddInputOptions(*hunt, a.input);
  hunt->callback([arguments, &exit_code] { exit_code = RunHunt(*arguments); });
}

}  // namespace crosstrail::cli
