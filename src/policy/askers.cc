#include "policy/askers.h"

#include <algorithm>
#include <set>

namespace crosstrail::policy {
namespace {

using Kind = Principal::Kind;
using Scope = OrganizationScope::Kind;

Who MakeWho(WhoKind kind, std::string id = {}) {
  Who who;
  who.kind = kind;
  who.id = std::move(id);
  return who;
}

class Enumeration {
 public:
  Enumeration(Reach& reach, const Cell& cell, bool with_owner)
      : reach_(reach),
        cell_(cell),
        with_owner_(with_owner),
        statement_(reach.policy().statements[cell.statement]),
        mentions_(reach.surroundings().mentions),
        owner_(reach.surroundings().owner) {}

  std::vector<Reached> Run() {
    const Statement& source = *statement_.source;
    const bool open = source.has_not_principal || !source.has_principal ||
                      std::any_of(statement_.principals.begin(), statement_.principals.end(), [](const auto& name) {
                        return name.kind == NameKind::kAnyone || name.kind == NameKind::kPattern;
                      });
    if (open) AskAnyone();
    if (source.has_principal && !any_identity_) {
      for (const PrincipalName& name : statement_.principals) AskFor(name);
    }
    if (source.has_principal) {
      for (const PrincipalName& name : statement_.principals) {
        if (name.kind == NameKind::kService) AskForService(name.text);
      }
    }
    return std::move(reached_);
  }

 private:
  // Whether the answer makes finer questions needless: not where it was given up on, or leads through an access point.
  static bool Settles(const ReachAnswer& answer) { return answer.found == Found::kYes && !answer.through_access_point; }

  bool Ask(Who who, std::vector<Subject> subjects) {
    const auto known =
        std::find_if(reached_.begin(), reached_.end(), [&](const Reached& r) { return r.asker.who == who; });
    if (known != reached_.end()) return Settles(known->answer);
    ReachAnswer answer = reach_.Ask(cell_, subjects);
    if (answer.found == Found::kNo) return false;
    const bool settled = Settles(answer);
    reached_.push_back(
        {.asker = {.who = std::move(who), .subjects = std::move(subjects)}, .answer = std::move(answer)});
    return settled;
  }

  // An identity of every kind that the policy might treat in a way of its own.
  std::vector<Subject> Identities(const Subject& like) const {
    std::vector<Subject> subjects;
    for (const Kind kind : {Kind::kRoleSession, Kind::kUser, Kind::kRoot, Kind::kFederatedUser}) {
      Subject& subject = subjects.emplace_back(like);
      subject.kind = kind;
      if (!mentions_.kinds_of_identity) break;
    }
    return subjects;
  }

  void AskAnyone() {
    Subject anonymous;
    anonymous.kind = Kind::kAnonymous;
    const bool public_access = Ask(MakeWho(WhoKind::kAnonymous), {anonymous});
    Subject stranger;
    stranger.organization.kind = Scope::kNotNamed;
    any_identity_ = Ask(MakeWho(WhoKind::kAnyIdentity), Identities(stranger));
    if (!any_identity_) {
      std::vector<std::string> reached = AskOrganizations();
      std::set<std::string> accounts = mentions_.accounts;
      accounts.erase(owner_);
      for (const std::string& account : accounts) AskAccount(account, reached);
      for (const std::string& id : mentions_.unique_ids) AskUniqueId(id);
      for (const std::string& id : mentions_.canonical_users) AskCanonicalUser(id);
    }
    if (with_owner_) AskTrusted();
    if (public_access || any_identity_) return;
    for (const std::string& service : mentions_.services) AskForService(service);
    AskForService("");
  }

