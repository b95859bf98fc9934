// Policies that calls change by one statement: AddPermission and RemovePermission of SQS, SNS and Lambda.
#pragma once

#include <string>

#include "base/result.h"

namespace crosstrail::exposure {

/// `policy` (JSON; empty: there is none) and the statements of the policy `more` behind its own, instead of those that
/// have the same Sid. Error (kMalformed): one of them is no policy.
Result<std::string> WithStatements(const std::string& policy, const std::string& more);

/// `policy` without the statements whose Sid is `sid`; empty when none is left. Error (kMalformed): it is no policy.
Result<std::string> WithoutStatement(const std::string& policy, const std::string& sid);

}  // namespace crosstrail::exposure
