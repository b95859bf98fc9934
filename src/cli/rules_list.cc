// `crosstrail rules list`: which rules there are, which of them run, and why the others do not.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
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

struct ListArguments {
  std::vector<std::string> paths;
  std::string format = "table";
};

struct Listed {
  const Rule* rule = nullptr;
  std::string reason;  // empty: it runs
};

std::vector<Listed> List(const RuleSet& rules) {
  std::vector<Listed> list;
  list.reserve(rules.rules.size() + rules.skipped.size());
  for (const CompiledRule& rule : rules.rules) list.push_back({&rule.rule, ""});
  for (const SkippedRule& rule : rules.skipped) list.push_back({&rule.rule, rule.reason});
  std::ranges::stable_sort(list, {}, [](const Listed& one) { return std::string_view(one.rule->id); });
  return list;
}

std::string Json(const std::vector<Listed>& list) {
  OrderedJson rules = OrderedJson::array();
  for (const Listed& one : list) {
    rules.push_back({{"id", one.rule->id},
                     {"name", one.rule->name},
                     {"type", one.rule->type},
                     {"language", one.rule->language},
                     {"runnable", one.reason.empty()},
                     {"reason", one.reason.empty() ? OrderedJson(nullptr) : OrderedJson(one.reason)}});
  }
  OrderedJson out = OrderedJson::object();
  out["rules"] = std::move(rules);
  return DumpLine(out) + '\n';
}

std::string Table(const std::vector<Listed>& list) {
  Columns rules;
  rules.Add({"ID", "SEVERITY", "TYPE", "RUNS", "NAME"});
  struct Support {
    std::size_t all = 0, runnable = 0;
    std::map<std::string, std::size_t> reasons;
  };
  std::map<std::pair<std::string, std::string>, Support> support;
  for (const Listed& one : list) {
    const Rule& rule = *one.rule;
    rules.Add({Printable(rule.id), std::string(SeverityName(rule.severity)), Printable(rule.type),
               one.reason.empty() ? "yes" : "no", Printable(rule.name)});
    Support& row = support[{rule.type, rule.language}];
    ++row.all;
    if (one.reason.empty()) {
      ++row.runnable;
    } else {
      ++row.reasons[one.reason];
    }
  }
  Columns matrix;
  matrix.Add({"TYPE", "LANGUAGE", "RULES", "RUN", "WHY THE OTHERS DO NOT"});
  for (const auto& [kind, row] : support) {
    std::string reasons;
    for (const auto& [reason, count] : row.reasons) {
      reasons += fmt::format("{}{} × {}", reasons.empty() ? "" : "; ", count, Printable(reason));
    }
    matrix.Add({Printable(kind.first), kind.second.empty() ? "-" : Printable(kind.second), std::to_string(row.all),
                std::to_string(row.runnable), reasons});
  }
  return rules.Text() + "\n" + matrix.Text();
}

int RunList(const ListArguments& arguments) {
  const auto paths = RulePaths(arguments.paths);
  if (!paths) return Complain(paths.error().message, kUsage);
  const LoadedRules loaded = LoadRules(*paths);
  Diagnostics errors = loaded.diagnostics;
  std::erase_if(errors, [](const Diagnostic& one) { return one.level != DiagnosticLevel::kError; });
  PrintDiagnostics(errors, WantsColor(STDERR_FILENO, false));
  const std::vector<Listed> list = List(loaded.rules);
  fmt::print("{}", arguments.format == "json" ? Json(list) : Table(list));
  return errors.empty() ? kDone : kUsage;
}

}  // namespace

void AddRulesList(CLI::App& rules, int& exit_code) {
  CLI::App* const list =
      rules.add_subcommand("list", "List rules, and by type how many of them run and why the others do not");
  const auto arguments = std::make_shared<ListArguments>();
  ListArguments& a = *arguments;
  list->add_option("paths", a.paths, "Rule files or directories (default: the rules that came along)");
  list->add_option("--format", a.format, "table (default) or json")->check(CLI::IsMember({"table", "json"}));
  list->callback([arguments, &exit_code] { exit_code = RunList(*arguments); });
}

}  // namespace crosstrail::cli