  // The owner and whom it trusts, by name, though a stranger may have been found already.
  void AskTrusted() {
    const TrustConfig& trust = reach_.options().trust;
    AskAccount(owner_, {});
    for (const std::string& account : trust.accounts) AskAccount(account, {});
    std::set<std::string> organizations;
    if (!trust.organization.empty()) organizations.insert(trust.organization);
    for (const std::string& trusted : trust.trusted) {
      if (trusted.starts_with("o-")) {
        organizations.insert(trusted);
      } else {
        AskAccount(trusted, {});
      }
    }
    for (const std::string& id : organizations) {
      Subject member;
      member.organization.kind = Scope::kIn;
      member.organization.id = id;
      Ask(MakeWho(WhoKind::kOrganization, id), Identities(member));
    }
    // Of a statement for anyone, services are meant only where it speaks of them.
    const bool services = std::any_of(statement_.conditions.begin(), statement_.conditions.end(), [](const auto& c) {
      return c.key.starts_with("aws:source")
                 ? c.key != "aws:sourceip" && !c.key.starts_with("aws:sourcevpc")
                 : c.key == "aws:principalisawsservice" || c.key.starts_with("aws:principalservicename");
    });
    if (!services) return;
    for (const std::string& service : mentions_.services) AskOwnersService(service);
    AskOwnersService("");
  }

  std::vector<std::string> AskOrganizations() {
    std::set<std::string> organizations = mentions_.organizations;
    const std::string& own = reach_.surroundings().organization;
    if (!own.empty() && mentions_.HasAnyKey({"aws:principalorgid", "aws:principalorgpaths"})) organizations.insert(own);
    std::vector<std::string> reached;
    for (const std::string& id : organizations) {
      Subject member;
      member.organization.kind = Scope::kIn;
      member.organization.id = id;
      bool found = Ask(MakeWho(WhoKind::kOrganization, id), Identities(member));
      if (!found) {
        for (const std::string& path : mentions_.organization_paths) {
          if (!path.starts_with(id + "/")) continue;
          member.organization.path_pattern = path;
          found = Ask(MakeWho(WhoKind::kOrganizationPath, path), Identities(member)) || found;
        }
      }
      if (found) reached.push_back(id);
    }
    return reached;
  }

  void AskAccount(const std::string& account, const std::vector<std::string>& but_in) {
    Subject member;
    member.account = account;
    member.organization.excluded = but_in;
    if (Ask(MakeWho(WhoKind::kAccount, account), Identities(member))) return;
    for (const PrincipalName& name : mentions_.identities) {
      if (name.account == account) AskIdentity(name, but_in);
    }
    // Somebody in it whom the policy knows by another name than an ARN.
    if (mentions_.unique_ids.empty() && mentions_.canonical_users.empty()) return;
    member.any_id = true;
    std::vector<Subject> known = Identities(member);
    for (const std::string& id : mentions_.canonical_users) {
      member.canonical_id = id;
      const std::vector<Subject> more = Identities(member);
      known.insert(known.end(), more.begin(), more.end());
    }
    Ask(MakeWho(WhoKind::kAccount, account), known);
  }

  void AskIdentity(const PrincipalName& name, const std::vector<std::string>& but_in) {
    Subject subject;
    subject.account = name.account;
    subject.name = name.name;
    subject.any_id = true;
    subject.organization.excluded = but_in;
    switch (name.kind) {
      case NameKind::kUser:
        subject.kind = Kind::kUser;
        break;
      case NameKind::kFederatedUser:
        subject.kind = Kind::kFederatedUser;
        break;
      case NameKind::kRoleSession:
        subject.session = name.session;
        break;
      default:
        break;
    }
    Who who = MakeWho(WhoKind::kIdentity, name.text);
    who.account = name.account;
    Ask(std::move(who), {subject});
  }

  void AskUniqueId(const std::string& id) {
    Subject subject;
    subject.unique_id = id;
    subject.any_account = true;
    subject.kind = id.starts_with("AIDA") ? Kind::kUser : Kind::kRoleSession;
    Subject other = subject;
    other.kind = subject.kind == Kind::kUser ? Kind::kRoleSession : Kind::kUser;
    Ask(MakeWho(WhoKind::kUniqueId, id), {subject, other});
  }

  void AskCanonicalUser(const std::string& id) {
    Subject member;
    member.canonical_id = id;
    member.any_account = true;
    member.any_id = true;
    Ask(MakeWho(WhoKind::kCanonicalUser, id), Identities(member));
  }

