#include "policy/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace crosstrail::policy {
namespace {

std::string Listed(const std::vector<std::string>& items, std::string_view between) {
  return fmt::format("{}", fmt::join(items, between));
}

std::string_view Relate(const ConditionOperator& op) {
  const bool like = op.comparison == Comparison::kStringLike || op.comparison == Comparison::kArn;
  switch (op.relation) {
    case Relation::kLess:
      return "is below";
    case Relation::kLessOrEqual:
      return "is at most";
    case Relation::kGreater:
      return "is above";
    case Relation::kGreaterOrEqual:
      return "is at least";
    case Relation::kEqual:
      break;
  }
  if (op.negated) return like ? "is not like" : "is not";
  return like ? "is like" : "is";
}

std::string DescribeCondition(const ConditionElement& element) {
  std::vector<std::string> values;
  values.reserve(element.values.size());
  for (const Word& value : element.values) values.push_back(value.text);
  const std::string& key = element.key.text;
  if (!element.op) return fmt::format("{} {} {}", key, element.operator_name.text, Listed(values, " or "));
  const ConditionOperator& op = *element.op;
  if (op.comparison == Comparison::kNull) {
    return fmt::format("{} is {}", key, Listed(values, " or ") == "true" ? "absent" : "present");
  }
  std::string_view quantifier;
  if (op.quantifier == Quantifier::kForAllValues) quantifier = "every ";
  if (op.quantifier == Quantifier::kForAnyValue) quantifier = "some ";
  return fmt::format("{}{} {} {}{}", quantifier, key, Relate(op), Listed(values, " or "),
                     op.if_exists ? ", where there is one" : "");
}

}  // namespace

std::string DescribeWho(const Who& who) {
  switch (who.kind) {
    case WhoKind::kAnonymous:
      return "anyone, without credentials";
    case WhoKind::kAnyIdentity:
      return "any AWS identity";
    case WhoKind::kOrganization:
      return who.id + " (organization)";
    case WhoKind::kOrganizationPath:
      return who.id + " (part of an organization)";
    case WhoKind::kAccount:
      return who.id + " (account)";
    case WhoKind::kIdentity:
      return who.id;
    case WhoKind::kUniqueId:
      return who.id + " (unique id)";
    case WhoKind::kCanonicalUser:
      return who.id + " (canonical user id)";
    case WhoKind::kFederated:
      return who.id.empty() ? "whoever some identity provider vouches for" : who.id + " (identity provider)";
    case WhoKind::kOriginAccessIdentity:
      return who.id.empty() ? "any CloudFront origin access identity" : who.id;
    case WhoKind::kService:
      break;
  }
  const std::string service = who.id.empty() ? "any AWS service" : who.id;
  switch (who.customer) {
    case CustomerKind::kOwner:
      return service + " for the owner";
    case CustomerKind::kOrganization:
    case CustomerKind::kAccount:
      return service + " for " + who.customer_id;
    case CustomerKind::kUnknown:
      return service + " for an unknown customer";
    default:
      return service + " for any customer";
  }
}

std::string_view DescribeVerdict(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNone:
      return "nobody but the owner";
    case Verdict::kTrusted:
      return "only those who are trusted";
    case Verdict::kServiceForOwner:
      return "AWS services, acting for the owner";
    case Verdict::kServiceForOthers:
      return "AWS services, acting for others than the owner";
    case Verdict::kAccessPoints:
      return "whom the owner's access points let in";
    case Verdict::kLimited:
      return "strangers, under a limit";
    case Verdict::kNamedAccounts:
      return "accounts or identities of others, by name";
    case Verdict::kUnknownIdentity:
      return "an identity whose account cannot be told";
    case Verdict::kAnyIdentity:
      return "any AWS identity";
    case Verdict::kPublic:
      return "anyone, without credentials";
  }
  return "";
}

std::string DescribePrincipal(const Principal& principal) {
  switch (principal.kind) {
    case Principal::Kind::kAnonymous:
      return "anyone without credentials";
    case Principal::Kind::kService:
    case Principal::Kind::kWebIdentity:
    case Principal::Kind::kSamlProvider:
    case Principal::Kind::kOriginAccessIdentity:
      return principal.provider;
    default:
      return CallerArn(principal);
  }
}

std::string DescribeConditions(const Grant& grant, const Document& document) {
  std::vector<std::string> parts;
  if (grant.statements.empty()) return {};
  for (const ConditionElement& element : document.statements[grant.statements.front()].conditions) {
    parts.push_back(DescribeCondition(element));
  }
  return Listed(parts, ", ");
}

}  // namespace crosstrail::policy
