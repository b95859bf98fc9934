#include "policy/request_space.h"

#include <algorithm>

#include "policy/arn.h"
#include "policy/condition_keys.h"
#include "policy/scalars.h"

namespace crosstrail::policy {
namespace {

using Kind = Principal::Kind;

constexpr std::string_view kArnVariable = "arn";
constexpr std::string_view kUserIdVariable = "userid";
constexpr std::string_view kSourceArnVariable = "source arn";
constexpr std::string_view kSourceAccountVariable = "source account";
constexpr std::string_view kServiceVariable = "service";
constexpr std::string_view kAccessPointVariable = "access point";
constexpr std::string_view kTimeVariable = "time";
constexpr std::string_view kResourceVariable = "resource";
constexpr std::string_view kActionVariable = "action";
constexpr std::string_view kPrincipalPathVariable = "aws:principalorgpaths";
constexpr std::string_view kSourcePathVariable = "aws:sourceorgpaths";
constexpr std::string_view kEndpointPathVariable = "aws:vpceorgpaths";
constexpr std::string_view kResourcePathVariable = "aws:resourceorgpaths";

constexpr std::size_t kAccountDigits = 12;
constexpr std::size_t kUniqueIdTail = 17;

TextPattern Text(std::string_view text) { return PatternOfText(text); }

// Of an ARN.
std::string AccountOf(std::string_view arn) {
  const auto parts = SplitArn(arn);
  return std::string(parts ? parts->account : std::string_view());
}

std::string WithAccount(std::string_view arn, std::string_view account) {
  const auto parts = SplitArn(arn);
  if (!parts) return std::string(arn);
  const auto begin = static_cast<std::size_t>(parts->account.data() - arn.data());
  return std::string(arn).replace(begin, parts->account.size(), account);
}

// "arn:*:*:*:" with its parts open.
TextPattern OpenArnHead() {
  TextPattern pattern = Text("arn:");
  AppendArnParts(pattern, 3);
  return pattern;
}

TextPattern OpenArn(const TextPattern& account) {
  TextPattern pattern = OpenArnHead();
  AppendPattern(pattern, account);
  AppendText(pattern, ":");
  AppendRun(pattern, kAnyCharacter);
  return pattern;
}

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
  TextPattern pattern = Text("o-");
  AppendRun(pattern, kLowerOrDigit);
  return pattern;
}

TextPattern UnderOrganization(std::string_view id) {
  TextPattern pattern = Text(std::string(id) + "/");
  AppendAnything(pattern);
  return pattern;
}

}  // namespace

RequestSpace::RequestSpace(const Surroundings& surroundings, const Subject& subject, const Route& route)
    : surroundings_(surroundings), subject_(subject), route_(route) {}

bool RequestSpace::IsFullyNamed() const { return subject_.account && (subject_.name || subject_.kind == Kind::kRoot); }

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

TextPattern RequestSpace::AccountPattern() const {
  if (subject_.account) return Text(*subject_.account);
  TextPattern digits;
  AppendClass(digits, kDigit, kAccountDigits);
  return digits;
}

std::string RequestSpace::FreshAccount() const {
  for (char digit = '9'; digit > '0'; --digit) {
    std::string account(kAccountDigits, digit);
    if (!surroundings_.mentions.accounts.contains(account) && account != surroundings_.owner) return account;
  }
  // All of those are taken: count on from one that is not.
  for (std::uint64_t number = 100'000'000'000;; ++number) {
    std::string account = std::to_string(number);
    if (!surroundings_.mentions.accounts.contains(account) && account != surroundings_.owner) return account;
  }
}

Binding RequestSpace::Constant(std::string value) const {
  Binding binding;
  binding.kind = Binding::Kind::kConstant;
  binding.values.push_back(std::move(value));
  return binding;
}

Binding RequestSpace::Of(std::size_t variable) const {
  Binding binding;
  binding.kind = Binding::Kind::kVariable;
  binding.variable = variable;
  return binding;
}

