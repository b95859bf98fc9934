#include "exposure/state_json.h"

#include <fmt/format.h>

namespace crosstrail::exposure {
namespace {

using nlohmann::json;

template <typename T>
int Number(T value) {
  return static_cast<int>(value);
}

// A number that an enumeration has, whose last is `last`.
template <typename T>
T Enumerator(const json& value, T last) {
  const int number = value.get<int>();
  if (number < 0 || number > Number(last)) throw json::other_error::create(599, "no such kind", &value);
  return static_cast<T>(number);
}

json AclJson(const std::vector<AclGrant>& grants) {
  json list = json::array();
  for (const AclGrant& grant : grants) list.push_back({Number(grant.grantee), grant.id, Number(grant.permission)});
  return list;
}

std::vector<AclGrant> AclOf(const json& list) {
  std::vector<AclGrant> grants;
  for (const json& one : list) {
    grants.push_back({.grantee = Enumerator(one.at(0), Grantee::kOtherGroup),
                      .id = one.at(1).get<std::string>(),
                      .permission = Enumerator(one.at(2), AclPermission::kFullControl)});
  }
  return grants;
}

json GrantsJson(const std::vector<NamedGrant>& grants) {
  json list = json::array();
  for (const NamedGrant& grant : grants) list.push_back({grant.id, grant.policy});
  return list;
}

std::vector<NamedGrant> GrantsOf(const json& list) {
  std::vector<NamedGrant> grants;
  for (const json& one : list) {
    grants.push_back({.id = one.at(0).get<std::string>(), .policy = one.at(1).get<std::string>()});
  }
  return grants;
}

json WhoJson(const policy::Who& who) {
  return {Number(who.kind), who.id, who.account, Number(who.customer), who.customer_id};
}

policy::Who WhoOf(const json& list) {
  return {.kind = Enumerator(list.at(0), policy::WhoKind::kOriginAccessIdentity),
          .id = list.at(1).get<std::string>(),
          .account = list.at(2).get<std::string>(),
          .customer = Enumerator(list.at(3), policy::CustomerKind::kAnyone),
          .customer_id = list.at(4).get<std::string>()};
}

}  // namespace

json StateJson(const ResourceState& state) {
  const PublicAccessBlock& block = state.block;
  return {
      {"owner", state.owner},
      {"target", Number(state.target)},
      {"known",
       {Number(state.policy_known), Number(state.acl_known), Number(state.block_known), Number(state.ownership_known),
        Number(state.replication_known)}},
      {"gone", state.gone},
      {"grants_hidden", state.grants_hidden},
      {"grants", GrantsJson(state.lists->grants)},
      {"acl_disabled", state.acl_disabled},
      {"block",
       {block.block_public_acls, block.ignore_public_acls, block.block_public_policy, block.restrict_public_buckets}},
      {"policy", state.policy},
      {"acl", AclJson(state.lists->acl)},
      {"copies", state.lists->copies}};
}

ResourceState StateOf(const json& json) {
  ResourceState state;
  state.owner = json.at("owner").get<std::string>();
  state.target = Enumerator(json.at("target"), Target::kFunction);
  const auto known = [&](std::size_t at) { return Enumerator(json.at("known").at(at), Knowledge::kHidden); };
  state.policy_known = known(0);
  state.acl_known = known(1);
  state.block_known = known(2);
  state.ownership_known = known(3);
  state.replication_known = known(4);
  state.gone = json.value("gone", false);
  state.grants_hidden = json.value("grants_hidden", false);
  state.acl_disabled = json.at("acl_disabled").get<bool>();
  const auto on = [&](std::size_t at) { return json.at("block").at(at).get<bool>(); };
  state.block = {on(0), on(1), on(2), on(3)};
  state.policy = json.at("policy").get<std::string>();
  state.lists =
      SharingLists{.acl = AclOf(json.at("acl")),
                   .copies = json.at("copies").get<std::vector<std::string>>(),
                   .grants = json.contains("grants") ? GrantsOf(json.at("grants")) : std::vector<NamedGrant>()};
  return state;
}

json OriginJson(const Origin& origin) {
  return {{"time", origin.time ? json(*origin.time) : json(nullptr)},
          {"event_id", origin.event_id},
          {"action", origin.action},
          {"actor", origin.actor}};
}

Origin OriginOf(const json& json) {
  Origin origin;
  if (!json.at("time").is_null()) origin.time = json.at("time").get<Instant>();
  origin.event_id = json.at("event_id").get<std::string>();
  origin.action = json.at("action").get<std::string>();
  origin.actor = json.at("actor").get<std::string>();
  return origin;
}

json ExposureJson(const Exposure& exposure) {
  return {{"resource", exposure.resource},
          {"owner", exposure.owner},
          {"who", WhoJson(exposure.who)},
          {"trust", Number(exposure.trust)},
          {"verdict", Number(exposure.verdict)},
          {"vendor", exposure.vendor},
          {"actions", exposure.actions},
          {"resources", exposure.resources},
          {"opened", OriginJson(exposure.opened)},
          {"since_then", exposure.since_then},
          {"changed", OriginJson(exposure.changed)},
          {"uncertain", exposure.uncertain},
          {"closed", exposure.closed ? OriginJson(*exposure.closed) : json(nullptr)}};
}

Exposure ExposureOf(const json& json) {
  Exposure exposure;
  exposure.resource = json.at("resource").get<std::string>();
  exposure.owner = json.at("owner").get<std::string>();
  exposure.who = WhoOf(json.at("who"));
  exposure.trust = Enumerator(json.at("trust"), policy::Trust::kPublic);
  exposure.verdict = Enumerator(json.at("verdict"), policy::Verdict::kPublic);
  exposure.vendor = json.at("vendor").get<std::string>();
  exposure.actions = json.at("actions").get<std::vector<std::string>>();
  exposure.resources = json.at("resources").get<std::vector<std::string>>();
  exposure.opened = OriginOf(json.at("opened"));
  exposure.since_then = json.at("since_then").get<bool>();
  exposure.changed = OriginOf(json.at("changed"));
  exposure.uncertain = json.at("uncertain").get<bool>();
  if (!json.at("closed").is_null()) exposure.closed = OriginOf(json.at("closed"));
  return exposure;
}

std::string Line(const json& json) { return json.dump(-1, ' ', false, json::error_handler_t::replace) + "\n"; }

Status Reading(std::size_t line, const std::function<void()>& read) {
  try {
    read();
    return {};
  } catch (const json::exception& error) {
    return Fail(ErrorCode::kMalformed,
                fmt::format("line {} of the saved state cannot be read: {}", line, error.what()));
  }
}

}  // namespace crosstrail::exposure
