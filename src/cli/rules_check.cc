// `crosstrail rules check`: everything that is wrong with rules, their tests and their exceptions, at once.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "alert/json_text.h"
#include "cli/complain.h"
#include "cli/enrichment_options.h"
#include "cli/exit_codes.h"
#include "cli/input_options.h"
#include "cli/rule_paths.h"
#include "cli/rules_sarif.h"
#include "cli/rules_subcommands.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "cli/units.h"
#include "detect/field_coverage.h"
#include "rule/exceptions.h"
#include "rule/lint.h"
#include "rule/load.h"
#include "rule/rule_test.h"

namespace crosstrail::cli {
namespace {

struct CheckArguments {
  std::vector<std::string> paths;
  std::string format = "human";
  InputArguments logs;
  EnrichmentArguments enrichment;
  ExceptionSources exceptions;
};

struct Checked {
  std::size_t rules = 0;
  Diagnostics diagnostics;
  InputReport logs;
  std::uint64_t events = 0;  // in the logs
};

// Fields that rules read and none of the logs' events has, but for those that only a database could fill.
Result<std::set<FieldId>> AbsentFields(const CheckArguments& arguments, const RuleSet& rules, Checked& checked) {
  Result<ReadOptions> read = MakeReadOptions(arguments.logs);
  if (!read) return tl::unexpected<Error>(read.error());
  Result<Enrichment> enrichment = MakeEnrichment(arguments.enrichment, true);
  if (!enrichment) return tl::unexpected<Error>(enrichment.error());
  CoverageOptions options;
  options.paths = arguments.logs.paths;
  options.read = std::move(*read);
  options.event.enrichment = *enrichment;
  options.threads = Threads(arguments.logs);
  ReadProgress progress;
  Coverage coverage = MeasureCoverage(options, rules, progress);
  checked.logs = std::move(coverage.input);
  checked.events = coverage.events;
  std::set<FieldId> absent;
  if (coverage.events == 0) return absent;
  for (const FieldUse& use : coverage.fields) {
    if (use.events == 0 && IsMet(NeedOf(rules.fields.Name(use.field)), *enrichment)) absent.insert(use.field);
  }
  return absent;
}

Result<Checked> Check(const std::vector<std::string>& paths, const CheckArguments& arguments,
                      const config::Config& config) {
  LoadedRules loaded = LoadRules(paths, {kEveryRule}, arguments.exceptions);
  Checked checked{loaded.rules.rules.size() + loaded.rules.skipped.size(), std::move(loaded.diagnostics), {}, 0};
  const auto add = [&](Diagnostics more) { std::ranges::move(more, std::back_inserter(checked.diagnostics)); };
  add(AttachExceptions(config, loaded.rules, RulesAttached(arguments.paths)));
  add(LintRules(loaded.rules));
  if (!arguments.logs.paths.empty()) {
    const Result<std::set<FieldId>> absent = AbsentFields(arguments, loaded.rules, checked);
    if (!absent) return tl::unexpected<Error>(absent.error());
    if (checked.logs.problem_count == 0 && checked.events == 0) {
      Diagnostic& diagnostic = checked.diagnostics.emplace_back();
      diagnostic.file = arguments.logs.paths.front();
      diagnostic.message = "there is no event in these logs";
      diagnostic.hint = "name the folder that has them, and check --from and --to";
    }
    add(LintAgainst(loaded.rules, *absent));
  }
  LoadedRuleTests tests = LoadRuleTests(paths);
  add(std::move(tests.diagnostics));
  Diagnostics ids = CheckRuleIds(tests.files, loaded.rules, loaded.broken);
  // A rule that does not run may have tests.
  std::erase_if(ids, [](const Diagnostic& one) { return one.level != DiagnosticLevel::kError; });
  add(std::move(ids));
  std::ranges::stable_sort(checked.diagnostics, {},
                           [](const Diagnostic& one) { return std::tuple(one.file, one.line, one.column); });
  // Rules and tests are looked for in the same places.
  const auto again = std::ranges::unique(checked.diagnostics, {}, [](const Diagnostic& one) {
    return std::tuple(one.file, one.line, one.column, one.message);
  });
  checked.diagnostics.erase(again.begin(), again.end());
  return checked;
}

std::string Human(const Checked& checked, bool color) {
  std::string text;
  std::size_t counts[3] = {};
  for (const Diagnostic& diagnostic : checked.diagnostics) {
    text += Render(diagnostic, color);
    ++counts[static_cast<std::size_t>(diagnostic.level)];
  }
  return text + fmt::format("{}: {}, {}, {}\n", Count(checked.rules, "rule", "rules"),
                            Count(counts[0], "error", "errors"), Count(counts[1], "warning", "warnings"),
                            Count(counts[2], "note", "notes"));
}

std::string CheckedJson(const Checked& checked) {
  OrderedJson list = OrderedJson::array();
  for (const Diagnostic& diagnostic : checked.diagnostics) {
    list.push_back({{"severity", LevelName(diagnostic.level)},
                    {"file", diagnostic.file},
                    {"line", diagnostic.line},
                    {"column", diagnostic.column},
                    {"message", diagnostic.message},
                    {"hint", diagnostic.hint}});
  }
  OrderedJson out = OrderedJson::object();
  out["rules"] = checked.rules;
  out["diagnostics"] = std::move(list);
  return DumpLine(out) + '\n';
}

int RunCheck(const CheckArguments& arguments, const config::Config& config) {
  const auto paths = RulePaths(WithCompanions(arguments.paths));
  if (!paths) return Complain(paths.error().message, kUsage);
  const Result<Checked> outcome = Check(*paths, arguments, config);
  if (!outcome) return Complain(outcome.error().message, kUsage);
  const Checked& checked = *outcome;
  if (arguments.format == "json") {
    fmt::print("{}", CheckedJson(checked));
  } else if (arguments.format == "sarif") {
    fmt::print("{}", Sarif(checked.diagnostics));
  } else {
    fmt::print("{}", Human(checked, WantsColor(STDOUT_FILENO, arguments.logs.no_color)));
  }
  fmt::print(stderr, "{}", Problems(checked.logs, kProblemsShown));
  if (HasErrors(checked.diagnostics)) return kUsage;
  return checked.logs.problem_count != 0 ? kInputUnreadable : kDone;
}

}  // namespace

void AddRulesCheck(CLI::App& rules, const config::Config& config, int& exit_code) {
  CLI::App* const check = rules.add_subcommand(
      "check", "Print everything that is wrong with rules, their tests and their exceptions; exit with 2 on errors");
  const auto arguments = std::make_shared<CheckArguments>();
  CheckArguments& a = *arguments;
  check->add_option("paths", a.paths, "Rule files or directories (default: the rules that came along)");
  check->add_option("--format", a.format, "human (default), json or sarif")
      ->check(CLI::IsMember({"human", "json", "sarif"}));
  check
      ->add_option("--logs", a.logs.paths,
                   "Tell, too, which fields that rules read none of these logs' events has; may be repeated")
      ->allow_extra_args(false);
  AddExceptionOptions(*check, a.exceptions);
  AddEnrichmentOptions(*check, a.enrichment);
  AddInputOptions(*check, a.logs);
  check->callback([arguments, &config, &exit_code] { exit_code = RunCheck(*arguments, config); });
}

}  // namespace crosstrail::cli
