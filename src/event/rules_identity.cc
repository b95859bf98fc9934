// Rules for who acted: user.*, service.name, related.user.
#include "event/field_rules.h"

namespace crosstrail::field_rules {
namespace {

// The path of the service-linked role that an assumed role stands for, from the service's name on; empty for any other
// identity.
std::string_view ServiceLinkedRole(const FieldReader& reader, std::string_view type) {
  constexpr std::string_view kPath = "/aws-service-role/";
  if (type != "AssumedRole") return {};
  const std::string_view arn = reader.Text("userIdentity.sessionContext.sessionIssuer.arn");
  const std::size_t at = arn.find(kPath);
  if (at == std::string_view::npos || !arn.substr(0, at).ends_with(":role")) return {};
  return arn.substr(at + kPath.size());
}

// An AWS service acting on its own behalf is no user.
bool IsAwsService(const FieldReader& reader, std::string_view type) {
  return type == "AWSService" || !ServiceLinkedRole(reader, type).empty();
}

std::string_view UserNameText(const FieldReader& reader) {
  const std::string_view type = reader.Text("userIdentity.type");
  if (IsAwsService(reader, type)) return {};
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
  const std::string_view type = reader.Text("userIdentity.type");
  if (IsAwsService(reader, type)) return;
  if (type == "IdentityCenterUser" && !reader.Has("userIdentity.principalId")) {
    return reader.EmitAt("userIdentity.onBehalfOf.userId");
  }
  reader.EmitAt("userIdentity.principalId");
}

void UserName(FieldReader& reader) { reader.Emit(UserNameText(reader)); }

void UserEmail(FieldReader& reader) {
  for (const std::string_view name : {SessionName(reader), UserNameText(reader)}) {
    if (!BeforeAt(name).empty()) return reader.Emit(name);
  }
}

void ServiceName(FieldReader& reader) {
  const std::string_view type = reader.Text("userIdentity.type");
  if (!IsAwsService(reader, type)) return;
  if (reader.Has("userIdentity.invokedBy")) return reader.EmitAt("userIdentity.invokedBy");
  const std::string_view role = ServiceLinkedRole(reader, type);
  reader.Emit(role.substr(0, role.find('/')));
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
