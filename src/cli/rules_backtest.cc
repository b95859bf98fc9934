// `crosstrail rules backtest`: what rules would have said about logs, day by day, and what they cost.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alert/alert.h"
#include "alert/json_text.h"
#include "alert/values.h"
#include "base/text.h"
#include "cli/columns.h"
#include "cli/complain.h"
#include "cli/enrichment_options.h"
#include "cli/exit_codes.h"
#include "cli/exposure_options.h"
#include "cli/indicator_options.h"
#include "cli/input_options.h"
#include "cli/progress.h"
#include "cli/rule_paths.h"
#include "cli/rules_subcommands.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "detect/matcher.h"
#include "detect/scan.h"
#include "rule/exceptions.h"
#include "rule/load.h"

namespace crosstrail::cli {
namespace {

// Fields whose most frequent values tell what an exception would have to be about.
constexpr std::string_view kTold[] = {"event.action",   "user.name",           "aws.cloudtrail.user_identity.arn",
                                      "source.address", "user_agent.original", "cloud.account.id",
                                      "cloud.region"};
constexpr std::size_t kMostValues = 3;
constexpr std::size_t kSample = 20'000;

struct BacktestArguments {
  InputArguments input;
  EnrichmentArguments enrichment;
  ExposureArguments exposure;
  ExceptionSources exceptions;
  std::vector<std::string> rules;
  std::vector<std::string> history, indicators;
  std::string rule_id, format = "table";
  std::uint64_t max_signals = 10'000;
  bool cost = false, incomplete_history = false;
};

struct Backtested {
  const Rule* rule = nullptr;
  std::uint64_t alerts = 0, suppressed = 0, over_limit = 0;
  std::map<std::string, std::uint64_t> days;  // "" without a time
  std::map<std::string_view, std::map<std::string, std::uint64_t>> values;
  std::optional<double> cost;  // ns an event
};

// The values of a field, the most frequent first.
std::vector<std::pair<std::string, std::uint64_t>> Top(const std::map<std::string, std::uint64_t>& values) {
  std::vector<std::pair<std::string, std::uint64_t>> top(values.begin(), values.end());
  std::ranges::stable_sort(top, std::ranges::greater(), &std::pair<std::string, std::uint64_t>::second);
  if (top.size() > kMostValues) top.resize(kMostValues);
  return top;
}

void Tally(const Alert& alert, Backtested& tested) {
  ++tested.alerts;
  ++tested.days[alert.has_time ? FormatInstant(alert.time).substr(0, 10) : std::string()];
  for (const std::string_view name : kTold) {
    for (const std::string& text : FieldTexts(alert.events.back(), name)) ++tested.values[name][text];
  }
}

// The first records of some logs, to be matched again and again.
class Sampler : public RecordSink {
 public:
  struct Sampled {
    std::string json, provider, action, parameters;
    Record record;
  };

  void OnRecord(const Record& record) override {
    if (sample_.size() == kSample) return;
    auto sampled = std::make_unique<Sampled>();
    sampled->json.reserve(record.json.size() + kJsonPadding);
    sampled->json = record.json;
    sampled->provider = record.provider;
    sampled->action = record.action;
    sampled->parameters = record.request_parameters;
    sampled->record = record;
    sampled->record.json = sampled->json;
    sampled->record.provider = sampled->provider;
    sampled->record.action = sampled->action;
    sampled->record.request_parameters = sampled->parameters;
    sampled->record.event_id = {};
    sampled->record.source = nullptr;
    sample_.push_back(std::move(sampled));
  }

  bool full() const { return sample_.size() == kSample; }
  const std::vector<std::unique_ptr<Sampled>>& sample() const { return sample_; }

