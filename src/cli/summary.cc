#include "cli/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "base/text.h"
#include "cli/enrichment_options.h"
#include "cli/units.h"
#include "rule/threat_mapping.h"

namespace crosstrail::cli {
namespace {

constexpr std::size_t kTimelineColumns = 60;
constexpr std::array kSeverities{Severity::kCritical, Severity::kHigh, Severity::kMedium, Severity::kLow};

std::string Row(std::string_view name, std::string_view text) { return fmt::format("{:<10}{}\n", name, text); }

std::string Paint(Severity severity, const std::string& text, bool color) {
  if (!color) return text;
  static constexpr std::array<std::string_view, 4> kColors{"\x1b[36m", "\x1b[33m", "\x1b[31m", "\x1b[1;31m"};
  return std::string(kColors[static_cast<std::size_t>(severity)]) + text + "\x1b[0m";
}

std::string RuleRows(const SummaryInput& input) {
  const LoadedRules& loaded = input.loaded;
  std::map<std::string, std::uint64_t> reasons;
  for (const SkippedRule& rule : loaded.rules.skipped) ++reasons[rule.reason];
  std::string row = Row("Rules", Count(loaded.rules.rules.size(), "active", "active"));
  for (const auto& [reason, count] : reasons) row += Row("", Grouped(count) + " × " + Printable(reason));
  for (const std::string& need : UnmetNeeds(loaded.rules, input.enrichment)) row += Row("", need);
  return row;
}

// What lists of indicators hold, and what is wrong where no rule can use it.
std::string IndicatorRows(const SummaryInput& input) {
  if (input.indicators == nullptr) return {};
  std::uint64_t indicators = 0, unusable = 0, revoked = 0;
  for (const IndicatorList& list : *input.indicators) {
    indicators += list.indicators;
    unusable += list.unusable;
    revoked += list.revoked;
  }
  std::string text = fmt::format("{} in {}", Count(indicators, "indicator", "indicators"),
                                 Count(input.indicators->size(), "list", "lists"));
  if (unusable != 0) text += fmt::format(", {} not usable", Grouped(unusable));
  if (revoked != 0) text += fmt::format(", {} revoked", Grouped(revoked));
  std::string rows = Row("Threats", text);
  std::size_t rules = 0;
  for (const CompiledRule& rule : input.loaded.rules.rules) {
    if (!NeedsIndicators(rule)) continue;
    ++rules;
    if (IsBlindWithIndicators(rule)) {
      rows += Row("", fmt::format("no indicator has a value that \"{}\" looks at", Printable(rule.rule.name)));
    }
  }
  if (rules == 0) rows += Row("", "no rule that runs compares events with indicators");
  return rows;
}

// What kept events from being joined with others.
std::string JoinRows(const ScanResult& result) {
  std::string rows;
  if (result.without_time != 0) {
    rows += Row("", Count(result.without_time, "event without a time", "events without a time") +
                        " could take no part in sequences, thresholds and new terms");
  }
  if (result.evicted != 0) {
    rows += Row("", Count(result.evicted, "beginning", "beginnings") +
                        " of sequences, thresholds and histories of new terms given up to bound memory");
  }
  if (result.forgotten != 0) rows += Row("", Forgotten(result.forgotten));
  return rows;
}

// From when on rules of new terms know enough to alert, and what they kept to themselves before.
std::string HistoryRows(const SummaryInput& input) {
  const ScanResult& result = input.result;
  const std::optional<Instant> begin = result.BeginOfLogs();
  std::map<Duration, std::pair<std::uint64_t, std::uint64_t>> by_history;  // rules, events
  for (std::size_t i = 0; i < result.incomplete.size(); ++i) {
    const std::optional<NewTerms>& terms = input.loaded.rules.rules[i].rule.new_terms;
    if (!terms || result.incomplete[i] == 0) continue;
    auto& [rules, events] = by_history[terms->history];
    ++rules;
    events += result.incomplete[i];
  }
  std::string rows;
  for (const auto& [history, counts] : by_history) {
    const std::string until = begin ? FormatInstant(Later(*begin, history)) : std::string("the end");
    rows += Row(rows.empty() ? "New terms" : "",
                fmt::format("{} of {} before {} not told: the logs do not go back {} before them; --history PATH gives "
                            "older ones, --incomplete-history tells them",
                            Count(counts.second, "first sight", "first sights"), Count(counts.first, "rule", "rules"),
                            until, ShortDuration(static_cast<double>(history) / static_cast<double>(kSecond))));
  }
  return rows;
}

// Where Elastic's index limits would have changed what a rule says.
std::string LimitRows(const SummaryInput& input) {
  std::string rows;
  const auto add = [&](const Rule& rule, std::uint64_t count, std::string_view what) {
    if (count == 0) return;
    rows += Row(rows.empty() ? "Elastic" : "",
                fmt::format("{} {}: {}", what, Count(count, "event", "events"), Printable(rule.name)));
  };
  for (std::size_t i = 0; i < input.result.limit_differences.size(); ++i) {
    const Rule& rule = input.loaded.rules.rules[i].rule;
    const LimitDifference& difference = input.result.limit_differences[i];
    add(rule, difference.unseen, "would not have seen, for its index limits,");
    add(rule, difference.only_there, "would have alerted, for its index limits, on");
  }
  return rows;
}

std::string AlertRows(const SummaryInput& input) {
  if (input.alerts == nullptr) return {};
  std::array<std::uint64_t, 4> by_severity{};
  std::map<std::pair<const Rule*, Severity>, std::uint64_t> by_rule;
  for (const Alert& alert : *input.alerts) {
    ++by_severity[static_cast<std::size_t>(alert.severity)];
    ++by_rule[{alert.rule, alert.severity}];
  }
  std::string counts = Grouped(input.alerts->size());
  for (const Severity severity : kSeverities) {
    const std::uint64_t count = by_severity[static_cast<std::size_t>(severity)];
    const std::string text = fmt::format("{} {}", SeverityName(severity), Grouped(count));
    counts += "   " + (count == 0 ? text : Paint(severity, text, input.color));
  }
  std::string rows = Row("Alerts", counts);
  if (input.below_severity != 0) rows += Row("", Grouped(input.below_severity) + " below --min-severity not shown");

  std::vector<std::pair<std::pair<const Rule*, Severity>, std::uint64_t>> rules(by_rule.begin(), by_rule.end());
  std::sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) {
    return std::make_tuple(b.first.second, b.second, a.first.first->id) <
           std::make_tuple(a.first.second, a.second, b.first.first->id);
  });
  for (const auto& [alerts, count] : rules) {
    const auto& [rule, severity] = alerts;
    rows +=
        Row("", fmt::format("{:>7} × {}  {}", Grouped(count),
                            Paint(severity, std::string(SeverityName(severity)), input.color), Printable(rule->name)));
  }
  for (std::size_t i = 0; i < input.result.outcome.over_limit.size(); ++i) {
    const std::uint64_t over = input.result.outcome.over_limit[i];
    const Rule& rule = input.loaded.rules.rules[i].rule;
    if (input.result.suppressed[i] != 0) {
      rows += Row("", fmt::format("{} more of \"{}\" suppressed: they are counted with the alerts like them",
                                  Grouped(input.result.suppressed[i]), Printable(rule.name)));
    }
    if (over == 0) continue;
    rows +=
        Row("", fmt::format("{} more of \"{}\" over its max_signals of {} not shown; --max-signals 0 lifts the limit",
                            Grouped(over), Printable(rule.name), rule.max_signals));
  }
  return rows;
}