  void AskFor(const PrincipalName& name) {
    Subject subject;
    subject.provider = name.text;
    switch (name.kind) {
      case NameKind::kAccount:
        if (name.account != owner_ || with_owner_) AskAccount(name.account, {});
        return;
      case NameKind::kUser:
      case NameKind::kRole:
      case NameKind::kRoleSession:
      case NameKind::kFederatedUser:
        if (name.account != owner_ || with_owner_) AskIdentity(name, {});
        return;
      case NameKind::kUniqueId:
        // An ARN of no known form has an account all the same.
        if (name.account != owner_ || name.account.empty() || with_owner_) AskUniqueId(name.text);
        return;
      case NameKind::kCanonicalUser:
        AskCanonicalUser(name.text);
        return;
      case NameKind::kSamlProvider: {
        if (name.account == owner_ && !with_owner_) return;
        subject.kind = Kind::kSamlProvider;
        subject.account = name.account;
        Who who = MakeWho(WhoKind::kFederated, name.text);
        who.account = name.account;
        Ask(std::move(who), {subject});
        return;
      }
      case NameKind::kWebIdentity:
        subject.kind = Kind::kWebIdentity;
        Ask(MakeWho(WhoKind::kFederated, name.text), {subject});
        return;
      case NameKind::kOriginAccessIdentity:
        subject.kind = Kind::kOriginAccessIdentity;
        Ask(MakeWho(WhoKind::kOriginAccessIdentity, name.text), {subject});
        return;
      default:
        return;
    }
  }

  // A service that acts for the owner and says so.
  void AskOwnersService(const std::string& service) {
    AskService(service, CustomerKind::kOwner,
               {.kind = Customer::Kind::kAccount, .id = owner_, .by_arn = false, .named = true});
  }

  bool AskAccountsService(const std::string& service, CustomerKind called, const std::string& account, bool by_arn) {
    return AskService(service, called,
                      {.kind = Customer::Kind::kAccount, .id = account, .by_arn = by_arn, .named = false});
  }

  bool AskCustomer(const std::string& service, CustomerKind called, Customer::Kind kind, const std::string& id = {}) {
    return AskService(service, called, {.kind = kind, .id = id, .by_arn = false, .named = false});
  }

  bool AskService(const std::string& service, CustomerKind called, const Customer& customer) {
    Subject subject;
    subject.kind = Kind::kService;
    subject.provider = service;
    subject.customer = customer;
    Who who = MakeWho(WhoKind::kService, service);
    who.customer = called;
    if (called != CustomerKind::kOwner) who.customer_id = customer.id;
    return Ask(std::move(who), {subject});
  }

  // For whom a service may act: anybody, or else whom the policy names.
  void AskForService(const std::string& service) {
    if (with_owner_) AskOwnersService(service);
    if (AskCustomer(service, CustomerKind::kAnyone, Customer::Kind::kStranger)) return;
    // A source that names no account may be anybody's; then only accounts that a source does name are news.
    const bool unknown = AskCustomer(service, CustomerKind::kUnknown, Customer::Kind::kOwnerlessSource);
    std::set<std::string> organizations = mentions_.source_organizations;
    const std::string& own = reach_.surroundings().organization;
    if (!own.empty() && mentions_.HasAnyKey({"aws:sourceorgid", "aws:sourceorgpaths"})) organizations.insert(own);
    bool owner_too = false;
    for (const std::string& id : organizations) {
      const bool found = AskCustomer(service, CustomerKind::kOrganization, Customer::Kind::kOrganization, id);
      owner_too = owner_too || (found && id == own);
    }
    for (const std::string& account : mentions_.source_accounts) {
      if (account != owner_) AskAccountsService(service, CustomerKind::kAccount, account, unknown);
    }
    if (!owner_too) AskAccountsService(service, CustomerKind::kOwner, owner_, unknown);
  }

  Reach& reach_;
  const Cell& cell_;
  bool with_owner_;
  const CompiledStatement& statement_;
  const Mentions& mentions_;
  const std::string& owner_;
  std::vector<Reached> reached_;
  bool any_identity_ = false;
};

}  // namespace

std::vector<Reached> WhoReaches(Reach& reach, const Cell& cell, bool with_owner) {
  return Enumeration(reach, cell, with_owner).Run();
}

}  // namespace crosstrail::policy
