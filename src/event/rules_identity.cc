// Rules for who acted: user.*, service.name, related.user.
#include "event/field_rules.h"

namespace crosstrail::field_rules {
namespace {

constexpr std::string_view kServiceRolePath = ":role/aws-service-role/";

// The ARN of the service-linked role that an assumed role stands for; empty for any other identity.
std::string_view ServiceLinkedRole(const FieldReader& reader) {
  if (reader.Text("userIdentity.type") != "AssumedRole") return {};
  const std::string_view arn = reader.Text("userIdentity.sessionContext.sessionIssuer.arn");
  return arn.find(kServiceRolePath) != std::string_view::npos ? arn : std::string_view();
}

// An AWS service acting on its own behalf is no user.
bool IsAwsService(const FieldReader& reader) {
  return reader.Text("userIdentity.type") == "AWSService" || !ServiceLinkedRole(reader).empty();
}

std::string_view UserNameText(const FieldReader& reader) {
  if (IsAwsService(reader)) return {};
  const std::string_view type = reader.Text("userIdentity.type");
  if (type == "AssumedRole" || type == "FederatedUser") {
    const std::string_view issuer = reader.Text("userIdentity.sessionContext.sessionIssuer.userName");
    if (!issuer.empty()) return issuer;
  }
  const std::string_view name = reader.Text("userIdentity.userName");
  if (name.empty() && reader.Text("eventName") == "UserAuthentication") {
    return reader.Text("additionalEventData.UserName");
  }
  return name;
}

// "alice@example.com" of arn:aws:sts::111122223333:assumed-role/Admin/alice@example.com
std::string_view SessionName(const FieldReader& reader) {
  const std::string_view type = reader.Text("userIdentity.type");
  if (type != "AssumedRole" && type != "FederatedUser") return {};
  const std::string_view arn = reader.Text("userIdentity.arn");
  if (!arn.starts_with("arn:aws:sts:") && !arn.starts_with("arn:aws-us-gov:sts:")) return {};
  const std::size_t slash = arn.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : arn.substr(slash + 1);
}

// What stands before the "@" of a mail address; empty when `text` is none.
std::string_view BeforeAt(std::string_view text) {
  const std::size_t at = text.find('@');
  return at == std::string_view::npos ? std::string_view() : text.substr(0, at);
}

}  // namespace

void UserId(FieldReader& reader) {
  if (IsAwsService(reader)) return;
  const bool by_person =
      reader.Text("userIdentity.type") == "IdentityCenterUser" && !reader.Has("userIdentity.principalId");
  reader.EmitAt(by_person ? "userIdentity.onBehalfOf.userId" : "userIdentity.principalId");
}

void UserName(FieldReader& reader) { reader.Emit(UserNameText(reader)); }

void UserEmail(FieldReader& reader) {
  for (const std::string_view name : {SessionName(reader), UserNameText(reader)}) {
    if (!BeforeAt(name).empty()) return reader.Emit(name);
  }
}

void ServiceName(FieldReader& reader) {
  if (!IsAwsService(reader)) return;
  if (reader.Has("userIdentity.invokedBy")) return reader.EmitAt("userIdentity.invokedBy");
  const std::string_view role = ServiceLinkedRole(reader);
  if (role.empty()) return;
  const std::string_view path = role.substr(role.find(kServiceRolePath) + kServiceRolePath.size());
  reader.Emit(path.substr(0, path.find('/')));
}

void RelatedUser(FieldReader& reader) {
  const std::string_view session = SessionName(reader);
  reader.Emit(session);
  reader.Emit(BeforeAt(session));
  reader.EmitAt("requestParameters.userName");
  reader.EmitAt("requestParameters.newUserName");
  reader.EmitAt("responseElements.user.userId");
  UserId(reader);
  UserName(reader);
  reader.EmitAt("userIdentity.onBehalfOf.userId");
  reader.KeepDistinct();
}

}  // namespace crosstrail::field_rules
