#include "policy/unnamed_limits.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "base/ip_network.h"
#include "base/text.h"

namespace crosstrail::policy {
namespace {

bool IsNamed(std::string_view key, const std::string& value, const TrustConfig& trust) {
  if (!EqualsIgnoringAsciiCase(key, "aws:SourceIp")) return trust.networks_text.contains(value);
  const std::optional<IpNetwork> network = ParseIpNetwork(value);
  return network && std::ranges::any_of(trust.networks, [&](const IpNetwork& trusted) {
           return trusted.prefix <= network->prefix && Contains(trusted, network->address);
         });
}

void AddNetworks(const Statement& statement, const TrustConfig& trust, std::set<std::string>& names) {
  const bool denies = statement.effect == Effect::kDeny;
  for (const ConditionElement& condition : statement.conditions) {
    // An Allow is limited to what it asks for, a Deny leaves what it excepts.
    if (!condition.op || condition.op->negated != denies) continue;
    const std::string& key = condition.key.text;
    const bool network = EqualsIgnoringAsciiCase(key, "aws:SourceIp") ||
                         EqualsIgnoringAsciiCase(key, "aws:SourceVpc") ||
                         EqualsIgnoringAsciiCase(key, "aws:SourceVpce");
    if (!network) continue;
    for (const Word& value : condition.values) {
      if (!IsNamed(key, value.text, trust)) names.insert(value.text);
    }
  }
}

}  // namespace

std::vector<std::string> UnnamedLimits(const Grant& grant, const Document& document, const TrustConfig& trust) {
  std::set<std::string> names;
  const Who& who = grant.who;
  if (who.kind == WhoKind::kOrganization || who.kind == WhoKind::kOrganizationPath) {
    names.insert(who.id.substr(0, who.id.find('/')));
  }
  if (who.kind == WhoKind::kService && who.customer == CustomerKind::kOrganization) names.insert(who.customer_id);
  if (std::ranges::find(grant.limits, Limit::kNetwork) != grant.limits.end()) {
    for (const std::size_t index : grant.statements) AddNetworks(document.statements[index], trust, names);
    for (const std::size_t index : grant.narrowed_by) AddNetworks(document.statements[index], trust, names);
  }
  return {names.begin(), names.end()};
}

}  // namespace crosstrail::policy
