// How the strings of a policy have to be written: principals, actions, resource ARNs, condition values, variables.
//
// Pure functions from a string to what is wrong with it; nullopt where nothing is. Whether the principal, action or
// resource exists is not asked. Sources: IAM User Guide, "Principal", "Action", "Resource", "Condition operators",
// "IAM policy elements: Variables and tags" and "IAM policy validation check reference".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/document.h"

namespace crosstrail::policy {

struct Fault {
  std::string message;
  std::string hint;
};

/// A value under `type` of a principal map, or the lone "*".
std::optional<Fault> FaultOfPrincipal(PrincipalType type, std::string_view value);

/// "*" or "service:Name" with '*' and '?' in the name.
std::optional<Fault> FaultOfAction(std::string_view action);

/// The ARN that AWS takes `resource` for: where it has fewer than six parts, the missing ones are '*' (IAM User Guide,
/// "Resource": "arn:aws:sqs" is "arn:aws:sqs:*:*:*"). What is no ARN is unchanged.
std::string CompleteArn(std::string_view resource);

/// "*" or an ARN, if need be an incomplete one, whose service is named. `variables`: "${" begins a variable.
std::optional<Fault> FaultOfResource(std::string_view resource, bool variables);

/// "service:name".
std::optional<Fault> FaultOfConditionKey(std::string_view key);

/// A value that `op` cannot compare with anything.
std::optional<Fault> FaultOfConditionValue(const ConditionOperator& op, std::string_view value);

/// A variable that does not end, names nothing or has a malformed default: "${aws:username, 'nobody'}" is right.
std::optional<Fault> FaultOfVariables(std::string_view text);

inline constexpr std::size_t kAccountDigits = 12;
bool IsAccountId(std::string_view text);

/// Whether `text` stands for itself: it holds neither a wildcard nor what may be a policy variable.
bool IsLiteral(std::string_view text);

}  // namespace crosstrail::policy
