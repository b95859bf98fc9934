// `crosstrail rules coverage`: which tactics and techniques of ATT&CK rules are about.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "alert/json_text.h"
#include "base/text.h"
#include "cli/columns.h"
#include "cli/complain.h"
#include "cli/exit_codes.h"
#include "cli/rule_paths.h"
#include "cli/rules_subcommands.h"
#include "cli/terminal.h"
#include "rule/load.h"

namespace crosstrail::cli {
namespace {

struct CoverageArguments {
  std::vector<std::string> paths;
  std::string format = "table";
};

struct Covered {
  std::string name;
  std::vector<std::string> rules, idle;  // names: those that run, and those that do not
};

struct Tactic {
  std::string name;
  std::map<std::string, Covered> techniques;  // by id, subtechniques included
};
using Tactics = std::map<std::string, Tactic>;  // by id

void Add(const Rule& rule, bool runs, Tactics& tactics) {
  for (const Threat& threat : rule.threat) {
    Tactic& tactic = tactics[threat.tactic_id];
    tactic.name = threat.tactic_name;
    const auto add = [&](const Technique& technique) {
      Covered& covered = tactic.techniques[technique.id];
      covered.name = technique.name;
      (runs ? covered.rules : covered.idle).push_back(rule.name);
    };
    for (const Technique& technique : threat.techniques) {
      if (technique.subtechniques.empty()) add(technique);
      for (const Technique& sub : technique.subtechniques) add(sub);
    }
    if (threat.techniques.empty()) add({"", "(the tactic as a whole)", "", {}});
  }
}

std::string Table(const Tactics& tactics) {
  Columns columns;
  columns.Add({"TACTIC", "TECHNIQUE", "RULES", "IDLE", "NAME"});
  for (const auto& [id, tactic] : tactics) {
    std::size_t rules = 0, idle = 0;
    for (const auto& [technique, covered] : tactic.techniques) {
      rules += covered.rules.size();
      idle += covered.idle.size();
    }
    columns.Add({Printable(id), "", std::to_string(rules), std::to_string(idle), Printable(tactic.name)});
    for (const auto& [technique, covered] : tactic.techniques) {
      columns.Add({"", technique.empty() ? "-" : Printable(technique), std::to_string(covered.rules.size()),
                   std::to_string(covered.idle.size()), "  " + Printable(covered.name)});
    }
  }
  return columns.Text();
}

// "Defense Evasion" as Navigator calls it.
std::string ShortName(const std::string& tactic) {
  std::string name = FoldCase(tactic);
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::string Comment(const Covered& covered) {
  std::string text = fmt::format("{}", fmt::join(covered.rules, "\n"));
  for (const std::string& rule : covered.idle)
    text += fmt::format("{}{} (does not run)", text.empty() ? "" : "\n", rule);
  return text;
}

// A layer for ATT&CK Navigator, layer format 4.5.
std::string Layer(const Tactics& tactics) {
  OrderedJson techniques = OrderedJson::array();
  std::size_t most = 1;
  for (const auto& [id, tactic] : tactics) {
    std::map<std::string, bool> parents;  // that are no entry of their own
    for (const auto& [technique, covered] : tactic.techniques) {
      if (technique.empty()) continue;
      most = std::max(most, covered.rules.size());
      techniques.push_back({{"techniqueID", technique},
                            {"tactic", ShortName(tactic.name)},
                            {"score", covered.rules.size()},
                            {"comment", Comment(covered)},
                            {"enabled", true},
                            {"showSubtechniques", false}});
      if (const std::size_t dot = technique.find('.'); dot != std::string::npos) parents[technique.substr(0, dot)];
    }
    for (const auto& [parent, unused] : parents) {
      if (tactic.techniques.contains(parent)) continue;
      techniques.push_back({{"techniqueID", parent},
                            {"tactic", ShortName(tactic.name)},
                            {"enabled", true},
                            {"showSubtechniques", true}});
    }
  }
  const OrderedJson layer = {{"name", "Crosstrail"},
                             {"versions", {{"attack", "16"}, {"navigator", "5.1.0"}, {"layer", "4.5"}}},
                             {"domain", "enterprise-attack"},
                             {"description", "How many rules are about each technique"},
                             {"techniques", std::move(techniques)},
                             {"gradient", {{"colors", {"#ffffff", "#66b1ff"}}, {"minValue", 0}, {"maxValue", most}}}};
  return layer.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + '\n';
}

int RunCoverage(const CoverageArguments& arguments) {
  const auto paths = RulePaths(arguments.paths);
  if (!paths) return Complain(paths.error().message, kUsage);
  const LoadedRules loaded = LoadRules(*paths);
  PrintDiagnostics(loaded.diagnostics, WantsColor(STDERR_FILENO, false));
  Tactics tactics;
  for (const CompiledRule& rule : loaded.rules.rules) Add(rule.rule, true, tactics);
  for (const SkippedRule& rule : loaded.rules.skipped) Add(rule.rule, false, tactics);
  fmt::print("{}", arguments.format == "navigator" ? Layer(tactics) : Table(tactics));
  return HasErrors(loaded.diagnostics) ? kUsage : kDone;
}

}  // namespace

void AddRulesCoverage(CLI::App& rules, int& exit_code) {
  CLI::App* const coverage =
      rules.add_subcommand("coverage", "Tell which tactics and techniques of MITRE ATT&CK the rules are about");
  const auto arguments = std::make_shared<CoverageArguments>();
  CoverageArguments& a = *arguments;
  coverage->add_option("paths", a.paths, "Rule files or directories (default: the rules that came along)");
  coverage->add_option("--format", a.format, "table (default), or navigator: a layer for ATT&CK Navigator")
      ->check(CLI::IsMember({"table", "navigator"}));
  coverage->callback([arguments, &exit_code] { exit_code = RunCoverage(*arguments); });
}

}  // namespace crosstrail::cli
