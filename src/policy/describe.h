// Grants in words, for people. What comes from a policy is in them as it was written: print it as untrusted text.
#pragma once

#include <string>
#include <string_view>

#include "policy/document.h"
#include "policy/grant.h"
#include "policy/request.h"

namespace crosstrail::policy {

/// "222222222222 (account)", "anyone, without credentials".
std::string DescribeWho(const Who& who);
/// The sentence that goes with a verdict.
std::string_view DescribeVerdict(Verdict verdict);
/// "arn:aws:sts::222222222222:assumed-role/outsider/session".
std::string DescribePrincipal(const Principal& principal);
/// The conditions of the grant's statements in short: "aws:SourceIp is 203.0.113.0/24, s3:prefix is like home/*".
std::string DescribeConditions(const Grant& grant, const Document& document);

}  // namespace crosstrail::policy