const ValueTest* RequestSpace::Keep(ValueTest test) {
  tests_.push_back(std::move(test));
  return &tests_.back();
}

std::size_t RequestSpace::AddVariable(Presence presence, std::vector<TextPattern> shape,
                                      std::vector<TextPattern> never) {
  Variable& variable = variables_.emplace_back();
  variable.presence = presence;
  const auto add = [&](std::vector<TextPattern> patterns, bool want) {
    if (patterns.empty()) return;
    ValueTest test;
    test.patterns = std::move(patterns);
    variable.shape.push_back({.test = Keep(std::move(test)), .want = want, .all = true, .absent_ok = true});
  };
  add(std::move(shape), true);
  add(std::move(never), false);
  return variables_.size() - 1;
}

template <typename F>
std::size_t RequestSpace::Shared(std::string_view name, F make) {
  for (const auto& [known, variable] : shared_) {
    if (known == name) return variable;
  }
  const std::size_t variable = make();
  shared_.emplace_back(name, variable);
  return variable;
}

const ValueTest* RequestSpace::Wrap(const ValueTest& test, const Affix& affix) {
  if (affix.empty() || test.theory != ValueTest::Theory::kText) return &test;
  ValueTest wrapped;
  const std::vector<TextPattern> no_prefix(1);
  for (const TextPattern& prefix : affix.prefixes.empty() ? no_prefix : affix.prefixes) {
    for (const TextPattern& pattern : test.patterns) {
      TextPattern& whole = wrapped.patterns.emplace_back(prefix);
      AppendPattern(whole, pattern);
      AppendPattern(whole, affix.suffix);
    }
  }
  return Keep(std::move(wrapped));
}

const Binding& RequestSpace::Bind(std::string_view key) {
  for (const auto& [known, binding] : bindings_) {
    if (known == key) return binding;
  }
  std::string name(key);
  Binding binding = MakeKey(name);
  return bindings_.emplace_back(std::move(name), std::move(binding)).second;
}

std::size_t RequestSpace::ResourceVariable() {
  return Shared(kResourceVariable, [&] { return AddVariable(Presence::kPresent, {}); });
}

std::size_t RequestSpace::ActionVariable() {
  return Shared(kActionVariable, [&] { return AddVariable(Presence::kPresent, {}); });
}

Binding RequestSpace::MakeKey(const std::string& key) {
  switch (KindOf(key)) {
    case ConditionKind::kPrincipal:
    case ConditionKind::kMfa:
      return MakePrincipalKey(key);
    case ConditionKind::kSourceService:
      return MakeSourceKey(key);
    case ConditionKind::kNetwork:
      return MakeNetworkKey(key);
    case ConditionKind::kAccessPoint:
      return MakeAccessPointKey(key);
    default:
      return MakeOtherKey(key);
  }
}

Binding RequestSpace::PrincipalArnBinding() {
  if (!IsIamIdentity(subject_.kind)) return {};
  const std::string head = ArnPrefix();
  const std::string kind = KindPrefix();
  if (IsFullyNamed()) return Constant(head + *subject_.account + ":" + kind + subject_.name.value_or(""));
  return Of(Shared(kArnVariable, [&] {
    TextPattern shape = Text(head);
    AppendPattern(shape, AccountPattern());
    AppendText(shape, ":" + kind);
    if (subject_.name) {
      AppendText(shape, *subject_.name);
    } else if (subject_.kind != Kind::kRoot) {
      shape.push_back({.what = kNameCharacterOrSlash, .repeat = true});
      shape.push_back({.what = kNameCharacter});
    }
    std::vector<TextPattern> never;
    if (!subject_.account) {
      // A stranger's account is none that the policy, or the owner, would know.
      const auto exclude = [&](const std::string& account) {
        TextPattern& pattern = never.emplace_back(Text(head + account + ":"));
        AppendAnything(pattern);
      };
      if (!subject_.any_account) {
        for (const std::string& account : surroundings_.mentions.accounts) exclude(account);
      }
      exclude(surroundings_.owner);
    } else {
      for (const PrincipalName& name : surroundings_.mentions.identities) {
        if (name.account != *subject_.account) continue;
        if (name.kind == NameKind::kRoleSession) {
          never.push_back(Text(head + name.account + ":role/" + name.name));
          TextPattern& with_path = never.emplace_back(Text(head + name.account + ":role/"));
          AppendAnything(with_path);
          AppendText(with_path, "/" + name.name);
        } else {
          never.push_back(Text(name.text));
        }
      }
    }
    const std::size_t variable = AddVariable(Presence::kPresent, {std::move(shape)}, std::move(never));
    const std::string name = subject_.name.value_or("outsider");
    variables_[variable].preferred.push_back(head + subject_.account.value_or(FreshAccount()) + ":" + kind +
                                             (subject_.kind == Kind::kRoot ? "" : name));
    return variable;
  }));
}

