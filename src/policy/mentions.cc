#include "policy/mentions.h"

#include <algorithm>

#include "policy/arn.h"
#include "policy/forms.h"

namespace crosstrail::policy {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Every run of exactly twelve digits.
void AddAccountsIn(std::string_view text, std::set<std::string>& accounts) {
  constexpr std::size_t kDigits = 12;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && IsDigit(text[end])) ++end;
    if (end - at == kDigits) accounts.emplace(text.substr(at, kDigits));
    at = std::max(end, at + 1);
  }
}

void AddName(const PrincipalName& name, Mentions& mentions) {
  switch (name.kind) {
    case NameKind::kAccount:
      mentions.accounts.insert(name.account);
      break;
    case NameKind::kUser:
    case NameKind::kRole:
    case NameKind::kRoleSession:
    case NameKind::kFederatedUser:
      mentions.accounts.insert(name.account);
      mentions.identities.insert(name);
      break;
    case NameKind::kSamlProvider:
      mentions.accounts.insert(name.account);
      mentions.providers.insert(name);
      break;
    case NameKind::kWebIdentity:
    case NameKind::kOriginAccessIdentity:
      mentions.providers.insert(name);
      break;
    case NameKind::kUniqueId:
      mentions.unique_ids.insert(name.text);
      break;
    case NameKind::kCanonicalUser:
      mentions.canonical_users.insert(name.text);
      break;
    case NameKind::kService:
      mentions.services.insert(name.text);
      break;
    case NameKind::kPattern:
      mentions.kinds_of_identity = true;
      AddAccountsIn(name.text, mentions.accounts);
      break;
    default:
      break;
  }
}

void AddPrincipalArn(const std::string& value, Mentions& mentions) {
  AddAccountsIn(value, mentions.accounts);
  if (!IsLiteral(value) || !value.starts_with("arn:")) return;
  AddName(ParsePrincipalName({.type = PrincipalType::kAws, .value = {.text = value, .span = {}}}), mentions);
}

void AddUserId(const std::string& value, Mentions& mentions) {
  const std::string id = value.substr(0, value.find(':'));
  if (IsAccountId(id)) {
    mentions.accounts.insert(id);
    return;
  }
  // "AROA..."; "anonymous" is nobody's.
  const bool is_unique_id = id.starts_with('A') && std::all_of(id.begin(), id.end(), [](char c) {
                              return IsDigit(c) || (c >= 'A' && c <= 'Z');
                            });
  if (is_unique_id) mentions.unique_ids.insert(id);
}

// "o-1", or the organization of a path "o-1/r-2/ou-3/*"; with a path, the path too.
void AddOrganization(const std::string& value, std::set<std::string>& organizations, std::set<std::string>* paths) {
  const std::size_t slash = value.find('/');
  const std::string id = value.substr(0, slash);
  if (id.empty() || !IsLiteral(id)) return;
  organizations.insert(id);
  const bool whole = slash == std::string::npos || value.substr(slash) == "/*" || value.substr(slash) == "/r-*";
  if (paths != nullptr && !whole && value.find("${") == std::string::npos) paths->insert(value);
}

void AddSourceArn(const std::string& value, Mentions& mentions) {
  AddAccountsIn(value, mentions.source_accounts);
  const auto arn = SplitArn(value);
  if (arn && arn->account.empty() && IsLiteral(value)) mentions.ownerless_sources.insert(value);
}

void AddValue(std::string_view key, const std::string& value, Mentions& mentions) {
  if (key == "aws:principalaccount" || key == "kms:calleraccount") {
    AddAccountsIn(value, mentions.accounts);
  } else if (key == "aws:principalarn") {
    AddPrincipalArn(value, mentions);
  } else if (key == "aws:userid") {
    AddUserId(value, mentions);
  } else if (key == "aws:principalorgid") {
    AddOrganization(value, mentions.organizations, nullptr);
  } else if (key == "aws:principalorgpaths") {
    AddOrganization(value, mentions.organizations, &mentions.organization_paths);
  } else if (key == "aws:sourceaccount" || key == "aws:sourceowner") {
    AddAccountsIn(value, mentions.source_accounts);
  } else if (key == "aws:sourcearn") {
    AddSourceArn(value, mentions);
  } else if (key == "aws:sourceorgid" || key == "aws:sourceorgpaths") {
    AddOrganization(value, mentions.source_organizations, nullptr);
  } else if (key == "aws:principalservicename" || key == "aws:principalservicenameslist") {
    if (IsLiteral(value)) mentions.services.insert(value);
  }
}

}  // namespace

bool Mentions::HasAnyKey(std::initializer_list<std::string_view> names) const {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return HasKey(name); });
}

bool Mentions::HasKeyPrefix(std::string_view prefix) const {
  const auto first = keys.lower_bound(prefix);
  return first != keys.end() && first->starts_with(prefix);
}

void AddMentions(const CompiledStatement& statement, Mentions& mentions) {
  if (statement.source->has_not_principal) mentions.kinds_of_identity = true;
  for (const PrincipalName& name : statement.principals) AddName(name, mentions);
  for (const ValuePattern& resource : statement.resources.templates) {
    for (const VariableUse& use : resource.variables) mentions.keys.insert(use.key);
  }
  for (const CompiledCondition& condition : statement.conditions) {
    mentions.keys.insert(condition.key);
    for (const Word& word : condition.element->values) AddValue(condition.key, word.text, mentions);
    for (const ValuePattern& pattern : condition.values.templates) {
      for (const VariableUse& use : pattern.variables) mentions.keys.insert(use.key);
    }
  }
  if (mentions.HasAnyKey({"aws:principalarn", "aws:userid", "aws:username", "aws:principaltype", "aws:tokenissuetime",
                          "aws:multifactorauthpresent", "aws:multifactorauthage", "aws:sourceidentity"}) ||
      mentions.HasKeyPrefix("aws:principaltag/")) {
    mentions.kinds_of_identity = true;
  }
}

}  // namespace crosstrail::policy