// What exceptions hid, and which have had their time.
std::string ExceptionRows(const SummaryInput& input) {
  std::string rows;
  const RecordTally& tally = input.result.tally;
  for (const CompiledRule& rule : input.loaded.rules.rules) {
    for (const CompiledException& exception : rule.exceptions) {
      const auto found = input.result.excepted.find(&exception);
      const std::uint64_t count = found == input.result.excepted.end() ? 0 : found->second;
      const bool expired = exception.expires && tally.has_time() && *exception.expires <= tally.last();
      if (count == 0 && !expired) continue;
      rows += Row(rows.empty() ? "Excepted" : "",
                  fmt::format("{} × {}: {}{}", Grouped(count), Printable(rule.rule.name), Printable(exception.reason),
                              expired ? fmt::format(" (expired {})", FormatInstant(*exception.expires)) : ""));
    }
  }
  return rows;
}

// Events and alerts over the time the events span, in equal columns.
std::string Timeline(const SummaryInput& input) {
  const RecordTally& tally = input.result.tally;
  if (input.alerts == nullptr || !tally.has_time()) return {};
  const std::int64_t first = tally.by_hour().begin()->first;
  const std::int64_t hours = tally.by_hour().rbegin()->first - first + 1;
  const auto columns = static_cast<std::size_t>(std::min<std::int64_t>(hours, kTimelineColumns));
  const auto column = [&](std::int64_t hour) {
    const std::int64_t at = std::clamp<std::int64_t>(hour - first, 0, hours - 1);
    return static_cast<std::size_t>(static_cast<double>(at) / static_cast<double>(hours) *
                                    static_cast<double>(columns));
  };
  std::vector<std::uint64_t> events(columns);
  std::vector<std::uint64_t> alerts(columns);
  for (const auto& [hour, count] : tally.by_hour()) events[column(hour)] += count;
  for (const Alert& alert : *input.alerts) {
    if (alert.has_time) ++alerts[column(alert.time / kHour)];
  }
  std::string rows = Row("Events", fmt::format("▕{}▏", Sparkline(events)));
  if (!input.alerts->empty()) rows += Row("Alerts", fmt::format("▕{}▏", Sparkline(alerts)));
  rows += Row(
      "", fmt::format(" {} to {}, {} a column", FormatInstant(first * kHour), FormatInstant((first + hours) * kHour),
                      ShortDuration(static_cast<double>(hours) * 3600 / static_cast<double>(columns))));
  return rows;
}

}  // namespace

