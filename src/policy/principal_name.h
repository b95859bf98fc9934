// What one element of Principal or NotPrincipal names.
//
// Source: IAM User Guide, "AWS JSON policy elements: Principal".
#pragma once

#include <cstdint>
#include <string>

#include "policy/document.h"

namespace crosstrail::policy {

enum class NameKind : std::uint8_t {
  kAnyone,                // "*"
  kAccount,               // an account id, or the ARN of its root: every identity of the account
  kUser,                  // arn:aws:iam::ACCOUNT:user/PATH/NAME
  kRole,                  // arn:aws:iam::ACCOUNT:role/PATH/NAME: all of its sessions
  kRoleSession,           // arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION
  kFederatedUser,         // arn:aws:sts::ACCOUNT:federated-user/NAME
  kOriginAccessIdentity,  // arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ID
  kUniqueId,              // AIDA..., AROA...: one user or role of an account that the id does not tell
  kCanonicalUser,         // the 64 hexadecimal digits that S3 knows an account by
  kService,               // cloudtrail.amazonaws.com
  kSamlProvider,          // arn:aws:iam::ACCOUNT:saml-provider/NAME
  kWebIdentity,           // an OpenID Connect provider: cognito-identity.amazonaws.com, or its ARN
  kPattern,               // an ARN with wildcards, which AWS refuses
};

struct PrincipalName {
  NameKind kind = NameKind::kAnyone;
  std::string text;     // as written, but for an account its id
  std::string account;  // of the kinds that have it in their ARN
  std::string name;     // of a user or role with its path, of a session's role, of a federated user
  std::string session;  // of kRoleSession

  bool operator==(const PrincipalName&) const = default;
};

/// Anything that has no known form is a kUniqueId, an identity nobody knows, so that it is never taken for nobody.
PrincipalName ParsePrincipalName(const PrincipalElement& element);

}  // namespace crosstrail::policy
