#include "policy/request_space.h"
#include "policy/request_variables.h"

namespace crosstrail::policy {
namespace {

using Kind = Principal::Kind;

TextPattern Text(std::string_view text) { return PatternOfText(text); }

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

}  // namespace

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
    std::vector<TextPattern> never = {Text(surroundings_.owner)};
    never.reserve(1 + surroundings_.mentions.source_accounts.size());
    for (const std::string& account : surroundings_.mentions.source_accounts) never.push_back(Text(account));
    const std::size_t variable = AddVariable(Presence::kOptional, {std::move(someone)}, std::move(never));
    variables_[variable].preferred.push_back(FreshAccount(surroundings_));
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
  if (key == "aws:vpceaccount") preferred.push_back(FreshAccount(surroundings_));
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
    variables_[variable].preferred.push_back(
        "arn:" + surroundings_.partition +
        ":s3:us-east-1:" + (own ? surroundings_.owner : FreshAccount(surroundings_)) + ":accesspoint/ap");
    return variable;
  }));
  if (account) {
    binding.affix.prefixes.push_back(std::move(head));
    binding.affix.suffix = Text(":accesspoint/");
    AppendAnything(binding.affix.suffix);
  }
  return binding;
}

}  // namespace crosstrail::policy