Binding RequestSpace::PrincipalAccountBinding() {
  if (subject_.kind == Kind::kAnonymous) return Constant("anonymous");
  if (subject_.account) return Constant(*subject_.account);
  if (!IsIamIdentity(subject_.kind)) return {};
  Binding binding = PrincipalArnBinding();
  binding.affix.prefixes.push_back(Text(ArnPrefix()));
  binding.affix.suffix = Text(":");
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
      if (binding.kind == Binding::Kind::kVariable) binding.affix.suffix = Text(":root");
      return binding;
    }
    case Kind::kFederatedUser:
      if (subject_.account && subject_.name) return Constant(*subject_.account + ":" + *subject_.name);
      return Of(Shared(kUserIdVariable, [&] {
        TextPattern shape = AccountPattern();
        AppendText(shape, ":");
        AppendRun(shape, kNameCharacter);
        return AddVariable(Presence::kPresent, {std::move(shape)});
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
        TextPattern& pattern = never.emplace_back(Text(id));
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
  TextPattern head = Text(ArnPrefix());
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
      return {};
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
      shape.push_back(PathIn(Text(scope.id)));
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
            shape.push_back(PathIn(Text(id)));
          }
        }
      }
      if (scope.kind == Scope::kNotNamed && !surroundings_.organization.empty()) {
        never.push_back(UnderOrganization(surroundings_.organization));
      }
      for (const std::string& id : scope.excluded) never.push_back(UnderOrganization(id));
    }
    const bool in_one = scope.kind == Scope::kIn || present;
    const std::size_t variable =
        AddVariable(in_one ? Presence::kPresent : Presence::kOptional, std::move(shape), std::move(never));
    if (scope.kind == Scope::kIn && !scope.path_pattern.empty() && scope.path_pattern != "*") {
      ValueTest within;
      within.patterns.push_back(PatternOfGlob(ParseValuePattern(scope.path_pattern, true, false).glob, false));
      variables_[variable].shape.push_back(
          {.test = Keep(std::move(within)), .want = true, .all = true, .absent_ok = true});
    }
    return variable;
  }));
  if (id_only) {
    binding.affix.suffix = Text("/r-");
    AppendAnything(binding.affix.suffix);
  }
  return binding;
}

Binding RequestSpace::MakePrincipalKey(std::string_view key) {
  const Kind kind = subject_.kind;
  const bool service = kind == Kind::kService;
  const bool anonymous = kind == Kind::kAnonymous;
  if (key == "aws:principalarn") return PrincipalArnBinding();
  if (key == "aws:principalaccount" || (key == "kms:calleraccount" && IsIamIdentity(subject_.kind)))
    return PrincipalAccountBinding();
  if (key == "aws:userid") return UserIdBinding();
  if (key == "aws:username") return UserNameBinding();
  if (key == "aws:principalorgid" || key == "aws:principalorgpaths") {
    if (anonymous || service) return {};
    return OrganizationBinding(std::string(kPrincipalPathVariable), ScopeOfSubject(), false,
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
      for (const std::string& name : surroundings_.mentions.services) never.push_back(Text(name));
      const std::size_t variable = AddVariable(Presence::kPresent, {std::move(shape)}, std::move(never));
      variables_[variable].preferred.emplace_back("cloudtrail.amazonaws.com");
      return variable;
    }));
  }
  if (key == "aws:principaltype") {
    Request request;
    request.principal.kind = kind;
    const std::vector<std::string> type = KeyValues(request, key);
    if (!type.empty()) return Constant(type.front());
  }
  if (anonymous) return {};
  return MakeOtherKey(key);
}

