#include "policy/evaluate.h"

#include <algorithm>

#include "base/base64.h"
#include "base/ip_network.h"
#include "policy/forms.h"
#include "policy/principal_name.h"
#include "policy/scalars.h"
#include "policy/value_pattern.h"

namespace crosstrail::policy {
namespace {

using Kind = Principal::Kind;

bool HasAccount(const Principal& principal) {
  return IsIamIdentity(principal.kind) || principal.kind == Kind::kSamlProvider;
}

bool NamesSession(const PrincipalName& name, const Principal& principal) {
  return principal.kind == Kind::kRoleSession && name.account == principal.account &&
         name.session == principal.session && name.name == principal.name.substr(principal.name.rfind('/') + 1);
}

// Whether `name` is one of the principal's own names, the whole account aside.
bool NamesItself(const PrincipalName& name, const Principal& principal) {
  switch (name.kind) {
    case NameKind::kAnyone:
      return true;
    case NameKind::kAccount:
      return principal.kind == Kind::kRoot && name.account == principal.account;
    case NameKind::kUser:
      return principal.kind == Kind::kUser && name.account == principal.account && name.name == principal.name;
    case NameKind::kRole:
      return principal.kind == Kind::kRoleSession && name.account == principal.account && name.name == principal.name;
    case NameKind::kRoleSession:
      return NamesSession(name, principal);
    case NameKind::kFederatedUser:
      return principal.kind == Kind::kFederatedUser && name.account == principal.account && name.name == principal.name;
    case NameKind::kUniqueId:
      return name.text == principal.unique_id;
    case NameKind::kCanonicalUser:
      return name.text == principal.canonical_id;
    case NameKind::kService:
      return principal.kind == Kind::kService && name.text == principal.provider;
    case NameKind::kSamlProvider:
      return principal.kind == Kind::kSamlProvider && name.text == principal.provider;
    case NameKind::kWebIdentity:
      return principal.kind == Kind::kWebIdentity && name.text == principal.provider;
    case NameKind::kOriginAccessIdentity:
      return principal.kind == Kind::kOriginAccessIdentity && name.text == principal.provider;
    case NameKind::kPattern: {
      const std::string arn = PrincipalArn(principal);
      return !arn.empty() && ArnGlobMatches(ParseValuePattern(name.text, true, false).glob, ToCodePoints(arn));
    }
  }
  return false;
}

// An account named in Principal stands for every identity it has. In NotPrincipal it stands for its root user alone:
// "you must specify the account ARN as well" as user, role or session.
bool InAccount(const PrincipalName& name, const Principal& principal) {
  return name.kind == NameKind::kAccount && HasAccount(principal) && name.account == principal.account;
}

bool AnyAction(const Statement& statement, const std::string& action) {
  const std::u32string asked = ToCodePoints(action);
  return std::any_of(statement.actions.begin(), statement.actions.end(), [&](const Word& word) {
    return GlobMatches(ParseValuePattern(word.text, true, false).glob, asked, true);
  });
}

KeyLookup LookupIn(const Request& request) {
  return [&request](std::string_view key) -> std::optional<std::string> {
    const std::vector<std::string> values = KeyValues(request, key);
    if (values.size() != 1) return std::nullopt;
    return values.front();
  };
}

bool AnyResource(const Document& document, const Statement& statement, const Request& request) {
  const std::u32string asked = ToCodePoints(request.resource);
  return std::any_of(statement.resources.begin(), statement.resources.end(), [&](const Word& word) {
    const auto glob =
        Substitute(ParseValuePattern(CompleteArn(word.text), true, document.variables), LookupIn(request));
    return glob && GlobMatches(*glob, asked, false);
  });
}

bool InNetwork(const std::string& policy, const std::string& request) {
  const auto network = ParseIpNetwork(policy);
  const auto asked = ParseIpNetwork(request);
  return network && asked && asked->prefix >= network->prefix && Contains(*network, asked->address);
}

bool SameBytes(const std::string& policy, const std::string& request) {
  if (policy == request) return true;
  const auto decoded = DecodeBase64(policy);
  return decoded && *decoded == request;
}

// One value of the policy against one of the request, the operator taken without its negation.
bool ValueMatches(const Document& document, const ConditionOperator& op, const std::string& policy,
                  const std::string& value, const Request& request) {
  switch (op.comparison) {
    case Comparison::kNumber: {
      const auto a = ParseNumber(value);
      const auto b = ParseNumber(policy);
      return a && b && Compare(op.relation, *a, *b);
    }
    case Comparison::kDate: {
      const auto a = ParseDate(value);
      const auto b = ParseDate(policy);
      return a && b && Compare(op.relation, *a, *b);
    }
    case Comparison::kBool: {
      const auto a = ParseBool(value);
      return a && a == ParseBool(policy);
    }
    case Comparison::kBinary:
      return SameBytes(policy, value);
    case Comparison::kIpAddress:
      return InNetwork(policy, value);
    default:
      break;
  }
  const bool wildcards = op.comparison == Comparison::kStringLike || op.comparison == Comparison::kArn;
  const auto glob = Substitute(ParseValuePattern(policy, wildcards, document.variables), LookupIn(request));
  if (!glob) return false;
  const std::u32string text = ToCodePoints(value);
  if (op.comparison == Comparison::kArn) return ArnGlobMatches(*glob, text);
  return GlobMatches(*glob, text, op.comparison == Comparison::kStringIgnoreCase);
}

bool NullHolds(const ConditionElement& element, bool absent) {
  return std::any_of(element.values.begin(), element.values.end(),
                     [&](const Word& word) { return ParseBool(word.text) == absent; });
}

}  // namespace

bool PrincipalMatches(const Statement& statement, const Principal& principal) {
  if (!statement.has_principal && !statement.has_not_principal) return true;
  const bool listed =
      std::any_of(statement.principals.begin(), statement.principals.end(), [&](const PrincipalElement& element) {
        const PrincipalName name = ParsePrincipalName(element);
        return NamesItself(name, principal) || (!statement.has_not_principal && InAccount(name, principal));
      });
  return listed != statement.has_not_principal;
}

std::optional<bool> ConditionHolds(const Document& document, const ConditionElement& element, const Request& request) {
  if (!element.op) return std::nullopt;
  const ConditionOperator& op = *element.op;
  const std::vector<std::string> values = KeyValues(request, element.key.text);
  if (op.comparison == Comparison::kNull) return NullHolds(element, values.empty());
  if (values.empty()) return ResultWhenAbsent(op);
  const auto holds = [&](const std::string& value) {
    const bool matched = std::any_of(element.values.begin(), element.values.end(), [&](const Word& word) {
      return ValueMatches(document, op, word.text, value, request);
    });
    return matched != op.negated;
  };
  if (NeedsAllValues(op)) return std::all_of(values.begin(), values.end(), holds);
  return std::any_of(values.begin(), values.end(), holds);
}

bool Matches(const Document& document, const Statement& statement, const Request& request) {
  if (!PrincipalMatches(statement, request.principal)) return false;
  if (AnyAction(statement, request.action) == statement.not_action) return false;
  if (statement.has_resource && AnyResource(document, statement, request) == statement.not_resource) return false;
  return std::all_of(statement.conditions.begin(), statement.conditions.end(), [&](const ConditionElement& element) {
    return ConditionHolds(document, element, request).value_or(statement.effect == Effect::kAllow);
  });
}

Evaluation Evaluate(const Document& document, const Request& request) {
  Evaluation evaluation;
  for (const Statement& statement : document.statements) {
    if (statement.effect == Effect::kAllow && evaluation.statement) continue;
    if (!Matches(document, statement, request)) continue;
    evaluation.statement = statement.index;
    if (statement.effect == Effect::kDeny) {
      evaluation.decision = Decision::kExplicitDeny;
      return evaluation;
    }
    evaluation.decision = Decision::kAllow;
  }
  return evaluation;
}

}  // namespace crosstrail::policy
