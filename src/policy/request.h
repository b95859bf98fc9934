// One concrete request: who asks, for what, on what, in which circumstances.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/name_order.h"

namespace crosstrail::policy {

/// A principal as AWS authenticates one. Empty members are unknown or do not apply.
struct Principal {
  enum class Kind : std::uint8_t {
    kAnonymous,      // no credentials
    kRoot,           // the root user of `account`
    kUser,           // `account`, `name` (with its path), `unique_id` (AIDA...)
    kRoleSession,    // `account`, `name` of the role (with its path), `session`, `unique_id` of the role (AROA...)
    kFederatedUser,  // `account`, `name`: sts:GetFederationToken
    kWebIdentity,    // `provider`: an OpenID Connect provider
    kSamlProvider,   // `account`, `provider`: the ARN of a SAML provider
    kService,        // `provider`: cloudtrail.amazonaws.com
    kOriginAccessIdentity,  // `provider`: the ARN of a CloudFront origin access identity
  };
  Kind kind = Kind::kAnonymous;
  std::string partition = "aws";
  std::string account;
  std::string name;
  std::string session;
  std::string unique_id;
  std::string canonical_id;  // of the account, 64 hexadecimal digits
  std::string provider;
};

/// Whether principals of this kind are identities of an account's own: its root user, a user, a session.
constexpr bool IsIamIdentity(Principal::Kind kind) {
  using Kind = Principal::Kind;
  return kind == Kind::kRoot || kind == Kind::kUser || kind == Kind::kRoleSession || kind == Kind::kFederatedUser;
}

/// aws:PrincipalArn: of a role session the role's ARN. Empty where there is none.
std::string PrincipalArn(const Principal& principal);
/// What CloudTrail and STS call the caller: of a role session the ARN of the session. Empty where there is none.
std::string CallerArn(const Principal& principal);

/// Reads "*" or "anonymous", an account id, an ARN (of a root, user, role, session, federated user, provider, OAI) or
/// the name of a service. A role means a session of it, called "session".
Result<Principal> ParsePrincipal(std::string_view text);

/// Condition keys (any case) and their values.
using RequestContext = std::map<std::string, std::vector<std::string>, NameLess>;

struct Request {
  Principal principal;
  std::string action;
  std::string resource;
  RequestContext context;  // wins over what follows from the principal
};

/// The values of a condition key: of the context, or what follows from the principal (aws:PrincipalArn,
/// PrincipalAccount, PrincipalType, PrincipalIsAWSService, PrincipalServiceName, PrincipalServiceNamesList, userid,
/// username). Empty when the request does not have the key. Source: IAM User Guide, "AWS global condition context
/// keys".
std::vector<std::string> KeyValues(const Request& request, std::string_view key);

}  // namespace crosstrail::policy