Binding RequestSpace::SourceArnBinding() {
  return Of(Shared(kSourceArnVariable, [&] {
    const Customer& customer = subject_.customer;
    TextPattern someone;
    AppendRun(someone, kNoColon);
    std::vector<TextPattern> shape;
    std::vector<TextPattern> never;
    if (customer.kind == Customer::Kind::kAccount) {
      shape.push_back(OpenArn(Text(customer.id)));
    } else if (customer.kind != Customer::Kind::kOwnerlessSource) {
      shape.push_back(OpenArn(someone));
      for (const std::string& account : surroundings_.mentions.source_accounts) never.push_back(OpenArn(Text(account)));
      never.push_back(OpenArn(Text(surroundings_.owner)));
    }
    if (!customer.by_arn) shape.push_back(OpenArn({}));
    if (customer.kind != Customer::Kind::kOwnerlessSource && customer.kind != Customer::Kind::kAccount) {
      for (const std::string& arn : surroundings_.mentions.ownerless_sources) never.push_back(Text(arn));
    }
    return AddVariable(customer.by_arn ? Presence::kPresent : Presence::kOptional, std::move(shape), std::move(never));
  }));
}

Binding RequestSpace::SourceAccountBinding() {
  return Of(Shared(kSourceAccountVariable, [&] {
    if (subject_.customer.kind == Customer::Kind::kAccount) {
      return AddVariable(subject_.customer.named ? Presence::kPresent : Presence::kOptional,
                         {Text(subject_.customer.id)});
    }
    TextPattern someone;
    AppendRun(someone, kNoColon);
    std::vector<TextPattern> never;
    for (const std::string& account : surroundings_.mentions.source_accounts) never.push_back(Text(account));
    never.push_back(Text(surroundings_.owner));
    const std::size_t variable = AddVariable(Presence::kOptional, {std::move(someone)}, std::move(never));
    variables_[variable].preferred.push_back(FreshAccount());
    return variable;
  }));
}

Binding RequestSpace::MakeSourceKey(std::string_view key) {
  if (subject_.kind != Kind::kService) return {};
  if (key == "aws:sourcearn") return SourceArnBinding();
  if (key == "aws:sourceaccount" || key == "aws:sourceowner") return SourceAccountBinding();
  if (key == "aws:sourceorgid" || key == "aws:sourceorgpaths") {
    return OrganizationBinding(std::string(kSourcePathVariable), ScopeOfCustomer(),
                               subject_.customer.kind == Customer::Kind::kOrganization, key == "aws:sourceorgid");
  }
  return MakeOtherKey(key);
}

Binding RequestSpace::MakeNetworkKey(std::string_view key) {
  const bool by_address = key == "aws:sourceip";
  if (subject_.kind == Kind::kService) {
    return by_address ? Of(AddVariable(Presence::kOptional, {})) : Binding{};
  }
  if (by_address) {
    if (route_.network == Route::Network::kEndpoint) return {};
    const std::size_t variable = AddVariable(Presence::kPresent, {});
    variables_[variable].preferred.emplace_back("198.51.100.7");
    return Of(variable);
  }
  if (route_.network == Route::Network::kInternet) return {};
  if (key == "aws:vpceorgid" || key == "aws:vpceorgpaths") {
    return OrganizationBinding(std::string(kEndpointPathVariable), {}, false, key == "aws:vpceorgid");
  }
  const std::size_t variable = AddVariable(Presence::kPresent, {});
  std::vector<std::string>& preferred = variables_[variable].preferred;
  if (key == "aws:sourcevpce") preferred.emplace_back("vpce-0a77e57000000077e");
  if (key == "aws:sourcevpc") preferred.emplace_back("vpc-0a77e57000000077e");
  if (key == "aws:vpcsourceip") preferred.emplace_back("10.77.0.7");
  if (key == "aws:vpceaccount") preferred.push_back(FreshAccount());
  return Of(variable);
}

