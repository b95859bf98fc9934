// From grants to what a person wants to know first.
#pragma once

#include "policy/grant.h"
#include "policy/trust.h"

namespace crosstrail::policy {

Trust TrustOf(const Grant& grant, const TrustConfig& config);

/// Where a grant stands in the lattice of verdicts.
Verdict VerdictOf(const Grant& grant);

/// Fills in verdict, summary and decided from the grants and the public status.
void Summarise(const TrustConfig& config, Analysis& analysis);

}  // namespace crosstrail::policy
