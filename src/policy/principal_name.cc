#include "policy/principal_name.h"

#include <optional>
#include <string_view>

#include "policy/arn.h"
#include "policy/forms.h"

namespace crosstrail::policy {
namespace {

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

PrincipalName Plain(NameKind kind, std::string_view text) {
  PrincipalName name;
  name.kind = kind;
  name.text = text;
  return name;
}

PrincipalName FromArn(std::string_view text, const ArnParts& arn) {
  PrincipalName name = Plain(NameKind::kUniqueId, text);
  name.account = arn.account;
  std::string_view resource = arn.resource;
  if (arn.account == "cloudfront") {
    name.kind = NameKind::kOriginAccessIdentity;
  } else if (text.find_first_of("*?") != std::string_view::npos) {
    name.kind = NameKind::kPattern;
  } else if (resource == "root") {
    name.kind = NameKind::kAccount;
    name.text = name.account;
  } else if (TakePrefix(resource, "user/")) {
    name.kind = NameKind::kUser;
  } else if (TakePrefix(resource, "role/")) {
    name.kind = NameKind::kRole;
  } else if (TakePrefix(resource, "federated-user/")) {
    name.kind = NameKind::kFederatedUser;
  } else if (TakePrefix(resource, "saml-provider/")) {
    name.kind = NameKind::kSamlProvider;
  } else if (TakePrefix(resource, "oidc-provider/")) {
    name.kind = NameKind::kWebIdentity;
  } else if (TakePrefix(resource, "assumed-role/")) {
    const std::size_t slash = resource.find('/');
    name.kind = slash == std::string_view::npos ? NameKind::kRole : NameKind::kRoleSession;
    name.session = slash == std::string_view::npos ? "" : resource.substr(slash + 1);
    resource = resource.substr(0, slash);
    if (name.kind == NameKind::kRole) {
      name.text = "arn:" + std::string(arn.partition) + ":iam::" + name.account + ":role/" + std::string(resource);
    }
  }
  name.name = resource;
  return name;
}

}  // namespace

PrincipalName ParsePrincipalName(const PrincipalElement& element) {
  const std::string& text = element.value.text;
  const auto plain = [&](NameKind kind) { return Plain(kind, text); };
  const std::optional<ArnParts> arn = SplitArn(text);
  switch (element.type) {
    case PrincipalType::kAnyone:
      return plain(NameKind::kAnyone);
    case PrincipalType::kService:
      return plain(text == "*" ? NameKind::kAnyone : NameKind::kService);
    case PrincipalType::kCanonicalUser:
      return plain(text == "*" ? NameKind::kAnyone : NameKind::kCanonicalUser);
    case PrincipalType::kFederated:
      if (text == "*") return plain(NameKind::kAnyone);
      return arn ? FromArn(text, *arn) : plain(NameKind::kWebIdentity);
    case PrincipalType::kAws:
      break;
  }
  if (text == "*") return plain(NameKind::kAnyone);
  if (arn) return FromArn(text, *arn);
  if (IsAccountId(text)) {
    PrincipalName account = plain(NameKind::kAccount);
    account.account = text;
    return account;
  }
  return plain(NameKind::kUniqueId);
}

}  // namespace crosstrail::policy