 private:
  std::vector<std::unique_ptr<Sampled>> sample_;
};

void MeasureCosts(const BacktestArguments& arguments, const ScanOptions& options, const RuleSet& rules,
                  std::vector<Backtested>& all) {
  Sampler sampler;
  ObjectReader reader(options.read);
  Walker walker(arguments.input.paths, options.read.selection);
  for (auto file = walker.Next(); file && !sampler.full(); file = walker.Next()) reader.Read(*file, sampler);
  if (sampler.sample().empty()) return;
  std::vector<StepRef> steps;
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    const RuleIndex index(rules, [&](const CompiledRule& rule, const Condition&) { return &rule == &rules.rules[i]; });
    Matcher matcher(rules, index, options.event);
    const auto begin = std::chrono::steady_clock::now();
    for (const auto& sampled : sampler.sample()) {
      if (!matcher.Match(sampled->record, steps)) continue;
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    all[i].cost = took.count() / static_cast<double>(sampler.sample().size());
  }
}

std::string BacktestJson(const std::vector<Backtested>& all) {
  OrderedJson rules = OrderedJson::array();
  for (const Backtested& one : all) {
    OrderedJson top = OrderedJson::object();
    for (const auto& [field, values] : one.values) {
      OrderedJson& list = top[std::string(field)] = OrderedJson::array();
      for (const auto& [value, count] : Top(values)) list.push_back({{"value", value}, {"count", count}});
    }
    OrderedJson rule = {
        {"id", one.rule->id},   {"name", one.rule->name},       {"severity", SeverityName(one.rule->severity)},
        {"alerts", one.alerts}, {"suppressed", one.suppressed}, {"over_limit", one.over_limit},
        {"days", one.days},     {"top", std::move(top)}};
    if (one.cost) rule["ns_per_event"] = static_cast<std::int64_t>(*one.cost);
    rules.push_back(std::move(rule));
  }
  return DumpLine({{"rules", std::move(rules)}}) + '\n';
}

std::string Table(const std::vector<Backtested>& all) {
  std::string text;
  std::size_t silent = 0;
  for (const Backtested& one : all) {
    const bool is_silent = one.alerts == 0 && one.over_limit == 0;
    if (is_silent) ++silent;
    if (is_silent && !one.cost) continue;
    text += fmt::format("{}  {}\n", SeverityName(one.rule->severity), Printable(one.rule->name));
    std::string counts = fmt::format("{} alerts", one.alerts);
    if (one.suppressed != 0) counts += fmt::format(", {} suppressed", one.suppressed);
    if (one.over_limit != 0) counts += fmt::format(", {} over --max-signals, left out below", one.over_limit);
    if (one.cost) counts += fmt::format(", {:.0f} ns an event", *one.cost);
    text += "  " + counts + "\n";
    Columns rows;
    for (const auto& [day, count] : one.days) rows.Add({"  ", day.empty() ? "no time" : day, std::to_string(count)});
    for (const std::string_view field : kTold) {
      const auto values = one.values.find(field);
      if (values == one.values.end()) continue;
      std::string top;
      for (const auto& [value, count] : Top(values->second)) {
        top += fmt::format("{}{} × {}", top.empty() ? "" : ", ", count, Shorten(Printable(value), 60));
      }
      const std::size_t more = values->second.size() - std::min(values->second.size(), kMostValues);
      rows.Add({"  ", std::string(field), top + (more == 0 ? "" : fmt::format(", {} more values", more))});
    }
    text += rows.Text() + "\n";
  }
  return text + fmt::format("{} of {} rules gave no alert\n", silent, all.size());
}

std::string WhyNone(const BacktestArguments& arguments, const LoadedRules& loaded) {
  for (const SkippedRule& skipped : loaded.rules.skipped) {
    const std::string& reason = skipped.reason;
    if (skipped.rule.id == arguments.rule_id) return "this rule does not run: " + Printable(reason);
    if (arguments.rule_id.empty()) return fmt::format("none of the rules runs; of the first: {}", Printable(reason));
  }
  return "there is no such rule; `crosstrail rules list` names them";
}

int RunBacktest(const BacktestArguments& arguments, const config::Config& config) {
  if (arguments.cost && std::ranges::find(arguments.input.paths, "-") != arguments.input.paths.end()) {
    return Complain("--cost reads the logs twice, which standard input cannot be; name files", kUsage);
  }
  Result<ReadOptions> read = MakeReadOptions(arguments.input);
  if (!read) return Complain(read.error().message, kUsage);
  const auto paths = RulePaths(arguments.rules);
  if (!paths) return Complain(paths.error().message, kUsage);
  const std::vector<std::string> enabled =
      arguments.rule_id.empty() ? std::vector<std::string>() : std::vector<std::string>{arguments.rule_id};
  LoadedRules loaded = LoadRules(*paths, enabled, arguments.exceptions);
  const Diagnostics faults = AttachExceptions(config, loaded.rules, RulesAttached(arguments.rules));
  const LoadedIndicators indicators = GiveIndicators(arguments.indicators, loaded);
  const bool color = WantsColor(STDERR_FILENO, arguments.input.no_color);
  PrintDiagnostics(loaded.diagnostics, color);
  PrintDiagnostics(faults, color);
  if (HasErrors(faults)) return kUsage;
  std::erase_if(loaded.rules.rules, [&](const CompiledRule& rule) {
    return !arguments.rule_id.empty() && rule.rule.id != arguments.rule_id;
  });
  if (loaded.rules.rules.empty()) return Complain(WhyNone(arguments, loaded), kUsage);

  ScanOptions options;
  options.paths = arguments.input.paths;
  options.history = arguments.history;
  options.read = std::move(*read);
  options.max_signals = arguments.max_signals;
  options.threads = Threads(arguments.input);
  options.join.incomplete_history = arguments.incomplete_history;
  const bool agents = std::ranges::any_of(
      loaded.rules.rules, [&](const CompiledRule& rule) { return ReadsUserAgents(rule, loaded.rules.fields); });
  Result<Enrichment> enrichment = MakeEnrichment(arguments.enrichment, agents);
  if (!enrichment) return Complain(enrichment.error().message, kUsage);
  options.event.enrichment = *enrichment;
  Result<ExposureOptions> exposure = MakeExposureOptions(arguments.exposure, config);
  if (!exposure) return Complain(exposure.error().message, ExitCodeOf(exposure.error()));
  options.exposure = std::move(*exposure);

  ReadProgress progress;
  std::optional<ProgressLine> line;
  if (!arguments.input.quiet && IsTerminal(STDERR_FILENO))
    line.emplace(progress, options.paths, options.read.selection);
  ScanResult result = Scan(options, loaded.rules, progress);
  line.reset();
  std::vector<Backtested> all(loaded.rules.rules.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].rule = &loaded.rules.rules[i].rule;
    all[i].suppressed = result.suppressed[i];
    all[i].over_limit = result.outcome.over_limit[i];
  }
  AlertBuilder builder(loaded.rules, options.event, result.exposures.get(), &config);
  for (Detection& detection : result.outcome.detections) {
    Backtested& tested = all[detection.rule];
    Tally(builder.Build(std::move(detection)), tested);
  }
  if (arguments.cost) MeasureCosts(arguments, options, loaded.rules, all);
  fmt::print("{}", arguments.format == "json" ? BacktestJson(all) : Table(all));
  fmt::print(stderr, "{}", Problems(result.input, kProblemsShown));
  if (!arguments.input.quiet) {
    fmt::print(stderr, "{}",
               Summary({.loaded = loaded,
                        .result = result,
                        .enrichment = *enrichment,
                        .color = color,
                        .indicators = arguments.indicators.empty() ? nullptr : &indicators.lists}));
  }
  if (HasErrors(loaded.diagnostics)) return kUsage;
  return result.input.problem_count != 0 ? kInputUnreadable : kDone;
}

}  // namespace

