// Runs the tests of rules (rule/rule_test.h).
#pragma once

#include <string>
#include <vector>

#include "detect/scan.h"
#include "rule/rule_test.h"

namespace crosstrail {

/// What came of a case: the alerts that its rule gave, and what is wrong with it; nothing where it passed.
struct RuleTestOutcome {
  std::uint64_t alerts = 0;
  std::vector<std::string> faults;
};

/// Scans the events of `test` with `rules`, which is its one rule. It compares events with the indicators of the test
/// from then on, so that no other thread may use it meanwhile. Histories count as complete: what they do not have was
/// never there.
RuleTestOutcome RunRuleTest(const RuleTestCase& test, const RuleSet& rules, const EventOptions& event);

}  // namespace crosstrail
