#include "policy/arn.h"
#include "policy/condition_keys.h"
#include "policy/forms.h"
#include "policy/request_space.h"
#include "policy/request_variables.h"

namespace crosstrail::policy {
namespace {

using Kind = Principal::Kind;

constexpr std::size_t kUniqueIdTail = 17;

// The organization "o-..." with any path in it.
TextPattern PathIn(const TextPattern& organization) {
  TextPattern pattern = organization;
  AppendText(pattern, "/r-");
  AppendRun(pattern, kLowerOrDigit);
  AppendText(pattern, "/");
  pattern.push_back({.what = kPathCharacter, .repeat = true});
  return pattern;
}

TextPattern AnyOrganization() {
  TextPattern pattern = PatternOfText("o-");
  AppendRun(pattern, kLowerOrDigit);
  return pattern;
}

TextPattern UnderOrganization(std::string_view id) {
  TextPattern pattern = PatternOfText(std::string(id) + "/");
  AppendAnything(pattern);
  return pattern;
}

}  // namespace

bool RequestSpace::IsFullyNamed() const {
  return subject_.account && !subject_.any_path && (subject_.name || subject_.kind == Kind::kRoot);
}

std::string RequestSpace::ArnPrefix() const {
  const std::string_view service = subject_.kind == Kind::kFederatedUser ? "sts" : "iam";
  return "arn:" + surroundings_.partition + ":" + std::string(service) + "::";
}

std::string RequestSpace::KindPrefix() const {
  switch (subject_.kind) {
    case Kind::kUser:
      return "user/";
    case Kind::kFederatedUser:
      return "federated-user/";
    case Kind::kRoot:
      return "root";
    default:
      return "role/";
  }
}

// A stranger's account is none that the policy, or the owner, would know.
std::vector<std::string> RequestSpace::AccountsOfOthers() const {
  std::vector<std::string> accounts;
  if (subject_.account) return accounts;
  if (!subject_.any_account) {
    accounts.assign(surroundings_.mentions.accounts.begin(), surroundings_.mentions.accounts.end());
  }
  accounts.insert(accounts.end(), subject_.but_accounts.begin(), subject_.but_accounts.end());
  accounts.push_back(surroundings_.owner);
  return accounts;
}

// Where nothing else is asked of it.
std::string RequestSpace::NameOfSubject() const {
  return (subject_.any_path ? "path/" : "") + subject_.name.value_or("outsider");
}

TextPattern RequestSpace::AccountPattern() const {
  if (subject_.account) return PatternOfText(*subject_.account);
  TextPattern digits;
  AppendClass(digits, kDigit, kAccountDigits);
  return digits;
}

Binding RequestSpace::PrincipalArnBinding() {
  if (!IsIamIdentity(subject_.kind)) return {};
  const std::string head = ArnPrefix();
  const std::string kind = KindPrefix();
  if (IsFullyNamed()) return Constant(head + *subject_.account + ":" + kind + subject_.name.value_or(""));
  return Of(Shared(kArnVariable, [&] {
    TextPattern shape = PatternOfText(head);
    AppendPattern(shape, AccountPattern());
    AppendText(shape, ":" + kind);
    if (subject_.any_path) {
      AppendRun(shape, kNameCharacterOrSlash);
      AppendText(shape, "/" + *subject_.name);
    } else if (subject_.name) {
      AppendText(shape, *subject_.name);
    } else if (subject_.kind != Kind::kRoot) {
      shape.push_back({.what = kNameCharacterOrSlash, .repeat = true});
      shape.push_back({.what = kNameCharacter});
    }
    std::vector<TextPattern> never;
    for (const std::string& account : AccountsOfOthers()) {
      AppendAnything(never.emplace_back(PatternOfText(head + account + ":")));
    }
    if (subject_.account) {
      for (const PrincipalName& name : surroundings_.mentions.identities) {
        if (name.account != *subject_.account) continue;
        if (name.kind == NameKind::kRoleSession) {
          if (subject_.any_path && subject_.name == name.name) continue;
          never.push_back(PatternOfText(head + name.account + ":role/" + name.name));
          TextPattern& with_path = never.emplace_back(PatternOfText(head + name.account + ":role/"));
          AppendAnything(with_path);
          AppendText(with_path, "/" + name.name);
        } else {
          never.push_back(PatternOfText(name.text));
        }
      }
    }
    const std::size_t variable = AddVariable(Presence::kPresent, {std::move(shape)}, std::move(never));
    variables_[variable].preferred.push_back(head + subject_.account.value_or(FreshAccount(surroundings_)) + ":" +
                                             kind + (subject_.kind == Kind::kRoot ? "" : NameOfSubject()));
    return variable;
  }));
}

Binding RequestSpace::PrincipalAccountBinding() {
  if (subject_.kind == Kind::kAnonymous) return Constant("anonymous");
  if (subject_.account) return Constant(*subject_.account);
  if (!IsIamIdentity(subject_.kind)) return {};
  Binding binding = PrincipalArnBinding();
  binding.affix.prefixes.push_back(PatternOfText(ArnPrefix()));
  binding.affix.suffix = PatternOfText(":");
  AppendAnything(binding.affix.suffix);
  return binding;
}

Binding RequestSpace::UserIdBinding() {
  const bool user = subject_.kind == Kind::kUser;
  switch (subject_.kind) {
    case Kind::kAnonymous:
      return Constant("anonymous");
    case Kind::kRoot: {
      Binding binding = PrincipalAccountBinding();
      if (binding.kind == Binding::Kind::kVariable) binding.affix.suffix = PatternOfText(":root");
      return binding;
    }
    case Kind::kFederatedUser:
      if (subject_.account && subject_.name) return Constant(*subject_.account + ":" + *subject_.name);
      return Of(Shared(kUserIdVariable, [&] {
        TextPattern shape = AccountPattern();
        AppendText(shape, ":");
        AppendRun(shape, kNameCharacter);
        std::vector<TextPattern> never;
        for (const std::string& account : AccountsOfOthers()) {
          AppendAnything(never.emplace_back(PatternOfText(account + ":")));
        }
        return AddVariable(Presence::kPresent, {std::move(shape)}, std::move(never));
      }));
    case Kind::kUser:
    case Kind::kRoleSession:
      break;
    default:
      return {};
  }
  if (user && !subject_.unique_id.empty()) return Constant(subject_.unique_id);
  return Of(Shared(kUserIdVariable, [&] {
    TextPattern shape;
    std::vector<TextPattern> never;
    if (!subject_.unique_id.empty()) {
      AppendText(shape, subject_.unique_id);
    } else {
      AppendText(shape, user ? "AIDA" : "AROA");
      AppendClass(shape, kUpperOrDigit, kUniqueIdTail);
      for (const std::string& id : surroundings_.mentions.unique_ids) {
        if (subject_.any_id) break;
        TextPattern& pattern = never.emplace_back(PatternOfText(id));
        if (!user) {
          AppendText(pattern, ":");
          AppendAnything(pattern);
        }
      }
    }
    if (!user) {
      AppendText(shape, ":");
      if (subject_.session) {
        AppendText(shape, *subject_.session);
      } else {
        AppendRun(shape, kNameCharacter);
      }
    }
    return AddVariable(Presence::kPresent, {std::move(shape)}, std::move(never));
  }));
}

Binding RequestSpace::UserNameBinding() {
  if (subject_.kind != Kind::kUser) return {};
  if (subject_.name) return Constant(subject_.name->substr(subject_.name->rfind('/') + 1));
  Binding binding = PrincipalArnBinding();
  TextPattern head = PatternOfText(ArnPrefix());
  AppendPattern(head, AccountPattern());
  AppendText(head, ":user/");
  TextPattern with_path = head;
  AppendAnything(with_path);
  AppendText(with_path, "/");
  binding.affix.prefixes = {std::move(head), std::move(with_path)};
  return binding;
}

OrganizationScope RequestSpace::ScopeOfSubject() const {
  const bool own = subject_.account && *subject_.account == surroundings_.owner;
  if (!own || surroundings_.organization.empty()) return subject_.organization;
  return {.kind = OrganizationScope::Kind::kIn, .id = surroundings_.organization, .path_pattern = "*"};
}

OrganizationScope RequestSpace::ScopeOfCustomer() const {
  using Scope = OrganizationScope::Kind;
  const Customer& customer = subject_.customer;
  switch (customer.kind) {
    case Customer::Kind::kOrganization:
      return {.kind = Scope::kIn, .id = customer.id, .path_pattern = "*"};
    case Customer::Kind::kAccount:
      if (customer.id == surroundings_.owner && !surroundings_.organization.empty()) {
        return {.kind = Scope::kIn, .id = surroundings_.organization, .path_pattern = "*"};
      }
      return {.kind = Scope::kAny, .excluded = customer.but_in};
    default:
      return {.kind = Scope::kNotNamed};
  }
}

Binding RequestSpace::OrganizationBinding(const std::string& key, const OrganizationScope& scope, bool present,
                                          bool id_only) {
  using Scope = OrganizationScope::Kind;
  const Mentions& mentions = surroundings_.mentions;
  Binding binding = Of(Shared(key, [&] {
    std::vector<TextPattern> shape;
    std::vector<TextPattern> never;
    if (scope.kind == Scope::kIn) {
      shape.push_back(PathIn(PatternOfText(scope.id)));
      if (scope.path_pattern.empty()) {
        for (const std::string& path : mentions.organization_paths) {
          never.push_back(PatternOfGlob(ParseValuePattern(path, true, false).glob, false));
        }
      }
    } else {
      shape.push_back(PathIn(AnyOrganization()));
      for (const auto* named : {&mentions.organizations, &mentions.source_organizations}) {
        for (const std::string& id : *named) {
          if (scope.kind == Scope::kNotNamed) {
            never.push_back(UnderOrganization(id));
          } else {
            shape.push_back(PathIn(PatternOfText(id)));
          }
        }
      }
      if (scope.kind == Scope::kNotNamed && !surroundings_.organization.empty()) {
        never.push_back(UnderOrganization(surroundings_.organization));
      }
      for (const std::string& id : scope.excluded) never.push_back(UnderOrganization(id));
    }
    const std::size_t variable =
        AddVariable(present ? Presence::kPresent : Presence::kOptional, std::move(shape), std::move(never));
    if (scope.kind == Scope::kIn && !scope.path_pattern.empty() && scope.path_pattern != "*") {
      ValueTest within;
      within.patterns.push_back(PatternOfGlob(ParseValuePattern(scope.path_pattern, true, false).glob, false));
      variables_[variable].shape.push_back(
          {.test = Keep(std::move(within)), .want = true, .all = true, .absent_ok = true});
    }
    return variable;
  }));
  if (id_only) {
    binding.affix.suffix = PatternOfText("/r-");
    AppendAnything(binding.affix.suffix);
  }
  return binding;
}

Binding RequestSpace::MakePrincipalKey(std::string_view key) {
  const Kind kind = subject_.kind;
  const bool service = kind == Kind::kService;
  const bool anonymous = kind == Kind::kAnonymous;
  if (key == "aws:principalarn") return PrincipalArnBinding();
  if (key == "aws:principalaccount") return PrincipalAccountBinding();
  if (key == "kms:calleraccount") {
    return IsIamIdentity(kind) || kind == Kind::kSamlProvider ? PrincipalAccountBinding() : Binding{};
  }
  if (key == "aws:userid") return UserIdBinding();
  if (key == "aws:username") return UserNameBinding();
  if (key == "aws:principalorgid" || key == "aws:principalorgpaths") {
    if (!IsIamIdentity(kind) && kind != Kind::kSamlProvider) return {};
    const OrganizationScope scope = ScopeOfSubject();
    return OrganizationBinding(std::string(kPrincipalPathVariable), scope, scope.kind == OrganizationScope::Kind::kIn,
                               key == "aws:principalorgid");
  }
  if (key == "aws:principalisawsservice") return anonymous ? Binding{} : Constant(service ? "true" : "false");
  if (key == "aws:principalservicename" || key == "aws:principalservicenameslist") {
    if (!service) return {};
    if (!subject_.provider.empty()) return Constant(subject_.provider);
    return Of(Shared(kServiceVariable, [&] {
      TextPattern shape;
      AppendRun(shape, kPathCharacter);
      AppendText(shape, ".amazonaws.com");
      std::vector<TextPattern> never;
      never.reserve(surroundings_.mentions.services.size());
      for (const std::string& name : surroundings_.mentions.services) never.push_back(PatternOfText(name));
      const std::size_t variable = AddVariable(Presence::kPresent, {std::move(shape)}, std::move(never));
      variables_[variable].preferred.push_back(FreshService(surroundings_));
      return variable;
    }));
  }
  if (key == "aws:principaltype") {
    Request request;
    request.principal.kind = kind;
    const std::vector<std::string> type = KeyValues(request, key);
    return type.empty() ? Binding{} : Constant(type.front());
  }
  if (anonymous) return {};
  return MakeOtherKey(key);
}

}  // namespace crosstrail::policy
