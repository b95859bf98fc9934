// `crosstrail rules coverage`: which tactics and techniques of ATT&CK rules are about.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "alert/json_text.h"
#include "base/text.h"
#include "cli/columns.h"
#include "cli/complain.h"
#include "cli/exit_codes.h"
#include "cli/rule_paths.h"
#include "cli/rules_subcommands.h"
#include "cli/terminal.h"
#include "cli/units.h"
#include "rule/load.h"

namespace crosstrail::cli {
namespace {

struct CoverageArguments {
  std::vector<std::string> paths;
  std::string format = "table";
};

constexpr std::string_view kAttack = "MITRE ATT&CK";

// Rules, each once: those that run, and those that do not.
struct Covered {
  std::vector<const Rule*> rules, idle;

  // Rules come one after the other.
  void Count(const Rule& rule, bool runs) {
    std::vector<const Rule*>& list = runs ? rules : idle;
    if (list.empty() || list.back() != &rule) list.push_back(&rule);
  }
};

struct CoveredTechnique {
  std::string name;
  Covered covered;
};

struct Tactic {
  std::string name;
  Covered covered, as_a_whole;
  std::map<std::string, CoveredTechnique> techniques;  // by id, subtechniques included
};

struct AttackCoverage {
  std::map<std::string, Tactic> tactics;  // by id
  Covered as_a_whole;                     // that name a tactic without a technique
  std::map<std::string, Covered> others;  // by the name of a framework that is not ATT&CK
};

void Add(const Threat& threat, const Rule& rule, bool runs, AttackCoverage& coverage) {
  if (threat.framework != kAttack) return coverage.others[threat.framework].Count(rule, runs);
  Tactic& tactic = coverage.tactics[threat.tactic_id];
  tactic.name = threat.tactic_name;
  tactic.covered.Count(rule, runs);
  const auto add = [&](const Technique& technique) {
    CoveredTechnique& row = tactic.techniques[technique.id];
    row.name = technique.name;
    row.covered.Count(rule, runs);
  };
  for (const Technique& technique : threat.techniques) {
    if (technique.subtechniques.empty()) add(technique);
    for (const Technique& sub : technique.subtechniques) add(sub);
  }
  if (!threat.techniques.empty()) return;
  tactic.as_a_whole.Count(rule, runs);
  coverage.as_a_whole.Count(rule, runs);
}

void Add(const Rule& rule, bool runs, AttackCoverage& coverage) {
  for (const Threat& threat : rule.threat) Add(threat, rule, runs, coverage);
}

// "3 rules" or "3 rules (1 idle)".
std::string HowMany(const Covered& covered) {
  const std::string all = Count(covered.rules.size() + covered.idle.size(), "rule", "rules");
  return covered.idle.empty() ? all : all + fmt::format(" ({} idle)", covered.idle.size());
}

bool IsEmpty(const Covered& covered) { return covered.rules.empty() && covered.idle.empty(); }

// What techniques do not say: "3 rules about a tactic as a whole", "1 rule about MITRE ATLAS".
std::vector<std::string> LeftOut(const AttackCoverage& coverage) {
  std::vector<std::string> left_out;
  if (!IsEmpty(coverage.as_a_whole)) left_out.push_back(HowMany(coverage.as_a_whole) + " about a tactic as a whole");
  for (const auto& [framework, covered] : coverage.others) {
    left_out.push_back(fmt::format("{} about {}", HowMany(covered), Printable(framework)));
  }
  return left_out;
}

std::string Table(const AttackCoverage& coverage) {
  Columns columns;
  const auto add = [&](const std::string& tactic, const std::string& technique, const Covered& covered,
                       const std::string& name) {
    columns.Add({tactic, technique, std::to_string(covered.rules.size()), std::to_string(covered.idle.size()), name});
  };
  columns.Add({"TACTIC", "TECHNIQUE", "RULES", "IDLE", "NAME"});
  for (const auto& [id, tactic] : coverage.tactics) {
    add(Printable(id), "", tactic.covered, Printable(tactic.name));
    if (!IsEmpty(tactic.as_a_whole)) add("", "-", tactic.as_a_whole, "  (the tactic as a whole)");
    for (const auto& [technique, row] : tactic.techniques) {
      add("", Printable(technique), row.covered, "  " + Printable(row.name));
    }
  }
  std::string text = columns.Text();
  const std::vector<std::string> left_out = LeftOut(coverage);
  if (!left_out.empty()) text += fmt::format("\n{}\n", fmt::join(left_out, "\n"));
  return text;
}

// "Defense Evasion" as Navigator calls it.
std::string ShortName(const std::string& tactic) {
  std::string name = FoldCase(tactic);
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::string Comment(const Covered& covered) {
  std::vector<std::string> lines;
  lines.reserve(covered.rules.size() + covered.idle.size());
  for (const Rule* rule : covered.rules) lines.push_back(rule->name);
  for (const Rule* rule : covered.idle) lines.push_back(rule->name + " (does not run)");
  return fmt::format("{}", fmt::join(lines, "\n"));
}

// The techniques of one tactic, and above subtechniques, if only to show them, their techniques.
void AppendTechniques(const Tactic& tactic, OrderedJson& techniques) {
  std::set<std::string> parents;
  for (const auto& [id, row] : tactic.techniques) {
    if (const std::size_t dot = id.find('.'); dot != std::string::npos) parents.insert(id.substr(0, dot));
  }
  const std::string name = ShortName(tactic.name);
  for (const auto& [id, row] : tactic.techniques) {
    techniques.push_back({{"techniqueID", id},
                          {"tactic", name},
                          {"score", row.covered.rules.size()},
                          {"comment", Comment(row.covered)},
                          {"enabled", true},
                          {"showSubtechniques", parents.contains(id)}});
  }
  for (const std::string& id : parents) {
    if (tactic.techniques.contains(id)) continue;
    techniques.push_back({{"techniqueID", id}, {"tactic", name}, {"enabled", true}, {"showSubtechniques", true}});
  }
}

// A layer for ATT&CK Navigator, layer format 4.5.
std::string Layer(const AttackCoverage& coverage) {
  OrderedJson techniques = OrderedJson::array();
  std::size_t most = 1;
  for (const auto& [tactic_id, tactic] : coverage.tactics) {
    AppendTechniques(tactic, techniques);
    for (const auto& [id, row] : tactic.techniques) most = std::max(most, row.covered.rules.size());
  }
  std::string description = "How many rules are about each technique";
  const std::vector<std::string> left_out = LeftOut(coverage);
  if (!left_out.empty()) description += fmt::format("; not shown: {}", fmt::join(left_out, ", "));
  const OrderedJson layer = {{"name", "Crosstrail"},
                             {"versions", {{"attack", "16"}, {"navigator", "5.1.0"}, {"layer", "4.5"}}},
                             {"domain", "enterprise-attack"},
                             {"description", description},
                             {"techniques", std::move(techniques)},
                             {"gradient", {{"colors", {"#ffffff", "#66b1ff"}}, {"minValue", 0}, {"maxValue", most}}}};
  return layer.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + '\n';
}

int RunCoverage(const CoverageArguments& arguments) {
  const auto paths = RulePaths(arguments.paths);
  if (!paths) return Complain(paths.error().message, kUsage);
  const LoadedRules loaded = LoadRules(*paths);
  PrintDiagnostics(loaded.diagnostics, WantsColor(STDERR_FILENO, false));
  AttackCoverage coverage;
  for (const CompiledRule& rule : loaded.rules.rules) Add(rule.rule, true, coverage);
  for (const SkippedRule& rule : loaded.rules.skipped) Add(rule.rule, false, coverage);
  fmt::print("{}", arguments.format == "navigator" ? Layer(coverage) : Table(coverage));
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