Binding RequestSpace::MakeAccessPointKey(std::string_view key) {
  if (route_.access_point == Route::AccessPoint::kNone) return {};
  const bool account = key == "s3:dataaccesspointaccount";
  if (!account && key != "s3:dataaccesspointarn") return Of(AddVariable(Presence::kPresent, {}));
  const bool own = route_.access_point == Route::AccessPoint::kOwners;
  TextPattern head = OpenArnHead();
  Binding binding = Of(Shared(kAccessPointVariable, [&] {
    TextPattern someone;
    AppendRun(someone, kNoColon);
    TextPattern shape = head;
    AppendPattern(shape, own ? Text(surroundings_.owner) : someone);
    AppendText(shape, ":accesspoint/");
    AppendRun(shape, kAnyCharacter);
    std::vector<TextPattern> never;
    if (!own) never.push_back(OpenArn(Text(surroundings_.owner)));
    const std::size_t variable = AddVariable(Presence::kPresent, {std::move(shape)}, std::move(never));
    variables_[variable].preferred.push_back("arn:" + surroundings_.partition + ":s3:us-east-1:" +
                                             (own ? surroundings_.owner : FreshAccount()) + ":accesspoint/ap");
    return variable;
  }));
  if (account) {
    binding.affix.prefixes.push_back(std::move(head));
    binding.affix.suffix = Text(":accesspoint/");
    AppendAnything(binding.affix.suffix);
  }
  return binding;
}

Binding RequestSpace::TimeBinding() {
  return Of(Shared(kTimeVariable, [&] {
    const std::size_t variable = AddVariable(Presence::kPresent, {});
    if (surroundings_.now) {
      ValueTest from_now;
      from_now.theory = ValueTest::Theory::kDate;
      from_now.relation = Relation::kGreaterOrEqual;
      from_now.numbers.push_back(*surroundings_.now);
      variables_[variable].shape.push_back(
          {.test = Keep(std::move(from_now)), .want = true, .all = true, .absent_ok = true});
      variables_[variable].preferred.push_back(FormatDate(*surroundings_.now));
    }
    return variable;
  }));
}

Binding RequestSpace::MakeOtherKey(std::string_view key) {
  if (key == "aws:resourceaccount" || key == "s3:resourceaccount") return Constant(surroundings_.owner);
  if (key == "aws:resourceorgid" || key == "aws:resourceorgpaths") {
    const bool id = key == "aws:resourceorgid";
    if (id && !surroundings_.organization.empty()) return Constant(surroundings_.organization);
    OrganizationScope scope;
    if (!surroundings_.organization.empty()) {
      scope = {.kind = OrganizationScope::Kind::kIn, .id = surroundings_.organization, .path_pattern = "*"};
    }
    return OrganizationBinding(std::string(kResourcePathVariable), scope, false, id);
  }
  const bool tagged =
      subject_.kind != Kind::kAnonymous && subject_.kind != Kind::kRoot && subject_.kind != Kind::kService;
  if (key.starts_with("aws:principaltag/") && !tagged) return {};
  // Temporary credentials, and a key of KMS, are for signed requests only.
  const bool signed_only = key == "aws:tokenissuetime" || key == "s3:x-amz-server-side-encryption-aws-kms-key-id";
  if (signed_only && subject_.kind == Kind::kAnonymous) return {};
  if (key == "aws:currenttime" || key == "aws:epochtime") return TimeBinding();
  const ConditionKeyRow* row = FindConditionKey(key);
  const bool always = key == "aws:securetransport" || key == "aws:requestedregion" || key == "aws:useragent" ||
                      key == "aws:principaltype";
  std::vector<TextPattern> shape;
  if (row != nullptr && row->type == KeyType::kBool) shape = {Text("true"), Text("false")};
  const std::size_t variable = AddVariable(always ? Presence::kPresent : Presence::kOptional, std::move(shape));
  // What the table does not know may have several values.
  variables_[variable].multi_valued = row == nullptr || row->multi_valued;
  return Of(variable);
}

