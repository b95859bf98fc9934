#include "policy/public_status.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/ip.h"
#include "base/ip_network.h"
#include "base/text.h"
#include "policy/forms.h"

namespace crosstrail::policy {
namespace {

// What makes the value of a condition one that S3 counts as a limit.
enum class Narrowing : std::uint8_t {
  kFixed,           // no wildcard, no policy variable
  kNetwork,         // a block of addresses that is not too broad
  kUserId,          // fixed, and no session of a role
  kAccessPointArn,  // fixed but for the access point's name
  kTrue,            // "true"
};

struct LimitingKey {
  std::string_view name;
  Narrowing limit;
};

constexpr std::array kLimitingKeys = {
    // Those the guide lists.
    LimitingKey{"aws:SourceIp", Narrowing::kNetwork},
    LimitingKey{"aws:SourceArn", Narrowing::kFixed},
    LimitingKey{"aws:SourceVpc", Narrowing::kFixed},
    LimitingKey{"aws:SourceVpce", Narrowing::kFixed},
    LimitingKey{"aws:SourceOwner", Narrowing::kFixed},
    LimitingKey{"aws:SourceAccount", Narrowing::kFixed},
    LimitingKey{"aws:userid", Narrowing::kUserId},
    LimitingKey{"s3:x-amz-server-side-encryption-aws-kms-key-id", Narrowing::kFixed},
    LimitingKey{"s3:DataAccessPointArn", Narrowing::kAccessPointArn},
    LimitingKey{"s3:DataAccessPointAccount", Narrowing::kFixed},
    LimitingKey{"aws:PrincipalOrgID", Narrowing::kFixed},
    // Those it covers by "an AWS principal, user, role, or service principal".
    LimitingKey{"aws:PrincipalOrgPaths", Narrowing::kFixed},
    LimitingKey{"aws:PrincipalAccount", Narrowing::kFixed},
    LimitingKey{"aws:PrincipalArn", Narrowing::kFixed},
    LimitingKey{"aws:PrincipalIsAWSService", Narrowing::kTrue},
    LimitingKey{"aws:PrincipalServiceName", Narrowing::kFixed},
    LimitingKey{"aws:PrincipalServiceNamesList", Narrowing::kFixed},
    // Newer ways to say what aws:SourceVpc and aws:SourceVpce say.
    LimitingKey{"aws:SourceVpcArn", Narrowing::kFixed},
    LimitingKey{"aws:VpceAccount", Narrowing::kFixed},
    LimitingKey{"aws:VpceOrgID", Narrowing::kFixed},
    LimitingKey{"aws:VpceOrgPaths", Narrowing::kFixed},
};

// "${" in a policy of the old version is no variable but plain text, which no request has; S3 does not say that it
// looks at the version.
bool IsFixed(std::string_view value) { return !value.empty() && IsLiteral(value); }

// "AROA...:session", also where the session is spelled out: who may assume the role chooses its name.
bool IsRoleSession(std::string_view value) {
  return EqualsIgnoringAsciiCase(value.substr(0, 3), "ARO") && value.find(':') != std::string_view::npos;
}

// "arn:aws:s3:us-west-2:123456789012:accesspoint/*": the name alone may be open. (A wildcard for the Region may not, by
// the words of the guide.)
bool FixesAccessPointAccount(std::string_view value) {
  const std::size_t resource = value.find(":accesspoint/");
  if (resource == std::string_view::npos) return IsFixed(value);
  const std::string_view before = value.substr(0, resource);
  const std::string_view account = before.substr(before.rfind(':') + 1);
  return IsAccountId(account) && IsFixed(before) && value.find("${") == std::string_view::npos;
}

bool Counts(Narrowing limit, std::string_view value) {
  switch (limit) {
    case Narrowing::kFixed:
      return IsFixed(value);
    case Narrowing::kNetwork:
      if (const auto network = ParseIpNetwork(value)) return IsNarrow(*network);
      return false;
    case Narrowing::kUserId:
      return IsFixed(value) && !IsRoleSession(value);
    case Narrowing::kAccessPointArn:
      return FixesAccessPointAccount(value);
    case Narrowing::kTrue:
      return EqualsIgnoringAsciiCase(value, "true");
  }
  return false;
}

std::string_view Shortfall(Narrowing limit) {
  switch (limit) {
    case Narrowing::kFixed:
      return "is not a fixed value";
    case Narrowing::kNetwork:
      return "is no block of addresses, or broader than /8 (IPv4) or /32 (IPv6)";
    case Narrowing::kUserId:
      return "is not a fixed id, or that of a role's sessions";
    case Narrowing::kAccessPointArn:
      return "does not fix the access point's account";
    case Narrowing::kTrue:
      return "does not ask for an AWS service";
  }
  return {};
}

bool ComparisonFits(Narrowing limit, Comparison comparison) {
  switch (limit) {
    case Narrowing::kNetwork:
      return comparison == Comparison::kIpAddress;
    case Narrowing::kTrue:
      return comparison == Comparison::kBool;
    case Narrowing::kFixed:
    case Narrowing::kUserId:
    case Narrowing::kAccessPointArn:
      return comparison == Comparison::kString || comparison == Comparison::kStringIgnoreCase ||
             comparison == Comparison::kStringLike || comparison == Comparison::kArn;
  }
  return false;
}

// An operator that is false of a request without the key, and of one with another value.
bool OperatorFits(Narrowing limit, const std::optional<ConditionOperator>& op) {
  return op && !op->negated && !op->if_exists && op->quantifier != Quantifier::kForAllValues &&
         ComparisonFits(limit, op->comparison);
}

// Whether `condition` by itself makes its statement non-public; `reason` says why, or why not.
bool Limits(const ConditionElement& condition, std::string& reason) {
  const std::string& key = condition.key.text;
  const auto* const row = std::ranges::find_if(
      kLimitingKeys, [&](const LimitingKey& limiting) { return EqualsIgnoringAsciiCase(limiting.name, key); });
  if (row == kLimitingKeys.end()) {
    reason = key + " does not make a policy non-public";
    return false;
  }
  if (!OperatorFits(row->limit, condition.op)) {
    reason = condition.operator_name.text + " does not limit " + key + " to fixed values";
    return false;
  }
  if (condition.values.empty()) {
    reason = key + " has no value";
    return false;
  }
  for (const Word& value : condition.values) {
    if (Counts(row->limit, value.text)) continue;
    reason = key + " \"" + value.text + "\" ";
    reason += Shortfall(row->limit);
    return false;
  }
  reason = key + (row->limit == Narrowing::kTrue ? " is true of AWS services alone" : " has fixed values");
  return true;
}

// An identity provider is a fixed principal only where it is a SAML provider in some account. A web identity provider
// is whoever has an account there: the guide's example of a public policy is "Federated": "graph.facebook.com".
bool IsSamlProvider(std::string_view value) { return value.find(":saml-provider/") != std::string_view::npos; }

bool IsFixedPrincipal(const PrincipalElement& principal) {
  if (principal.type == PrincipalType::kAnyone || !IsFixed(principal.value.text)) return false;
  return principal.type != PrincipalType::kFederated || IsSamlProvider(principal.value.text);
}

// Who makes the statement public unless a condition limits it; empty where all its principals are fixed.
std::string OpenPrincipal(const Statement& statement) {
  if (statement.has_not_principal) return "NotPrincipal is everyone else";
  if (!statement.has_principal) return "the statement has no principal";
  const auto open = std::ranges::find_if_not(statement.principals, IsFixedPrincipal);
  if (open == statement.principals.end()) return {};
  const bool any = open->type == PrincipalType::kAnyone || open->value.text == "*";
  std::string reason = "\"";
  reason += KeyOf(open->type);
  reason += "\": \"" + (open->type == PrincipalType::kAnyone ? "*" : open->value.text) + "\" ";
  reason += any ? "is anyone" : "is not one fixed principal";
  return reason;
}

StatementPublicStatus Classify(const Statement& statement) {
  if (statement.effect == Effect::kDeny) return {false, "a Deny grants nothing"};
  std::string open = OpenPrincipal(statement);
  if (open.empty()) {
    return {false, statement.principals.empty() ? "it names no principal" : "its principals are fixed"};
  }
  std::string reason;
  std::string shortfalls;
  for (const ConditionElement& condition : statement.conditions) {
    if (Limits(condition, reason)) return {false, std::move(reason)};
    shortfalls += (shortfalls.empty() ? ", and " : "; ") + reason;
  }
  return {true, std::move(open) + shortfalls};
}

}  // namespace

bool IsNarrow(const IpNetwork& network) {
  constexpr IpAddress kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  constexpr unsigned kMappedPrefix = 96;
  const bool v4 = Contains({network.address, std::min(network.prefix, kMappedPrefix)}, kMapped);
  return network.prefix >= (v4 ? kMappedPrefix + 8 : 32);
}

PublicStatus ClassifyPublic(const Document& document) {
  PublicStatus status;
  status.statements.reserve(document.statements.size());
  for (const Statement& statement : document.statements) {
    status.statements.push_back(Classify(statement));
    if (!status.statements.back().is_public || status.is_public) continue;
    status.is_public = true;
    status.statement = status.statements.size() - 1;
  }
  return status;
}

}  // namespace crosstrail::policy
