// What a policy speaks of by name: the accounts, organizations, identities and keys that could be treated in a way of
// their own. Whoever it does not name it cannot tell from anybody else, so the analyser asks for each of these and for
// one stranger instead of for everybody.
//
// Plain data, in sorted containers so that results come in one order. Made once a policy.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "policy/compiled_policy.h"

namespace crosstrail::policy {

struct IdentityLess {
  bool operator()(const PrincipalName& a, const PrincipalName& b) const { return a.text < b.text; }
};

struct Mentions {
  std::set<std::string> accounts;            // as principals
  std::set<std::string> organizations;       // o-...
  std::set<std::string> organization_paths;  // patterns of aws:PrincipalOrgPaths that say more than the organization
  std::set<PrincipalName, IdentityLess> identities;  // users, roles, sessions, federated users
  std::set<std::string> unique_ids;                  // AIDA..., AROA...
  std::set<std::string> canonical_users;             // 64 hexadecimal digits
  std::set<std::string> source_accounts;             // of aws:SourceAccount and aws:SourceArn
  std::set<std::string> source_organizations;        // of aws:SourceOrgID and aws:SourceOrgPaths
  std::set<std::string> ownerless_sources;           // values of aws:SourceArn that name no account
  std::set<PrincipalName, IdentityLess> providers;   // of federated identities, and origin access identities
  std::set<std::string> services;                    // as principals, and in aws:PrincipalServiceName
  std::set<std::string, std::less<>> keys;           // condition keys and variables, in lower case

  bool HasKey(std::string_view key) const { return keys.contains(key); }
  /// Whether some key is among `names`.
  bool HasAnyKey(std::initializer_list<std::string_view> names) const;
  /// Whether a key starts with `prefix`.
  bool HasKeyPrefix(std::string_view prefix) const;

  /// Whether the policy can tell a role's session from a user or the root user of the same account.
  bool kinds_of_identity = false;
};

/// Adds what `statement` names to `mentions`.
void AddMentions(const CompiledStatement& statement, Mentions& mentions);

}  // namespace crosstrail::policy