bool RequestSpace::Reconcile(std::vector<std::vector<std::string>>& values) const {
  const auto find = [&](std::string_view name) {
    const auto entry = std::find_if(shared_.begin(), shared_.end(), [&](const auto& e) { return e.first == name; });
    return entry == shared_.end() ? values.size() : entry->second;
  };
  const std::size_t arn = find(kSourceArnVariable);
  const std::size_t account = find(kSourceAccountVariable);
  if (arn == values.size() || account == values.size() || values[arn].empty() || values[account].empty()) return true;
  const std::string owner = AccountOf(values[arn].front());
  if (owner.empty() || owner == values[account].front()) return true;
  if (Accepts(variables_[account], {owner})) {
    values[account] = {owner};
    return true;
  }
  std::string other = WithAccount(values[arn].front(), values[account].front());
  if (!Accepts(variables_[arn], {other})) return false;
  values[arn] = {std::move(other)};
  return true;
}

Request RequestSpace::Build(const std::vector<std::vector<std::string>>& values) const {
  const auto value_of = [&](std::string_view name) -> std::string {
    for (const auto& [known, variable] : shared_) {
      if (known == name && !values[variable].empty()) return values[variable].front();
    }
    return {};
  };
  Request request;
  Principal& principal = request.principal;
  principal.kind = subject_.kind;
  principal.partition = surroundings_.partition;
  principal.provider = subject_.provider;
  principal.unique_id = subject_.unique_id;
  principal.canonical_id = subject_.canonical_id;
  principal.account = subject_.account.value_or("");
  if (IsIamIdentity(subject_.kind)) {
    principal.account = subject_.account.value_or(FreshAccount());
    if (subject_.kind != Kind::kRoot) principal.name = subject_.name.value_or("outsider");
    if (subject_.kind == Kind::kRoleSession) principal.session = subject_.session.value_or("session");
    if (const std::string arn = value_of(kArnVariable); !arn.empty()) {
      const std::string rest = arn.substr(ArnPrefix().size());
      principal.account = rest.substr(0, rest.find(':'));
      if (subject_.kind != Kind::kRoot) principal.name = rest.substr(rest.find(':') + 1 + KindPrefix().size());
    }
    if (const std::string id = value_of(kUserIdVariable); !id.empty()) {
      const std::size_t colon = id.find(':');
      if (subject_.kind == Kind::kRoleSession) principal.session = id.substr(colon + 1);
      if (subject_.kind != Kind::kFederatedUser) principal.unique_id = id.substr(0, colon);
    }
  }
  if (subject_.kind == Kind::kService && principal.provider.empty()) {
    principal.provider = value_of(kServiceVariable);
    if (principal.provider.empty()) principal.provider = "cloudtrail.amazonaws.com";
  }
  request.resource = value_of(kResourceVariable);
  request.action = value_of(kActionVariable);
  for (const auto& [key, binding] : bindings_) {
    if (KeyValues(request, key).empty() && binding.kind == Binding::Kind::kConstant) {
      request.context[key] = binding.values;
      continue;
    }
    if (binding.kind != Binding::Kind::kVariable || values[binding.variable].empty()) continue;
    if (!KeyValues(request, key).empty()) continue;  // follows from the principal
    std::vector<std::string> own = values[binding.variable];
    std::string& first = own.front();
    if (key.ends_with("orgid")) first = first.substr(0, first.find('/'));
    if (key == "s3:dataaccesspointaccount") first = AccountOf(first);
    if (key == "aws:epochtime") first = FormatNumber(ParseDate(first).value_or(0));
    request.context[key] = std::move(own);
  }
  return request;
}

}  // namespace crosstrail::policy
