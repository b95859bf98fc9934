// `crosstrail rules check`: everything that is wrong with rules, their tests and their exceptions, at once.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "alert/json_text.h"
#include "base/utf8.h"
#include "cli/complain.h"
#include "cli/exit_codes.h"
#include "cli/rule_paths.h"
#include "cli/rules_subcommands.h"
#include "cli/terminal.h"
#include "cli/units.h"
#include "rule/exceptions.h"
#include "rule/lint.h"
#include "rule/load.h"
#include "rule/rule_test.h"

namespace crosstrail::cli {
namespace {

struct CheckArguments {
  std::vector<std::string> paths;
  std::string format = "human";
  bool no_color = false;
};

struct Checked {
  std::size_t rules = 0;
  Diagnostics diagnostics;
};

Checked Check(const std::vector<std::string>& paths, const config::Config& config) {
  LoadedRules loaded = LoadRules(paths);
  Checked checked{loaded.rules.rules.size() + loaded.rules.skipped.size(), std::move(loaded.diagnostics)};
  const auto add = [&](Diagnostics more) { std::ranges::move(more, std::back_inserter(checked.diagnostics)); };
  add(AttachExceptions(config, loaded.rules));
  add(LintRules(loaded.rules));
  LoadedRuleTests tests = LoadRuleTests(paths);
  // A folder without tests is no mistake of the rules.
  std::erase_if(tests.diagnostics, [](const Diagnostic& one) { return one.level != DiagnosticLevel::kError; });
  add(std::move(tests.diagnostics));
  Diagnostics ids = CheckRuleIds(tests.files, loaded.rules);
  std::erase_if(ids, [](const Diagnostic& one) { return one.level != DiagnosticLevel::kError; });
  add(std::move(ids));
  std::ranges::stable_sort(checked.diagnostics, {},
                           [](const Diagnostic& one) { return std::tuple(one.file, one.line, one.column); });
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

std::string Json(const Checked& checked) {
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

std::size_t CodePoints(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(DecodeUtf8(text).length);
  return count;
}

// SARIF 2.1.0, for code hosts and editors.
std::string Sarif(const Checked& checked) {
  OrderedJson results = OrderedJson::array();
  for (const Diagnostic& diagnostic : checked.diagnostics) {
    OrderedJson location = {{"artifactLocation", {{"uri", diagnostic.file}}}};
    if (diagnostic.line != 0) {
      OrderedJson region = {{"startLine", diagnostic.line}};
      if (diagnostic.column != 0) {
        const std::string_view line = diagnostic.source_line;
        const std::size_t before = CodePoints(line.substr(0, std::min(line.size(), diagnostic.column - 1)));
        const std::size_t through =
            CodePoints(line.substr(0, std::min(line.size(), diagnostic.column - 1 + diagnostic.length)));
        region["startColumn"] = before + 1;
        region["endColumn"] = std::max(through, before) + 1;
      }
      location["region"] = std::move(region);
    }
    const std::string hint = diagnostic.hint.empty() ? "" : " (" + diagnostic.hint + ")";
    OrderedJson result = {{"level", LevelName(diagnostic.level)}, {"message", {{"text", diagnostic.message + hint}}}};
    if (!diagnostic.file.empty()) {
      result["locations"] = OrderedJson::array({{{"physicalLocation", std::move(location)}}});
    }
    results.push_back(std::move(result));
  }
  const OrderedJson out = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", OrderedJson::array({{{"tool", {{"driver", {{"name", "crosstrail"}, {"version", CROSSTRAIL_VERSION}}}}},
                                    {"columnKind", "unicodeCodePoints"},
                                    {"results", std::move(results)}}})}};
  return DumpLine(out) + '\n';
}

int RunCheck(const CheckArguments& arguments, const config::Config& config) {
  const auto paths = RulePaths(arguments.paths);
  if (!paths) return Complain(paths.error().message, kUsage);
  const Checked checked = Check(*paths, config);
  if (arguments.format == "json") {
    fmt::print("{}", Json(checked));
  } else if (arguments.format == "sarif") {
    fmt::print("{}", Sarif(checked));
  } else {
    fmt::print("{}", Human(checked, WantsColor(STDOUT_FILENO, arguments.no_color)));
  }
  return HasErrors(checked.diagnostics) ? kUsage : kDone;
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
  check->add_flag("--no-color", a.no_color, "No color");
  check->callback([arguments, &config, &exit_code] { exit_code = RunCheck(*arguments, config); });
}

}  // namespace crosstrail::cli
