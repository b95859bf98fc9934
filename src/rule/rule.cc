#include "rule/rule.h"

#include <algorithm>
#include <array>

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

}  // namespace crosstrail
