// Who outside gains what by a resource policy, exactly.
//
// For every Allow, every sort of asker the policy could tell from another (policy/mentions.h), every class of actions
// and every resource of the statement, a request is looked for that the policy allows (policy/search.h). What is found
// is a grant, with the request as its witness, confirmed by Evaluate; what cannot be found does not exist. The work is
// bounded: where the bound is reached the grant is reported, marked as not decided.
//
// Pure and thread-safe. Tens of microseconds for the usual policy (make bench).
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "policy/document.h"
#include "policy/grant.h"
#include "policy/trust.h"

namespace crosstrail::policy {

struct AnalysisOptions {
  TrustConfig trust;
  std::string bucket;            // only resources of this bucket count; empty: whatever the policy names
  std::optional<double> now;     // seconds since 1970: requests before do not count; absent: any time does
  bool with_owner = false;       // the grants to the owner as well
  std::size_t budget = 400'000;  // bound of the work, in states of the search
};

Analysis Analyse(const Document& document, const AnalysisOptions& options);

/// Whether no statement can allow anything to anybody but identities of the owner's account, because none names others:
/// then the analysis has no grants. A few microseconds.
bool IsOwnersAlone(const Document& document, const std::string& owner);

/// The grants of requests that `after` allows and `before` does not, the owner's among them; none when there is no such
/// request.
Analysis AnalyseGain(const Document& before, const Document& after, const AnalysisOptions& options);

}  // namespace crosstrail::policy