std::string ReadSummary(const InputReport& input, RecordTally& tally) {
  std::string rows =
      Row("Read", fmt::format("{}  {} ({} stored)  {}", Count(input.objects, "file", "files"), Bytes(input.bytes),
                              Bytes(input.bytes_stored), Count(tally.records(), "event", "events")));
  const std::uint64_t duplicates = tally.Duplicates();
  rows += Row(
      "", fmt::format("{}  {}{}", Count(tally.accounts().size(), "account", "accounts"),
                      Count(tally.regions().size(), "region", "regions"),
                      duplicates == 0 ? "" : "  " + Count(duplicates, "duplicate", "duplicates") + " counted once"));
  if (tally.has_time()) {
    rows += Row("", fmt::format("{} to {}", FormatInstant(tally.first()), FormatInstant(tally.last())));
  }
  for (std::size_t i = 0; i < kSkipReasons; ++i) {
    const auto reason = static_cast<SkipReason>(i);
    if (const std::uint64_t count = input.SkippedFor(reason); count != 0) {
      rows += Row("Skipped", Grouped(count) + " × " + std::string(SkipReasonName(reason)));
    }
  }
  return rows;
}

std::string Summary(const SummaryInput& input) {
  return ReadSummary(input.result.input, input.result.tally) + RuleRows(input) + IndicatorRows(input) +
         AlertRows(input) + ExceptionRows(input) + JoinRows(input.result) + HistoryRows(input) + LimitRows(input) +
         Timeline(input);
}

std::string Forgotten(std::uint64_t count) {
  return Count(count, "event", "events") +
         " that had to be missing given up to bound memory: what they would have spoilt may be shown";
}

std::string Problems(const InputReport& report, std::size_t most) {
  std::string lines;
  std::size_t shown = 0;
  for (const Problem& problem : report.problems) {
    if (shown++ == most) break;
    const std::string where = problem.record ? fmt::format(" record {}", *problem.record) : std::string();
    const std::string path = problem.path.empty() ? std::string() : Printable(problem.path) + ":" + where + " ";
    lines += fmt::format("crosstrail: {}{}\n", path, problem.message);
  }
  if (report.problem_count > most) {
    lines += fmt::format("crosstrail: {} more problems with the input\n", Grouped(report.problem_count - most));
  }
  return lines;
}

}  // namespace crosstrail::cli
