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
        surroundings_(reach.SurroundingsOf(cell.statement)),
        mentions_(surroundings_.mentions),
        owner_(surroundings_.owner) {}

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
        if (name.kind == NameKind::kOriginAccessIdentity) AskFor(name);
      }
    }
    return std::move(reached_);
  }

 private:
  static bool IsByAccessPoint(const Reached& reached) {
    return reached.answer.found == Found::kYes && reached.answer.through_access_point;
  }

  // Whether the answer makes finer questions needless: not where it was given up on, or leads through an access point.
  static bool Settles(const ReachAnswer& answer) { return answer.found == Found::kYes && !answer.through_access_point; }

  bool Ask(Who who, std::vector<Subject> subjects) {
    const auto known =
        std::find_if(reached_.begin(), reached_.end(), [&](const Reached& r) { return r.asker.who == who; });
    if (known != reached_.end()) return Settles(known->answer);
    ReachAnswer answer = reach_.Ask(cell_, subjects);
    if (answer.found == Found::kNo) return false;
    // By access points alone is no news of somebody where all can come that way.
    if (answer.through_access_point && all_by_access_point_) return false;
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
    all_by_access_point_ = std::any_of(reached_.begin(), reached_.end(), IsByAccessPoint);
    if (reach_.exhausted()) return;  // what was just answered covers everybody
    if (!any_identity_) {
      const std::vector<std::string> reached = AskOrganizations();
      std::set<std::string> accounts = mentions_.accounts;
      accounts.erase(owner_);
      for (const std::string& account : accounts) {
        if (AskAccount(account, reached)) whole_accounts_.push_back(account);
      }
      for (const std::string& id : mentions_.unique_ids) AskUniqueId(id, reached);
      for (const std::string& id : mentions_.canonical_users) AskCanonicalUser(id, reached);
    }
    if (with_owner_) {
      const bool all = std::exchange(all_by_access_point_, false);
      AskTrusted();
      all_by_access_point_ = all;
    }
    if (public_access || any_identity_) return;
    AskProviders();
    for (const std::string& service : mentions_.services) AskForService(service);
    AskForService("");
  }

  // Those who are no identities of IAM.
  void AskProviders() {
    for (const PrincipalName& name : mentions_.providers) AskFor(name);
    Subject stranger;
    stranger.kind = Kind::kWebIdentity;
    stranger.provider = "idp.outsider.example";
    Subject saml = SamlProvider(FreshAccount(surroundings_));
    saml.organization.kind = Scope::kNotNamed;
    Ask(MakeWho(WhoKind::kFederated), {stranger, saml});
    stranger.kind = Kind::kOriginAccessIdentity;
    stranger.provider = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E0OUTSIDER0000";
    Ask(MakeWho(WhoKind::kOriginAccessIdentity), {stranger});
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
    const std::string& own = surroundings_.organization;
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

  // Whether anybody of it can.
  bool AskAccount(const std::string& account, const std::vector<std::string>& but_in) {
    Subject member;
    member.account = account;
    member.organization.excluded = but_in;
    if (Ask(MakeWho(WhoKind::kAccount, account), Identities(member))) return true;
    std::vector<Subject> others;
    for (const PrincipalName& name : mentions_.identities) {
      if (name.account != account) continue;
      AskIdentity(name, but_in);
      if (name.kind != NameKind::kRoleSession) continue;
      // The role's other sessions.
      Subject session = member;
      session.name = name.name;
      session.any_id = true;
      Who role =
          MakeWho(WhoKind::kIdentity, "arn:" + surroundings_.partition + ":iam::" + account + ":role/" + name.name);
      role.account = account;
      Ask(std::move(role), {session});
      session.any_path = true;
      others.push_back(std::move(session));
    }
    for (const PrincipalName& name : mentions_.providers) {
      if (name.account == account) AskFor(name);
    }
    // Somebody in it whom the policy knows by another name than an ARN, or who has none.
    if (!mentions_.unique_ids.empty() || !mentions_.canonical_users.empty()) {
      member.any_id = true;
      const std::vector<Subject> known = WithIds(Identities(member));
      others.insert(others.end(), known.begin(), known.end());
    }
    others.push_back(SamlProvider(account));
    Ask(MakeWho(WhoKind::kAccount, account), std::move(others));
    return false;
  }

  // A provider of `account` that the policy does not name.
  Subject SamlProvider(const std::string& account) const {
    Subject subject;
    subject.kind = Kind::kSamlProvider;
    subject.account = account;
    subject.provider = "arn:" + surroundings_.partition + ":iam::" + account + ":saml-provider/outsider";
    return subject;
  }

  // `subjects`, and each of them under the unique and canonical ids by which the policy might know it.
  std::vector<Subject> WithIds(std::vector<Subject> subjects) const {
    const auto choices = [](const std::set<std::string>& named, const std::string& own) {
      std::vector<std::string> ids = {own};
      if (own.empty()) ids.insert(ids.end(), named.begin(), named.end());
      return ids;
    };
    const std::size_t count = subjects.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Subject like = subjects[i];
      const bool has_id = like.kind == Kind::kUser || like.kind == Kind::kRoleSession;
      for (const std::string& unique :
           choices(has_id ? mentions_.unique_ids : std::set<std::string>(), like.unique_id)) {
        for (const std::string& canonical : choices(mentions_.canonical_users, like.canonical_id)) {
          if (unique == like.unique_id && canonical == like.canonical_id) continue;
          Subject& subject = subjects.emplace_back(like);
          subject.unique_id = unique;
          subject.canonical_id = canonical;
          subject.any_id = true;
        }
      }
    }
    return subjects;
  }

  bool IsWhole(const std::string& account) const {
    return account == owner_ ||
           std::find(whole_accounts_.begin(), whole_accounts_.end(), account) != whole_accounts_.end();
  }

  // `subjects`, and each of them as somebody whom the policy knows by name, but for accounts of which anybody can.
  std::vector<Subject> WithNames(std::vector<Subject> subjects) const {
    const std::size_t count = subjects.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Subject like = subjects[i];
      for (const std::string& account : mentions_.accounts) {
        if (IsWhole(account)) continue;
        Subject& member = subjects.emplace_back(like);
        member.account = account;
      }
      for (const PrincipalName& name : mentions_.identities) {
        if (IsWhole(name.account) || KindOf(name) != like.kind) continue;
        subjects.push_back(Named(name, like));
      }
    }
    return subjects;
  }

  static Kind KindOf(const PrincipalName& name) {
    if (name.kind == NameKind::kUser) return Kind::kUser;
    return name.kind == NameKind::kFederatedUser ? Kind::kFederatedUser : Kind::kRoleSession;
  }

  static Subject Named(const PrincipalName& name, Subject like) {
    like.kind = KindOf(name);
    like.account = name.account;
    like.name = name.name;
    if (name.kind == NameKind::kRoleSession) like.session = name.session;
    return like;
  }

  void AskIdentity(const PrincipalName& name, const std::vector<std::string>& but_in) {
    Subject like;
    like.any_id = true;
    like.organization.excluded = but_in;
    std::vector<Subject> subjects = {Named(name, like)};
    if (name.kind == NameKind::kRoleSession) {
      // The ARN of a session leaves the path of its role out.
      for (const PrincipalName& role : mentions_.identities) {
        if (role.kind != NameKind::kRole || role.account != name.account || !role.name.ends_with("/" + name.name))
          continue;
        subjects.push_back(subjects.front());
        subjects.back().name = role.name;
      }
      subjects.push_back(subjects.front());
      subjects.back().any_path = true;
    }
    Who who = MakeWho(WhoKind::kIdentity, name.text);
    who.account = name.account;
    Ask(std::move(who), WithIds(std::move(subjects)));
  }

  void AskUniqueId(const std::string& id, const std::vector<std::string>& but_in) {
    Subject subject;
    subject.organization.excluded = but_in;
    subject.unique_id = id;
    subject.any_account = true;
    subject.but_accounts = whole_accounts_;
    subject.kind = id.starts_with("AIDA") ? Kind::kUser : Kind::kRoleSession;
    Subject other = subject;
    other.kind = subject.kind == Kind::kUser ? Kind::kRoleSession : Kind::kUser;
    Ask(MakeWho(WhoKind::kUniqueId, id), WithIds(WithNames({subject, other})));
  }

  void AskCanonicalUser(const std::string& id, const std::vector<std::string>& but_in) {
    Subject member;
    member.organization.excluded = but_in;
    member.canonical_id = id;
    member.any_account = true;
    member.but_accounts = whole_accounts_;
    member.any_id = true;
    Ask(MakeWho(WhoKind::kCanonicalUser, id), WithIds(WithNames(Identities(member))));
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
        if (name.account != owner_ || name.account.empty() || with_owner_) AskUniqueId(name.text, {});
        return;
      case NameKind::kCanonicalUser:
        AskCanonicalUser(name.text, {});
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
               {.kind = Customer::Kind::kAccount, .id = owner_, .by_arn = false, .named = true, .but_in = {}});
  }

  bool AskAccountsService(const std::string& service, CustomerKind called, const std::string& account, bool by_arn,
                          const std::vector<std::string>& but_in) {
    return AskService(
        service, called,
        {.kind = Customer::Kind::kAccount, .id = account, .by_arn = by_arn, .named = false, .but_in = but_in});
  }

  bool AskCustomer(const std::string& service, CustomerKind called, Customer::Kind kind, const std::string& id = {}) {
    return AskService(service, called, {.kind = kind, .id = id, .by_arn = false, .named = false, .but_in = {}});
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
    if (!services_.insert(service).second) return;
    if (with_owner_) AskOwnersService(service);
    const std::size_t before = reached_.size();
    if (AskCustomer(service, CustomerKind::kAnyone, Customer::Kind::kStranger)) return;
    const bool for_all = all_by_access_point_ || (reached_.size() > before && IsByAccessPoint(reached_.back()));
    const bool all = std::exchange(all_by_access_point_, for_all);
    AskForCustomersOf(service);
    all_by_access_point_ = all;
  }

  void AskForCustomersOf(const std::string& service) {
    // A source that names no account may be anybody's; then only accounts that a source does name are news.
    const std::size_t before = reached_.size();
    AskCustomer(service, CustomerKind::kUnknown, Customer::Kind::kOwnerlessSource);
    const bool unknown = reached_.size() > before;
    std::set<std::string> organizations = mentions_.source_organizations;
    const std::string& own = surroundings_.organization;
    if (!own.empty() && mentions_.HasAnyKey({"aws:sourceorgid", "aws:sourceorgpaths"})) organizations.insert(own);
    bool owner_too = false;
    std::vector<std::string> reached;
    for (const std::string& id : organizations) {
      if (!AskCustomer(service, CustomerKind::kOrganization, Customer::Kind::kOrganization, id)) continue;
      reached.push_back(id);
      owner_too = owner_too || id == own;
    }
    for (const std::string& account : mentions_.source_accounts) {
      if (account != owner_) AskAccountsService(service, CustomerKind::kAccount, account, unknown, reached);
    }
    if (!owner_too) AskAccountsService(service, CustomerKind::kOwner, owner_, unknown, {});
  }

  Reach& reach_;
  const Cell& cell_;
  bool with_owner_;
  const CompiledStatement& statement_;
  const Surroundings& surroundings_;
  const Mentions& mentions_;
  const std::string& owner_;
  std::vector<Reached> reached_;
  std::vector<std::string> whole_accounts_;  // of which anybody can
  std::set<std::string> services_;           // asked for already
  bool any_identity_ = false;
  bool all_by_access_point_ = false;  // whoever it is can come through the owner's access points
};

}  // namespace

std::vector<Reached> WhoReaches(Reach& reach, const Cell& cell, bool with_owner) {
  return Enumeration(reach, cell, with_owner).Run();
}

}  // namespace crosstrail::policy
