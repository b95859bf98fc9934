#include "policy/request_space.h"

#include <algorithm>

#include "policy/arn.h"
#include "policy/condition_keys.h"
#include "policy/forms.h"
#include "policy/request_variables.h"
#include "policy/scalars.h"

namespace crosstrail::policy {
namespace {

using Kind = Principal::Kind;

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

}  // namespace

std::string FreshAccount(const Surroundings& surroundings) {
  for (char digit = '9'; digit > '0'; --digit) {
    std::string account(kAccountDigits, digit);
    if (!surroundings.mentions.accounts.contains(account) && account != surroundings.owner) return account;
  }
  // All of those are taken: count on from one that is not.
  for (std::uint64_t number = 100'000'000'000;; ++number) {
    std::string account = std::to_string(number);
    if (!surroundings.mentions.accounts.contains(account) && account != surroundings.owner) return account;
  }
}

std::string FreshService(const Surroundings& surroundings) {
  for (const std::string_view name : {"cloudtrail", "config", "events", "backup", "outsider"}) {
    std::string service = std::string(name) + ".amazonaws.com";
    if (!surroundings.mentions.services.contains(service)) return service;
  }
  return "another-outsider.amazonaws.com";
}

RequestSpace::RequestSpace(const Surroundings& surroundings, const Subject& subject, const Route& route)
    : surroundings_(surroundings), subject_(subject), route_(route) {}

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
  // A request that has one of these has the other.
  if (key.ends_with("orgpaths")) Bind(key.substr(0, key.size() - std::string_view("paths").size()) + "id");
  if (key == "s3:dataaccesspointarn") Bind("s3:dataaccesspointaccount");
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
    return OrganizationBinding(std::string(kResourcePathVariable), scope, scope.kind == OrganizationScope::Kind::kIn,
                               id);
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
  if (row != nullptr && row->type == KeyType::kBool) shape = {PatternOfText("true"), PatternOfText("false")};
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
    principal.account = subject_.account.value_or(FreshAccount(surroundings_));
    if (subject_.kind != Kind::kRoot) principal.name = NameOfSubject();
    if (subject_.kind == Kind::kRoleSession) principal.session = subject_.session.value_or("session");
    if (const std::string arn = value_of(kArnVariable); !arn.empty()) {
      const std::string rest = arn.substr(ArnPrefix().size());
      principal.account = rest.substr(0, rest.find(':'));
      if (subject_.kind != Kind::kRoot) principal.name = rest.substr(rest.find(':') + 1 + KindPrefix().size());
    }
    if (const std::string id = value_of(kUserIdVariable); !id.empty()) {
      const std::size_t colon = id.find(':');
      if (subject_.kind == Kind::kRoleSession) principal.session = id.substr(colon + 1);
      if (subject_.kind != Kind::kFederatedUser) {
        principal.unique_id = id.substr(0, colon);
      } else if (value_of(kArnVariable).empty()) {
        principal.account = id.substr(0, colon);
        principal.name = id.substr(colon + 1);
      }
    }
  }
  if (subject_.kind == Kind::kService && principal.provider.empty()) {
    principal.provider = value_of(kServiceVariable);
    if (principal.provider.empty()) principal.provider = FreshService(surroundings_);
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
    if (key == "kms:calleraccount") first = principal.account;
    if (key == "aws:epochtime") first = FormatNumber(ParseDate(first).value_or(0));
    request.context[key] = std::move(own);
  }
  // Where the policy does not look at whom the service acts for, the request says it all the same.
  const bool looks = std::any_of(bindings_.begin(), bindings_.end(), [](const auto& entry) {
    return entry.first == "aws:sourceaccount" || entry.first == "aws:sourceowner";
  });
  if (subject_.customer.kind == Customer::Kind::kAccount && !looks) {
    request.context["aws:sourceaccount"] = {subject_.customer.id};
  }
  return request;
}

}  // namespace crosstrail::policy
