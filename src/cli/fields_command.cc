#include "cli/fields_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

#include "base/text.h"
#include "cli/columns.h"
#include "cli/complain.h"
#include "cli/enrichment_options.h"
#include "cli/exit_codes.h"
#include "cli/input_options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "cli/units.h"
#include "detect/field_coverage.h"
#include "json/write.h"
#include "rule/load.h"

namespace crosstrail::cli {
namespace {

/// The command line, as typed.
struct FieldsArguments {
  InputArguments input;
  EnrichmentArguments enrichment;
  std::vector<std::string> used_by;
  std::string format;
};

std::string JsonText(std::string_view text) {
  std::string json;
  AppendJsonString(text, json);
  return json;
}

std::string CatalogueTable() {
  Columns columns;
  columns.Add({"FIELD", "TYPE", "EXAMPLE", "SOURCE"});
  for (const CatalogueField& field : Catalogue()) {
    columns.Add({std::string(field.name), std::string(FieldTypeName(field.type)) + (field.multi_valued ? "[]" : ""),
                 Fit(field.example, 40), std::string(field.description)});
  }
  return columns.Text();
}

std::string CatalogueLines() {
  std::string lines;
  for (const CatalogueField& field : Catalogue()) {
    lines += fmt::format(R"({{"name":{},"type":"{}","multi_valued":{},"source":{},"example":{}}})"
                         "\n",
                         JsonText(field.name), FieldTypeName(field.type), field.multi_valued,
                         JsonText(field.description), JsonText(field.example));
  }
  return lines;
}

std::string Share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  return fmt::format("{:.1f}%", 100 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string Names(const std::vector<FieldId>& fields, const FieldSet& set, std::string_view separator) {
  std::string names;
  for (const FieldId field : fields)
    names += (names.empty() ? "" : std::string(separator)) + Printable(set.Name(field));
  return names;
}

std::string TypeOf(FieldId field, const FieldSet& set) {
  return set.Definition(field) == nullptr ? "unknown" : std::string(FieldTypeName(set.Type(field)));
}

std::string CoverageTable(const Coverage& coverage, const RuleSet& rules, bool measured) {
  Columns fields;
  fields.Add(measured ? std::vector<std::string>{"FIELD", "TYPE", "RULES", "EVENTS", "SHARE"}
                      : std::vector<std::string>{"FIELD", "TYPE", "RULES"});
  for (const FieldUse& use : coverage.fields) {
    std::vector<std::string> row{Printable(rules.fields.Name(use.field)), TypeOf(use.field, rules.fields),
                                 Grouped(use.rules)};
    if (measured) row.insert(row.end(), {Grouped(use.events), Share(use.events, coverage.events)});
    fields.Add(std::move(row));
  }
  std::string text = fields.Text();
  if (!measured) return text;
  Columns blind;
  blind.Add({"BLIND RULE", "EVENTS OF ITS CALLS", "NONE OF THEM HAS"});
  std::uint64_t blind_rules = 0;
  std::uint64_t idle = 0;
  for (std::size_t i = 0; i < coverage.rules.size(); ++i) {
    const RuleCoverage& rule = coverage.rules[i];
    if (rule.events == 0) ++idle;
    if (rule.blinding.empty()) continue;
    ++blind_rules;
    blind.Add({Printable(rules.rules[i].rule.name), Grouped(rule.events), Names(rule.blinding, rules.fields, ", ")});
  }
  if (blind_rules != 0) text += "\n" + blind.Text();
  text += fmt::format("\n{} rules: {} blind, {} without an event of the calls they look at\n",
                      Grouped(coverage.rules.size()), Grouped(blind_rules), Grouped(idle));
  return text;
}

std::string CoverageLines(const Coverage& coverage, const RuleSet& rules, bool measured) {
  std::string lines;
  for (const FieldUse& use : coverage.fields) {
    lines += fmt::format(R"({{"field":{},"type":"{}","rules":{})", JsonText(rules.fields.Name(use.field)),
                         TypeOf(use.field, rules.fields), use.rules);
    if (measured) lines += fmt::format(R"(,"events_with":{},"events":{})", use.events, coverage.events);
    lines += "}\n";
  }
  for (std::size_t i = 0; measured && i < coverage.rules.size(); ++i) {
    const auto list = [&](const std::vector<FieldId>& ids) {
      std::string json = "[";
      for (const FieldId id : ids) json += (json.size() == 1 ? "" : ",") + JsonText(rules.fields.Name(id));
      return json + "]";
    };
    const RuleCoverage& rule = coverage.rules[i];
    lines += fmt::format(R"({{"rule":{},"name":{},"events":{},"missing":{},"blind_without":{}}})"
                         "\n",
                         JsonText(rules.rules[i].rule.id), JsonText(rules.rules[i].rule.name), rule.events,
                         list(rule.missing), list(rule.blinding));
  }
  return lines;
}

bool WantsTable(const FieldsArguments& arguments) {
  return arguments.format == "table" || (arguments.format.empty() && IsTerminal(STDOUT_FILENO));
}

int Print(const std::string& text, int exit_code) {
  const std::unique_ptr<Output> output = MakeStandardOutput();
  Status status = output->Write(text);
  if (status) status = output->Commit();
  return status ? exit_code : Complain(status.error().message, kUsage);
}

Result<CoverageOptions> MakeOptions(const FieldsArguments& arguments) {
  Result<ReadOptions> read = MakeReadOptions(arguments.input);
  if (!read) return tl::unexpected<Error>(read.error());
  Result<Enrichment> enrichment = MakeEnrichment(arguments.enrichment, !arguments.input.paths.empty());
  if (!enrichment) return tl::unexpected<Error>(enrichment.error());
  CoverageOptions options;
  options.paths = arguments.input.paths;
  options.read = std::move(*read);
  options.event.enrichment = std::move(*enrichment);
  options.threads = Threads(arguments.input);
  return options;
}

int RunFields(const FieldsArguments& arguments) {
  if (arguments.used_by.empty()) {
    if (!arguments.input.paths.empty())
      return Complain("--in needs --used-by: whose fields are to be looked for", kUsage);
    return Print(WantsTable(arguments) ? CatalogueTable() : CatalogueLines(), kDone);
  }
  const Result<CoverageOptions> options = MakeOptions(arguments);
  if (!options) return Complain(options.error().message, kUsage);
  const LoadedRules loaded = LoadRules(arguments.used_by);
  const bool color = WantsColor(STDERR_FILENO, arguments.input.no_color);
  PrintDiagnostics(loaded.diagnostics, color);
  if (loaded.rules.rules.empty()) {
    return Complain(fmt::format("no rule to look at in {} ({} rule files read)",
                                Printable(fmt::format("{}", fmt::join(arguments.used_by, ", "))), loaded.files),
                    kUsage);
  }

  ReadProgress progress;
  std::optional<ProgressLine> line;
  if (!arguments.input.quiet && IsTerminal(STDERR_FILENO)) {
    line.emplace(progress, options->paths, options->read.selection);
  }
  Coverage coverage = MeasureCoverage(*options, loaded.rules, progress);
  line.reset();
  const bool measured = !options->paths.empty();
  if (measured) {
    fmt::print(stderr, "{}", Problems(coverage.input, kProblemsShown));
    if (!arguments.input.quiet) fmt::print(stderr, "{}", ReadSummary(coverage.input, coverage.tally));
  }
  int exit_code = coverage.input.problem_count != 0 ? kInputUnreadable : kDone;
  if (HasErrors(loaded.diagnostics)) exit_code = kUsage;
  const auto print = WantsTable(arguments) ? CoverageTable : CoverageLines;
  return Print(print(coverage, loaded.rules, measured), exit_code);
}

}  // namespace

void AddFieldsCommand(CLI::App& app, int& exit_code) {
  CLI::App* const fields =
      app.add_subcommand("fields", "List the fields of events, or those a rule set needs and how often logs have them");
  const auto arguments = std::make_shared<FieldsArguments>();
  FieldsArguments& a = *arguments;
  fields
      ->add_option("--used-by", a.used_by, "Only fields that the rules of this file or directory read; may be repeated")
      ->allow_extra_args(false);
  fields->add_option("--in", a.input.paths, "Count the events of these logs that have each field; may be repeated");
  fields->add_option("--format", a.format, "table (default on a terminal) or ndjson")
      ->check(CLI::IsMember({"table", "ndjson"}));
  AddEnrichmentOptions(*fields, a.enrichment);
  AddInputOptions(*fields, a.input);
  fields->callback([arguments, &exit_code] { exit_code = RunFields(*arguments); });
}

}  // namespace crosstrail::cli
