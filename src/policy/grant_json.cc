#include "policy/grant_json.h"

#include <nlohmann/json.hpp>

namespace crosstrail::policy {
namespace {

using Json = nlohmann::ordered_json;

std::string_view KindName(WhoKind kind) {
  constexpr std::string_view kNames[] = {
      "anonymous",      "any_identity", "organization", "organization_path",     "account", "identity", "unique_id",
      "canonical_user", "federated",    "aws_service",  "origin_access_identity"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view KindName(Principal::Kind kind) {
  constexpr std::string_view kNames[] = {"anonymous",     "root",           "user",
                                         "role_session",  "federated_user", "web_identity",
                                         "saml_provider", "service",        "origin_access_identity"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view KindName(CustomerKind kind) {
  constexpr std::string_view kNames[] = {"none",        "owner", "organization", "account", "unknown_customer",
                                         "any_customer"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace

Json WhoJson(const Who& who) {
  Json json = {{"kind", KindName(who.kind)}};
  if (!who.id.empty()) json["id"] = who.id;
  if (!who.account.empty()) json["account"] = who.account;
  if (who.kind == WhoKind::kService) {
    json["acts_for"] = KindName(who.customer);
    if (!who.customer_id.empty()) json["acts_for_id"] = who.customer_id;
  }
  return json;
}

Json RequestJson(const Request& request) {
  const Principal& principal = request.principal;
  Json who = {{"kind", KindName(principal.kind)}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) who[name] = value;
  };
  add("arn", CallerArn(principal));
  add("account", principal.account);
  add("unique_id", principal.unique_id);
  add("canonical_id", principal.canonical_id);
  add("provider", principal.provider);
  Json context = Json::object();
  for (const auto& [key, values] : request.context) context[key] = values;
  return {{"principal", who}, {"action", request.action}, {"resource", request.resource}, {"context", context}};
}

Json ConditionsJson(const Grant& grant, const Document& document) {
  Json list = Json::array();
  for (const std::size_t index : grant.statements) {
    for (const ConditionElement& element : document.statements[index].conditions) {
      Json values = Json::array();
      for (const Word& value : element.values) values.push_back(value.text);
      list.push_back({{"operator", element.operator_name.text},
                      {"key", element.key.text},
                      {"values", values},
                      {"statement", index}});
    }
  }
  return list;
}

}  // namespace crosstrail::policy
