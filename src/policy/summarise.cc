#include "policy/summarise.h"

#include <algorithm>
#include <array>
#include <set>

#include "policy/known_accounts.h"
#include "policy/provider_subjects.h"

namespace crosstrail::policy {
namespace {

template <typename T, std::size_t N>
std::string_view NameIn(const std::array<std::string_view, N>& names, T value) {
  return names[static_cast<std::size_t>(value)];
}

constexpr std::array<std::string_view, 8> kTrustNames = {"owner",       "organization", "trusted", "aws_service",
                                                         "aws_account", "known_vendor", "unknown", "public"};
constexpr std::array<std::string_view, 4> kLimitNames = {"network", "time", "access_point", "kms_key"};
constexpr std::array<std::string_view, 10> kVerdictNames = {
    "none",    "trusted",        "service_for_owner", "service_for_others", "access_points",
    "limited", "named_accounts", "unknown_identity",  "any_identity",       "public"};

Trust TrustOfService(const Who& who, const TrustConfig& config) {
  if (config.services.contains(who.id)) return Trust::kTrusted;
  switch (who.customer) {
    case CustomerKind::kOwner:
      return Trust::kService;
    case CustomerKind::kOrganization:
      if (who.customer_id == config.organization) return Trust::kService;
      return config.trusted.contains(who.customer_id) ? Trust::kTrusted : Trust::kUnknown;
    case CustomerKind::kAccount:
      if (config.accounts.contains(who.customer_id)) return Trust::kService;
      return config.trusted.contains(who.customer_id) ? Trust::kTrusted : Trust::kUnknown;
    default:
      return Trust::kUnknown;
  }
}

bool IsIdentityGrant(const Grant& grant) {
  return grant.who.kind != WhoKind::kService && grant.who.kind != WhoKind::kOriginAccessIdentity &&
         grant.trust != Trust::kOwner && !grant.through_access_point;
}

std::string AccountLabel(const Grant& grant) {
  const Who& who = grant.who;
  switch (who.kind) {
    case WhoKind::kOrganization:
    case WhoKind::kOrganizationPath:
      return "org:" + who.id;
    case WhoKind::kAccount:
      return who.id;
    case WhoKind::kIdentity:
      return who.account;
    case WhoKind::kUniqueId:
      return "uniqueid:" + who.id;
    case WhoKind::kCanonicalUser:
      return "canonical:" + who.id;
    case WhoKind::kFederated:
      if (IsToAnybody(grant)) return "*";
      return who.account.empty() ? "provider:" + std::string(ProviderHost(who.id)) : who.account;
    default:
      return "*";
  }
}

// Who trusts a provider that everybody can have an account with does not trust everybody.
bool IsToStrangersOfSharedProvider(const Grant& grant) {
  return grant.who.kind == WhoKind::kFederated && IsToAnybody(grant) && IsSharedProvider(ProviderHost(grant.who.id));
}

// Services that act for somebody, from harmless to not; of several named ones the first in order of text.
std::pair<int, std::string> CustomerLabel(const Who& who) {
  if (who.kind == WhoKind::kOriginAccessIdentity) return {4, "unknown_customer"};
  switch (who.customer) {
    case CustomerKind::kNone:
      return {0, "none"};
    case CustomerKind::kOwner:
      return {1, "owner"};
    case CustomerKind::kOrganization:
      return {2, "org:" + who.customer_id};
    case CustomerKind::kAccount:
      return {3, who.customer_id};
    case CustomerKind::kUnknown:
      return {4, "unknown_customer"};
    case CustomerKind::kAnyone:
      return {5, "any_customer"};
  }
  return {0, "none"};
}

// The limits that all of `grants` are under.
std::vector<Limit> CommonLimits(const std::vector<const Grant*>& grants) {
  if (grants.empty()) return {};
  std::vector<Limit> common = grants.front()->limits;
  for (const Grant* grant : grants) {
    std::erase_if(common, [&](Limit limit) {
      return std::find(grant->limits.begin(), grant->limits.end(), limit) == grant->limits.end();
    });
  }
  return common;
}

}  // namespace

std::string_view Name(Trust trust) { return NameIn(kTrustNames, trust); }
std::string_view Name(Limit limit) { return NameIn(kLimitNames, limit); }
std::string_view Name(Verdict verdict) { return NameIn(kVerdictNames, verdict); }

std::optional<Verdict> FindVerdict(std::string_view name) {
  const auto found = std::find(kVerdictNames.begin(), kVerdictNames.end(), name);
  if (found == kVerdictNames.end()) return std::nullopt;
  return static_cast<Verdict>(found - kVerdictNames.begin());
}

bool IsToAnybody(const Grant& grant) {
  switch (grant.who.kind) {
    case WhoKind::kAnonymous:
    case WhoKind::kAnyIdentity:
      return true;
    case WhoKind::kFederated:
      return grant.who.account.empty() && !grant.named_subject;
    default:
      return false;
  }
}

Trust TrustOf(const Grant& grant, const TrustConfig& config) {
  const Who& who = grant.who;
  const std::string& account = who.kind == WhoKind::kAccount ? who.id : who.account;
  if (!account.empty()) {
    if (account == config.owner || config.accounts.contains(account)) return Trust::kOwner;
    if (config.trusted.contains(account)) return Trust::kTrusted;
  }
  if (config.principals.contains(who.id) && !IsToStrangersOfSharedProvider(grant)) return Trust::kTrusted;
  if (who.kind == WhoKind::kService) return TrustOfService(who, config);
  if (grant.in_organization) return Trust::kOrganization;
  const std::string organization = who.id.substr(0, who.id.find('/'));
  const bool of_organization = who.kind == WhoKind::kOrganization || who.kind == WhoKind::kOrganizationPath;
  if (of_organization && config.trusted.contains(organization)) return Trust::kTrusted;
  if (IsToAnybody(grant)) return Trust::kPublic;
  const KnownAccount* known = FindKnownAccount(account.empty() ? who.id : account);
  if (known != nullptr) return known->aws_service ? Trust::kAwsAccount : Trust::kVendor;
  return Trust::kUnknown;
}

Verdict VerdictOf(const Grant& grant) {
  if (grant.trust == Trust::kOwner) return Verdict::kNone;
  if (grant.trust == Trust::kService) return Verdict::kServiceForOwner;
  if (IsTrusted(grant.trust)) return Verdict::kTrusted;
  if (grant.who.kind == WhoKind::kService || grant.who.kind == WhoKind::kOriginAccessIdentity) {
    return Verdict::kServiceForOthers;
  }
  if (grant.through_access_point) return Verdict::kAccessPoints;
  if (!grant.limits.empty()) return Verdict::kLimited;
  switch (grant.who.kind) {
    case WhoKind::kAnonymous:
      return Verdict::kPublic;
    case WhoKind::kAnyIdentity:
      return Verdict::kAnyIdentity;
    case WhoKind::kFederated:
      return IsToAnybody(grant) ? Verdict::kAnyIdentity : Verdict::kNamedAccounts;
    case WhoKind::kUniqueId:
    case WhoKind::kCanonicalUser:
      return Verdict::kUnknownIdentity;
    default:
      return Verdict::kNamedAccounts;
  }
}

void Summarise(const TrustConfig& config, Analysis& analysis) {
  Summary& summary = analysis.summary;
  summary.public_bpa = analysis.public_status.is_public;
  std::set<std::string> accounts;
  std::vector<const Grant*> external;
  std::vector<const Grant*> delegated;
  std::pair<int, std::string> service = {0, "none"};
  for (const Grant& grant : analysis.grants) {
    analysis.decided = analysis.decided && grant.decided;
    analysis.verdict = std::max(analysis.verdict, VerdictOf(grant));
    if (grant.through_access_point) {
      delegated.push_back(&grant);
    } else {
      service = std::max(service, CustomerLabel(grant.who));
    }
    const bool own = grant.who.kind == WhoKind::kAccount && config.accounts.contains(grant.who.id);
    if (!IsIdentityGrant(grant) && !own) continue;
    external.push_back(&grant);
    summary.external_identity = true;
    summary.external_outside_org = summary.external_outside_org || !grant.in_organization;
    summary.anonymous = summary.anonymous || grant.who.kind == WhoKind::kAnonymous;
    accounts.insert(AccountLabel(grant));
  }
  if (accounts.contains("*")) accounts = {"*"};
  summary.accounts.assign(accounts.begin(), accounts.end());
  summary.via_service = service.second;
  summary.limited_by = CommonLimits(external.empty() ? delegated : external);
}

}  // namespace crosstrail::policy
