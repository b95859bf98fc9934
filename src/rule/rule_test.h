// Tests of rules: `*.test.toml` files beside the rules, each a list of events with the number of alerts they must give
// (docs/rule-tests.md). Loading checks the documents; whoever can match events runs them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "rule/rule.h"

namespace crosstrail {

struct RuleTestCase {
  std::string name;
  std::vector<std::string> events;      // the JSON text of one record each, not checked here
  std::vector<std::string> history;     // records that happened before, and give no alerts
  std::vector<std::string> indicators;  // documents that events are compared with, of the case or else of its file
  std::uint64_t alerts = 0;             // how many the rule must give for these events
  std::optional<Severity> severity;     // of each of them
  std::string file;
  std::size_t line = 0;  // of the case's name
};

struct RuleTestFile {
  std::string rule_id;
  std::string file;
  std::vector<RuleTestCase> cases;  // at least one that alerts and one that does not; names are distinct
  std::size_t rule_id_line = 0;
};

struct LoadedRuleTests {
  std::vector<RuleTestFile> files;  // those without errors, in the order they were found
  Diagnostics diagnostics;
};

/// Reads every `*.test.toml` under `paths` (as LoadRules walks them). A broken document costs only itself.
LoadedRuleTests LoadRuleTests(const std::vector<std::string>& paths);

/// An error for each file whose rule_id no rule of `rules` has, and none of those `broken`, of which enough was said; a
/// warning where the rule was skipped.
Diagnostics CheckRuleIds(const std::vector<RuleTestFile>& files, const RuleSet& rules,
                         const std::vector<std::string>& broken = {});

}  // namespace crosstrail
