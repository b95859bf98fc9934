#include "cli/indicator_options.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "rule/threat_mapping.h"

namespace crosstrail::cli {
namespace {

void SkipRulesWithoutIndicators(RuleSet& rules) {
  for (CompiledRule& rule : rules.rules) {
    if (NeedsIndicators(rule)) {
      rules.skipped.push_back(
          {std::move(rule.rule), "it compares events with indicators, and --indicators names no list of them"});
    }
  }
  std::erase_if(rules.rules, NeedsIndicators);
  std::ranges::stable_sort(rules.skipped, {}, [](const SkippedRule& one) { return std::string_view(one.rule.id); });
}

}  // namespace

void AddIndicatorOption(CLI::App& command, std::vector<std::string>& paths) {
  command
      .add_option(
          "--indicators", paths,
          "Indicators for rules of type threat_match: STIX 2.1, NDJSON or CSV, file or directory; may be repeated")
      ->allow_extra_args(false);
}

LoadedIndicators GiveIndicators(const std::vector<std::string>& paths, LoadedRules& loaded) {
  if (paths.empty()) {
    SkipRulesWithoutIndicators(loaded.rules);
    return {};
  }
  LoadedIndicators indicators = LoadIndicators(paths);
  std::ranges::move(indicators.diagnostics, std::back_inserter(loaded.diagnostics));
  BindIndicators(loaded.rules, indicators.set);
  return indicators;
}

}  // namespace crosstrail::cli