void AddRulesBacktest(CLI::App& rules, const config::Config& config, int& exit_code) {
  CLI::App* const backtest =
      rules.add_subcommand("backtest", "Tell how many alerts rules would have given for logs, by day, and about whom");
  const auto arguments = std::make_shared<BacktestArguments>();
  BacktestArguments& a = *arguments;
  backtest->add_option("paths", a.input.paths, "Logs: files, directories (recursive), globs")->required();
  backtest
      ->add_option("--rules", a.rules, "Rule file or directory; may be repeated (default: the rules that came along)")
      ->allow_extra_args(false);
  backtest->add_option("--rule", a.rule_id, "Only the rule with this id");
  AddExceptionOptions(*backtest, a.exceptions);
  AddIndicatorOption(*backtest, a.indicators);
  backtest->add_option("--format", a.format, "table (default) or json")->check(CLI::IsMember({"table", "json"}));
  backtest->add_option("--history", a.history, "Older logs for rules of new terms to learn from; may be repeated")
      ->allow_extra_args(false);
  backtest->add_flag("--incomplete-history", a.incomplete_history,
                     "New terms, too, where the logs do not go back as far as the rule's history");
  backtest->add_option("--max-signals", a.max_signals, "Look at so many alerts a rule, 0: at all (default: 10000)");
  backtest->add_flag("--cost", a.cost, "Measure what each rule costs an event, over the first 20,000 of them");
  AddExposureOptions(*backtest, a.exposure);
  AddEnrichmentOptions(*backtest, a.enrichment);
  AddInputOptions(*backtest, a.input);
  backtest->callback([arguments, &config, &exit_code] { exit_code = RunBacktest(*arguments, config); });
}

}  // namespace crosstrail::cli
