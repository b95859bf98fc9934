// All requests that one kind of asker can make by one kind of route: which condition keys such a request has, which
// values they can have, and which of them follow from one another.
//
// This is where the facts about AWS's condition keys live (IAM User Guide, "AWS global condition context keys"): an
// anonymous request has no aws:PrincipalArn, aws:PrincipalAccount is a part of aws:PrincipalArn, aws:SourceIp and
// aws:SourceVpce exclude each other. Keys become constants, or variables that several keys may share. Not thread-safe;
// made anew for each search.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/compiled_policy.h"
#include "policy/constraint.h"
#include "policy/mentions.h"
#include "policy/request.h"

namespace crosstrail::policy {

/// What is known about the resource, whatever is asked.
struct Surroundings {
  std::string owner;         // account id
  std::string organization;  // of the owner; empty when not known
  std::string partition = "aws";
  std::optional<double> now;  // no request is earlier
  Mentions mentions;
};

/// Which organizations an account may be in.
struct OrganizationScope {
  enum class Kind : std::uint8_t { kAny, kNotNamed, kIn };
  Kind kind = Kind::kAny;
  std::vector<std::string> excluded = {};  // kAny: but for these
  std::string id = {};                     // kIn
  std::string path_pattern = {};           // kIn: within this pattern; empty: at no path that the policy names
};

/// On whose behalf a service acts.
struct Customer {
  enum class Kind : std::uint8_t { kStranger, kOwnerlessSource, kOrganization, kAccount };
  Kind kind = Kind::kStranger;
  std::string id;                   // of the account or organization
  bool by_arn = false;              // the account stands in aws:SourceArn
  bool named = false;               // the service says so in aws:SourceAccount, as it need not
  std::vector<std::string> but_in;  // of an account: in none of these organizations
};

/// Who asks. What is absent is a stranger's: an account, a name that the policy does not mention.
struct Subject {
  Principal::Kind kind = Principal::Kind::kRoleSession;
  std::optional<std::string> account;
  std::optional<std::string> name;
  std::optional<std::string> session;
  bool any_account = false;               // without an account: it may be one that the policy names, but not the owner
  std::vector<std::string> but_accounts;  // ... nor one of these
  bool any_id = false;                    // without a unique id: it may be one that the policy names
  bool any_path = false;                  // of a session: the role has a path before `name`
  std::string unique_id;
  std::string canonical_id;
  std::string provider;  // of a service: empty for any service that the policy does not name
  OrganizationScope organization;
  Customer customer;
};

struct Route {
  enum class Network : std::uint8_t { kAny, kInternet, kEndpoint };
  enum class AccessPoint : std::uint8_t { kNone, kOwners, kOthers };
  Network network = Network::kAny;  // kAny where the policy does not look
  AccessPoint access_point = AccessPoint::kNone;
};

/// How a key's text follows from its variable's: one of the prefixes and the suffix around it give the whole. No prefix
/// means an empty one.
struct Affix {
  std::vector<TextPattern> prefixes;
  TextPattern suffix;
  bool empty() const { return prefixes.empty() && suffix.empty(); }
};

struct Binding {
  enum class Kind : std::uint8_t { kAbsent, kConstant, kVariable };
  Kind kind = Kind::kAbsent;
  std::vector<std::string> values;  // kConstant
  std::size_t variable = 0;         // kVariable
  Affix affix;
};

/// An account that the policy does not name.
std::string FreshAccount(const Surroundings& surroundings);
/// A service that the policy does not name.
std::string FreshService(const Surroundings& surroundings);

class RequestSpace {
 public:
  RequestSpace(const Surroundings& surroundings, const Subject& subject, const Route& route);

  const Subject& subject() const { return subject_; }
  std::vector<Variable>& variables() { return variables_; }

  /// How the condition key (in lower case) is bound; made at the first call.
  const Binding& Bind(std::string_view key);
  /// The variables of the resource and, of a search that leaves it open, the action.
  std::size_t ResourceVariable();
  std::size_t ActionVariable();

  /// `test` put through `affix`, so that it speaks of the variable.
  const ValueTest* Wrap(const ValueTest& test, const Affix& affix);
  /// Keeps `test` as long as the space.
  const ValueTest* Keep(ValueTest test);

  /// Makes values agree that follow from one another though they are variables apart: the account of aws:SourceArn and
  /// aws:SourceAccount. False when they cannot.
  bool Reconcile(std::vector<std::vector<std::string>>& values) const;

  /// The request whose variables have `values` (as Solve gives them, one entry a variable).
  Request Build(const std::vector<std::vector<std::string>>& values) const;

 private:
  Binding MakeKey(const std::string& key);
  Binding MakePrincipalKey(std::string_view key);
  Binding MakeSourceKey(std::string_view key);
  Binding MakeNetworkKey(std::string_view key);
  Binding MakeAccessPointKey(std::string_view key);
  Binding MakeOtherKey(std::string_view key);

  Binding PrincipalArnBinding();
  Binding PrincipalAccountBinding();
  Binding UserIdBinding();
  Binding UserNameBinding();
  Binding OrganizationBinding(const std::string& key, const OrganizationScope& scope, bool present, bool id_only);
  Binding SourceArnBinding();
  Binding SourceAccountBinding();
  Binding TimeBinding();

  bool IsFullyNamed() const;
  std::string ArnPrefix() const;   // "arn:aws:iam::" of the subject's kind
  std::string KindPrefix() const;  // "user/"
  std::vector<std::string> AccountsOfOthers() const;
  std::string NameOfSubject() const;
  TextPattern AccountPattern() const;
  OrganizationScope ScopeOfSubject() const;
  OrganizationScope ScopeOfCustomer() const;

  Binding Constant(std::string value) const;
  Binding Of(std::size_t variable) const;
  /// A variable of its own, each of whose values matches one of `shape` (all texts when empty) and none of `never`.
  std::size_t AddVariable(Presence presence, std::vector<TextPattern> shape, std::vector<TextPattern> never = {});
  /// The variable called `name`, made by `make` at the first call.
  template <typename F>
  std::size_t Shared(std::string_view name, F make) {
    for (const auto& [known, variable] : shared_) {
      if (known == name) return variable;
    }
    const std::size_t variable = make();
    shared_.emplace_back(name, variable);
    return variable;
  }

  const Surroundings& surroundings_;
  const Subject& subject_;
  Route route_;
  std::vector<Variable> variables_;
  std::deque<std::pair<std::string, Binding>> bindings_;
  std::vector<std::pair<std::string, std::size_t>> shared_;
  std::deque<ValueTest> tests_;
};

}  // namespace crosstrail::policy
