// How to take back what a sharing call gave: the corrected policy, and the commands.
#pragma once

#include <string>
#include <vector>

#include "exposure/resource_state.h"
#include "policy/analyse.h"

namespace crosstrail::exposure {

struct Remedy {
  std::vector<std::string> edits;     // of the policy, in words
  std::string policy;                 // the corrected one, JSON; empty: none is left, or it is not about a policy
  std::vector<std::string> commands;  // for a shell, names quoted; a corrected policy is in file repaired.json
};

/// What undoes the exposure by `part` of the resource `arn`, whose state is `state` as far as it is needed: target,
/// owner and policy. Pure; a policy costs a few dozen analyses.
Remedy RemedyFor(const std::string& arn, const ResourceState& state, Part part, const policy::AnalysisOptions& options);

}  // namespace crosstrail::exposure
