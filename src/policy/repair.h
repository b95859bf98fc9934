// The smallest edit of a policy that takes away what it gives to those who are not trusted.
//
// Per statement, from small to large: drop the principals that are not trusted, add a condition that keeps the others
// out, drop the statement. The first that leaves every request of the owner and of trusted parties as it was is taken,
// which AnalyseGain proves; where none does, the one that loses least is, and what is lost is said. Pure; a few dozen
// analyses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/analyse.h"

namespace crosstrail::policy {

struct Edit {
  enum class Kind : std::uint8_t { kDropPrincipals, kAddCondition, kDropStatement };
  Kind kind = Kind::kDropStatement;
  std::size_t statement = 0;  // of the policy as it was
  std::string description;    // "drop the principal 222222222222"
};

struct Repair {
  std::string policy;       // JSON, in the order and form of the original; empty when no statement is left
  std::vector<Edit> edits;  // in order of statements; empty: nothing to repair
  Analysis before;
  Analysis after;           // without an exposure to anyone who is not trusted
  std::vector<Grant> lost;  // what trusted parties can no longer do
};

/// `text` has to be a policy that ParseDocument reads; kMalformed otherwise.
Result<Repair> RepairPolicy(std::string_view text, const AnalysisOptions& options);

/// Whether the grant is an exposure that a repair takes away.
bool IsExposure(const Grant& grant);

}  // namespace crosstrail::policy
