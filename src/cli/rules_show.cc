// `crosstrail rules show`: all there is to say about a rule.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "alert/json_parts.h"
#include "base/text.h"
#include "cli/complain.h"
#include "cli/exit_codes.h"
#include "cli/explain.h"
#include "cli/rule_paths.h"
#include "cli/rules_subcommands.h"
#include "cli/terminal.h"
#include "rule/exceptions.h"
#include "rule/load.h"

namespace crosstrail::cli {
namespace {

struct ShowArguments {
  std::vector<std::string> paths;
  std::string rule_id, format = "text";
};

// A rule, compiled where it runs.
struct Shown {
  const Rule* rule = nullptr;
  const CompiledRule* compiled = nullptr;
  std::string reason;  // why it does not run
};

std::string Row(std::string_view name, std::string_view text) {
  return text.empty() ? std::string() : fmt::format("{:<12}{}\n", name, Printable(text));
}

std::string Indented(std::string_view text) {
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    out += "    " + Printable(text.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return out;
}

std::string Joined(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, ", ")); }

std::string Schedule(const Rule& rule) {
  return fmt::format("every {} from {} to {}, at most {} alerts", rule.interval, rule.from, rule.to, rule.max_signals);
}

std::string Grouping(const Rule& rule) {
  std::string text;
  if (const auto& threshold = rule.threshold) {
    text += Row("threshold", fmt::format("{} events by {}", threshold->value,
                                         threshold->fields.empty() ? "no field" : Joined(threshold->fields)));
    for (const Threshold::Cardinality& one : threshold->cardinality) {
      text += Row("", fmt::format("with {} values of {}", one.value, one.field));
    }
  }
  if (const auto& terms = rule.new_terms) {
    text += Row("new terms", fmt::format("{} in {} days", Joined(terms->fields), terms->history / kDay));
  }
  if (const auto& match = rule.indicators) {
    for (const auto& group : match->mapping) {
      std::vector<std::string> pairs;
      pairs.reserve(group.size());
      for (const auto& pair : group) {
        pairs.push_back(fmt::format("{} {} {}", pair.field, pair.negate ? "is not" : "is", pair.value));
      }
      text +=
          Row(&group == &match->mapping.front() ? "indicators" : "or", fmt::format("{}", fmt::join(pairs, " and ")));
    }
    text += Row("of those", match->query);
  }
  if (const auto& suppression = rule.suppression) {
    text += Row("suppression",
                fmt::format("by {} for {} s", Joined(suppression->group_by), suppression->duration / kSecond));
  }
  return text;
}

std::string Threats(const Rule& rule) {
  std::string text;
  for (const Threat& threat : rule.threat) {
    text += Row("attack", threat.tactic_id + " " + threat.tactic_name);
    for (const Technique& technique : threat.techniques) {
      text += Row("", "  " + technique.id + " " + technique.name);
      for (const Technique& sub : technique.subtechniques) text += Row("", "    " + sub.id + " " + sub.name);
    }
  }
  return text;
}

std::string Text(const Shown& shown, const FieldSet& fields) {
  const Rule& rule = *shown.rule;
  std::string text = Row("name", rule.name) + Row("id", fmt::format("{}, version {}", rule.id, rule.version)) +
                     Row("file", rule.file) + Row("runs", shown.reason.empty() ? "yes" : "no: " + shown.reason) +
                     Row("severity", fmt::format("{}, risk score {}", SeverityName(rule.severity), rule.risk_score)) +
                     Row("type", rule.type + (rule.language.empty() ? "" : ", " + rule.language)) +
                     Row("schedule", Schedule(rule)) + Grouping(rule) + Threats(rule) + Row("tags", Joined(rule.tags)) +
                     Row("author", Joined(rule.author)) + Row("license", rule.license);
  if (rule.has_filters) text += Row("filters", "yes: the plan has them, too");
  if (shown.compiled != nullptr) {
    for (const CompiledException& exception : shown.compiled->exceptions) text += Row("exception", exception.reason);
  }
  text += "\n" + Indented(rule.description);
  if (!rule.query.empty()) text += "\nquery\n" + Indented(rule.query);
  if (shown.compiled != nullptr) text += "\nplan\n" + Indented(DescribePlan(shown.compiled->query, fields));
  for (const auto& [title, body] : {std::pair("setup", &rule.setup), std::pair("guide", &rule.note)}) {
    if (!body->empty()) text += fmt::format("\n{}\n{}", title, Indented(*body));
  }
  for (const auto& [title, list] :
       {std::pair("false positives", &rule.false_positives), std::pair("references", &rule.references)}) {
    if (!list->empty()) text += fmt::format("\n{}\n{}", title, Indented(fmt::format("{}", fmt::join(*list, "\n"))));
  }
  return text;
}

void AddGrouping(const Shown& shown, OrderedJson& out) {
  const Rule& rule = *shown.rule;
  if (const auto& threshold = rule.threshold) {
    OrderedJson& cardinality =
        (out["threshold"] = {{"field", threshold->fields}, {"value", threshold->value}})["cardinality"] =
            OrderedJson::array();
    for (const auto& one : threshold->cardinality) cardinality.push_back({{"field", one.field}, {"value", one.value}});
  }
  if (const auto& terms = rule.new_terms) {
    out["new_terms"] = {{"field", terms->fields}, {"history_seconds", terms->history / kSecond}};
  }
  if (const auto& suppression = rule.suppression) {
    out["alert_suppression"] = {{"group_by", suppression->group_by},
                                {"duration_seconds", suppression->duration / kSecond},
                                {"groups_missing", suppression->groups_missing}};
  }
  if (shown.compiled == nullptr) return;
  OrderedJson& exceptions = out["exceptions"] = OrderedJson::array();
  for (const CompiledException& exception : shown.compiled->exceptions) exceptions.push_back(exception.reason);
}

OrderedJson Json(const Shown& shown, const FieldSet& fields) {
  const Rule& rule = *shown.rule;
  OrderedJson out = OrderedJson::object();
  out["id"] = rule.id;
  out["name"] = rule.name;
  out["version"] = rule.version;
  out["file"] = rule.file;
  out["runnable"] = shown.reason.empty();
  out["reason"] = shown.reason.empty() ? OrderedJson(nullptr) : OrderedJson(shown.reason);
  out["severity"] = SeverityName(rule.severity);
  out["risk_score"] = rule.risk_score;
  out["type"] = rule.type;
  out["language"] = rule.language;
  out["query"] = rule.query;
  if (rule.indicators) {
    out["threat_query"] = rule.indicators->query;
    out["threat_mapping"] = ThreatMappingJson(*rule.indicators);
  }
  AddGrouping(shown, out);
  out["description"] = rule.description;
  out["from"] = rule.from;
  out["to"] = rule.to;
  out["interval"] = rule.interval;
  out["max_signals"] = rule.max_signals;
  out["tags"] = rule.tags;
  out["threat"] = ThreatJson(rule.threat);
  out["references"] = rule.references;
  out["false_positives"] = rule.false_positives;
  out["note"] = rule.note;
  out["setup"] = rule.setup;
  if (shown.compiled == nullptr) return out;
  std::set<std::string> read;
  for (const Step& step : shown.compiled->query.steps) {
    for (const FieldId field : step.condition.Fields()) read.insert(fields.Name(field));
  }
  out["fields"] = read;
  OrderedJson& needs = out["needs"] = OrderedJson::array();
  for (const Step& step : shown.compiled->query.steps) {
    OrderedJson& of_step = needs.emplace_back(OrderedJson::object());
    for (const Requirement& need : NecessaryEqualities(step.condition)) of_step[fields.Name(need.field)] = need.values;
  }
  return out;
}

int RunShow(const ShowArguments& arguments, const config::Config& config) {
  const auto paths = RulePaths(arguments.paths);
  if (!paths) return Complain(paths.error().message, kUsage);
  LoadedRules loaded = LoadRules(*paths);
  AttachExceptions(config, loaded.rules, RulesAttached(arguments.paths));
  PrintDiagnostics(loaded.diagnostics, WantsColor(STDERR_FILENO, false));
  std::vector<Shown> shown;
  shown.reserve(loaded.rules.rules.size() + loaded.rules.skipped.size());
  for (const CompiledRule& rule : loaded.rules.rules) shown.push_back({&rule.rule, &rule, ""});
  for (const SkippedRule& rule : loaded.rules.skipped) shown.push_back({&rule.rule, nullptr, rule.reason});
  std::erase_if(shown,
                [&](const Shown& one) { return !arguments.rule_id.empty() && one.rule->id != arguments.rule_id; });
  if (shown.empty()) return Complain("there is no such rule; `crosstrail rules list` names them", kUsage);
  std::ranges::stable_sort(shown, {}, [](const Shown& one) { return std::string_view(one.rule->id); });
  bool first = true;
  for (const Shown& one : shown) {
    if (arguments.format == "json") {
      fmt::print("{}\n", DumpLine(Json(one, loaded.rules.fields)));
    } else {
      fmt::print("{}{}", first ? "" : "\n----\n\n", Text(one, loaded.rules.fields));
    }
    first = false;
  }
  return HasErrors(loaded.diagnostics) ? kUsage : kDone;
}

}  // namespace

void AddRulesShow(CLI::App& rules, const config::Config& config, int& exit_code) {
  CLI::App* const show = rules.add_subcommand("show", "Show all there is to say about rules");
  const auto arguments = std::make_shared<ShowArguments>();
  ShowArguments& a = *arguments;
  show->add_option("paths", a.paths, "Rule files or directories (default: the rules that came along)");
  show->add_option("--rule", a.rule_id, "Only the rule with this id");
  show->add_option("--format", a.format, "text (default) or json, a line a rule")
      ->check(CLI::IsMember({"text", "json"}));
  show->callback([arguments, &config, &exit_code] { exit_code = RunShow(*arguments, config); });
}

}  // namespace crosstrail::cli
