#include "rule/rule.h"

#include <algorithm>
#include <array>
#include <set>

namespace crosstrail {
namespace {

constexpr std::array<std::string_view, 4> kSeverityNames{"low", "medium", "high", "critical"};

}  // namespace

std::string_view SeverityName(Severity severity) { return kSeverityNames[static_cast<std::size_t>(severity)]; }

std::optional<Severity> ParseSeverity(std::string_view name) {
  const auto* const found = std::find(kSeverityNames.begin(), kSeverityNames.end(), name);
  if (found == kSeverityNames.end()) return std::nullopt;
  return static_cast<Severity>(found - kSeverityNames.begin());
}

std::vector<FieldId> FieldsRead(const CompiledRule& rule) {
  std::set<FieldId> read;
  const auto add = [&](const Step& step) {
    for (const FieldId field : step.condition.Fields()) read.insert(field);
    for (const JoinKey& key : step.keys) read.insert(key.field);
  };
  for (const Step& step : rule.query.steps) add(step);
  if (rule.query.until) add(*rule.query.until);
  for (const std::vector<FieldId>* const list : {&rule.terms, &rule.counted, &rule.suppressed_by}) {
    read.insert(list->begin(), list->end());
  }
  return {read.begin(), read.end()};
}

// Every step is needed, so one that cannot match without the field is enough.
bool IsBlindWithout(const CompiledRule& rule, FieldId field) {
  return std::ranges::any_of(
      rule.query.steps, [&](const Step& step) { return !step.missing && !CanMatchWithout(step.condition, field); });
}

}  // namespace crosstrail
