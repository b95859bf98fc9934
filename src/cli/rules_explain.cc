#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "cli/complain.h"
#include "cli/enrichment_options.h"
#include "cli/exit_codes.h"
#include "cli/explain.h"
#include "cli/indicator_options.h"
#include "cli/input_options.h"
#include "cli/rules_subcommands.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "detect/event_hits.h"
#include "detect/match_plan.h"
#include "indicator/threat_match.h"
#include "rule/load.h"
#include "rule/threat_mapping.h"

namespace crosstrail::cli {
namespace {

/// The command line, as typed.
struct ExplainArguments {
  InputArguments input;
  EnrichmentArguments enrichment;
  std::string rule, rule_id, event_id;
  std::vector<std::string> indicators;
};

/// Explains the first event that is wanted.
class Explainer : public RecordSink {
 public:
  Explainer(const RuleSet& rules, const std::vector<const CompiledRule*>& wanted, const std::string& event_id,
            EventOptions options)
      : rules_(rules), wanted_(wanted), event_id_(event_id), event_(rules.fields, std::move(options)) {}

  void OnRecord(const Record& record) override {
    if (found_ || (!event_id_.empty() && EventIdOf(record) != event_id_)) return;
    found_ = true;
    if (const Status opened = event_.Open(record); !opened) {
      text_ = fmt::format("event {} is no valid JSON: {}\n", Printable(EventIdOf(record)), opened.error().message);
      return;
    }
    for (const CompiledRule* rule : wanted_) Add(record, *rule);
  }

  bool found() const { return found_; }
  const std::string& text() const { return text_; }

 private:
  void Add(const Record& record, const CompiledRule& rule) {
    if (!text_.empty()) text_ += '\n';
    text_ += fmt::format("rule   {}\nevent  {}\n", Printable(rule.rule.name), Printable(EventIdOf(record)));
    if (ReadsExposures(rule, rules_.fields)) {
      text_ +=
          "note   crosstrail.exposure.* takes all sharing calls before the event, which only a scan has: missing "
          "here\n";
    }
    const Query& query = rule.query;
    const auto add = [&](const Step& step, const std::string& name) {
      const bool matches = step.condition.Matches(event_);
      text_ += fmt::format("{}{}\n", name, matches ? "matches" : "does not match");
      text_ += DescribeVerdict(step.condition, rules_.fields, event_);
    };
    if (query.kind == Query::Kind::kEvent) {
      add(query.steps.front(), "");
      return AddIndicators(rule);
    }
    for (std::size_t i = 0; i < query.steps.size(); ++i) add(query.steps[i], fmt::format("step {} ", i + 1));
    if (query.until) add(*query.until, "until ");
  }

  // The indicators that the event agrees with, whatever else the rule asks.
  void AddIndicators(const CompiledRule& rule) {
    constexpr std::size_t kMost = 10;
    if (!NeedsIndicators(rule)) return;
    if (rule.threat_match->index() == nullptr) {
      text_ += "note   it compares events with indicators: name lists of them with --indicators\n";
      return;
    }
    const IndicatorSet& set = rule.threat_match->index()->set();
    for (const MatchedIndicator& match : rule.threat_match->Find(event_, kMost)) {
      text_ += fmt::format("indicator  {} = {}  ({}, {})\n", Printable(rules_.fields.Name(match.pair->field)),
                           Printable(match.value), Printable(set.ListOf(match.indicator)),
                           Printable(set.IdOf(match.indicator)));
    }
  }

  const RuleSet& rules_;
  const std::vector<const CompiledRule*>& wanted_;
  const std::string& event_id_;
  Event event_;
  bool found_ = false;
  std::string text_;
};

int RunExplain(const ExplainArguments& arguments) {
  Result<ReadOptions> read = MakeReadOptions(arguments.input);
  if (!read) return Complain(read.error().message, kUsage);
  LoadedRules loaded = LoadRules({arguments.rule});
  if (!arguments.indicators.empty()) GiveIndicators(arguments.indicators, loaded);
  const bool color = WantsColor(STDERR_FILENO, arguments.input.no_color);
  PrintDiagnostics(loaded.diagnostics, color);
  if (HasErrors(loaded.diagnostics)) return kUsage;
  for (const SkippedRule& rule : loaded.rules.skipped) {
    fmt::print(stderr, "crosstrail: {} does not run: {}\n", Printable(rule.rule.name), Printable(rule.reason));
  }
  std::vector<const CompiledRule*> wanted;
  for (const CompiledRule& rule : loaded.rules.rules) {
    if (arguments.rule_id.empty() || rule.rule.id == arguments.rule_id) wanted.push_back(&rule);
  }
  if (wanted.empty()) return Complain(Printable(arguments.rule) + ": no rule to explain", kUsage);

  const bool user_agents = std::ranges::any_of(
      wanted, [&](const CompiledRule* rule) { return ReadsUserAgents(*rule, loaded.rules.fields); });
  Result<Enrichment> enrichment = MakeEnrichment(arguments.enrichment, user_agents);
  if (!enrichment) return Complain(enrichment.error().message, kUsage);
  EventOptions options;
  options.enrichment = std::move(*enrichment);
  Explainer explainer(loaded.rules, wanted, arguments.event_id, std::move(options));
  ObjectReader reader(*read);
  Walker walker(arguments.input.paths, read->selection);
  for (auto file = walker.Next(); file && !explainer.found(); file = walker.Next()) reader.Read(*file, explainer);
  InputReport report = walker.TakeReport();
  report.Merge(reader.TakeReport());
  fmt::print("{}", explainer.text());
  fmt::print(stderr, "{}", Problems(report, kProblemsShown));
  if (!explainer.found()) {
    return Complain(arguments.event_id.empty() ? "there is no event in these logs"
                                               : Printable(arguments.event_id) + ": no event has this id",
                    kInputUnreadable);
  }
  return report.problem_count != 0 ? kInputUnreadable : kDone;
}

}  // namespace

void AddRulesExplain(CLI::App& rules, int& exit_code) {
  CLI::App* const explain =
      rules.add_subcommand("explain", "Show why a rule does or does not match an event, test by test");
  const auto arguments = std::make_shared<ExplainArguments>();
  ExplainArguments& a = *arguments;
  explain->add_option("rule", a.rule, "Rule file or directory")->required();
  explain->add_option("event", a.input.paths, "A log file with the event, or - for standard input")->required();
  explain->add_option("--rule", a.rule_id, "Of several rules the one with this id");
  explain->add_option("--event", a.event_id, "The event with this id (default: the first)");
  AddIndicatorOption(*explain, a.indicators);
  AddEnrichmentOptions(*explain, a.enrichment);
  AddInputOptions(*explain, a.input);
  explain->callback([arguments, &exit_code] { exit_code = RunExplain(*arguments); });
}

}  // namespace crosstrail::cli
