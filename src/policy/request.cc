#include "policy/request.h"

#include <fmt/format.h>

#include "base/text.h"
#include "policy/forms.h"
#include "policy/principal_name.h"

namespace crosstrail::policy {
namespace {

using Kind = Principal::Kind;

std::string UserId(const Principal& principal) {
  switch (principal.kind) {
    case Kind::kAnonymous:
      return "anonymous";
    case Kind::kRoot:
      return principal.account;
    case Kind::kUser:
      return principal.unique_id;
    case Kind::kRoleSession:
      return principal.unique_id.empty() ? "" : principal.unique_id + ":" + principal.session;
    case Kind::kFederatedUser:
      return principal.account + ":" + principal.name;
    default:
      return "";
  }
}

std::string_view PrincipalTypeName(Kind kind) {
  switch (kind) {
    case Kind::kAnonymous:
      return "Anonymous";
    case Kind::kRoot:
      return "Account";
    case Kind::kUser:
      return "User";
    case Kind::kRoleSession:
    case Kind::kSamlProvider:
    case Kind::kWebIdentity:
      return "AssumedRole";
    case Kind::kFederatedUser:
      return "FederatedUser";
    default:
      return "";
  }
}

std::string ServiceFlag(Kind kind) {
  if (kind == Kind::kAnonymous) return "";
  return kind == Kind::kService ? "true" : "false";
}

std::string FromPrincipal(const Principal& principal, std::string_view key) {
  const auto is = [&](std::string_view name) { return EqualsIgnoringAsciiCase(key, name); };
  const bool service = principal.kind == Kind::kService;
  if (is("aws:PrincipalArn")) return PrincipalArn(principal);
  if (is("aws:PrincipalAccount")) return principal.kind == Kind::kAnonymous ? "anonymous" : principal.account;
  if (is("aws:userid")) return UserId(principal);
  if (is("aws:username")) {
    return principal.kind == Kind::kUser ? principal.name.substr(principal.name.rfind('/') + 1) : "";
  }
  if (is("aws:PrincipalType")) return std::string(PrincipalTypeName(principal.kind));
  if (is("aws:PrincipalIsAWSService")) return ServiceFlag(principal.kind);
  if (is("aws:PrincipalServiceName") || is("aws:PrincipalServiceNamesList")) return service ? principal.provider : "";
  return "";
}

}  // namespace

std::string PrincipalArn(const Principal& principal) {
  const auto iam = [&](std::string_view resource) {
    return fmt::format("arn:{}:iam::{}:{}", principal.partition, principal.account, resource);
  };
  switch (principal.kind) {
    case Kind::kRoot:
      return iam("root");
    case Kind::kUser:
      return iam("user/" + principal.name);
    case Kind::kRoleSession:
      return iam("role/" + principal.name);
    case Kind::kFederatedUser:
      return fmt::format("arn:{}:sts::{}:federated-user/{}", principal.partition, principal.account, principal.name);
    default:
      return "";
  }
}

std::string CallerArn(const Principal& principal) {
  if (principal.kind != Kind::kRoleSession) return PrincipalArn(principal);
  const std::string_view role = std::string_view(principal.name).substr(principal.name.rfind('/') + 1);
  return fmt::format("arn:{}:sts::{}:assumed-role/{}/{}", principal.partition, principal.account, role,
                     principal.session);
}

Result<Principal> ParsePrincipal(std::string_view text) {
  Principal principal;
  if (text == "*" || EqualsIgnoringAsciiCase(text, "anonymous")) return principal;
  const PrincipalName name =
      ParsePrincipalName({.type = PrincipalType::kAws, .value = {.text = std::string(text), .span = {}}});
  principal.account = name.account;
  principal.name = name.name;
  if (text.starts_with("arn:")) principal.partition = text.substr(4, text.find(':', 4) - 4);
  switch (name.kind) {
    case NameKind::kAccount:
      principal.kind = Kind::kRoot;
      principal.name.clear();
      return principal;
    case NameKind::kUser:
      principal.kind = Kind::kUser;
      return principal;
    case NameKind::kRole:
    case NameKind::kRoleSession:
      principal.kind = Kind::kRoleSession;
      principal.session = name.session.empty() ? "session" : name.session;
      return principal;
    case NameKind::kFederatedUser:
      principal.kind = Kind::kFederatedUser;
      return principal;
    case NameKind::kSamlProvider:
      principal.kind = Kind::kSamlProvider;
      principal.provider = text;
      return principal;
    case NameKind::kWebIdentity:
      principal.kind = Kind::kWebIdentity;
      principal.provider = text;
      return principal;
    case NameKind::kOriginAccessIdentity:
      principal.kind = Kind::kOriginAccessIdentity;
      principal.provider = text;
      return principal;
    default:
      break;
  }
  if (text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn")) {
    principal.kind = Kind::kService;
    principal.provider = text;
    return principal;
  }
  return Fail(
      ErrorCode::kInvalidArgument,
      fmt::format("\"{}\" is no principal: give \"*\" for an anonymous one, an account id, the ARN of a user, role, "
                  "session or root, or a service such as cloudtrail.amazonaws.com",
                  Printable(text)));
}

std::vector<std::string> KeyValues(const Request& request, std::string_view key) {
  const auto given = request.context.find(key);
  if (given != request.context.end()) return given->second;
  std::string value = FromPrincipal(request.principal, key);
  if (value.empty()) return {};
  return {std::move(value)};
}

}  // namespace crosstrail::policy
