// The keys of crosstrail.toml and how the ids in it are written: constants.
#pragma once

#include <array>
#include <string_view>

#include "base/ip_network.h"
#include "config/config.h"
#include "policy/arn.h"
#include "policy/forms.h"
#include "policy/name_form.h"
#include "toml/table_reader.h"

namespace crosstrail::config {

using Form = KeySpec::Form;
inline constexpr auto kMandatory = KeySpec::Need::kMandatory;
inline constexpr auto kOptional = KeySpec::Need::kOptional;

inline constexpr KeySpec kReasonKey{"reason", Form::kString, kMandatory,
                                    R"(reason = "nightly backup by Example Backup Ltd")"};
inline constexpr KeySpec kOwnerKey{"owner", Form::kString, kOptional, R"(owner = "storage team")"};
inline constexpr KeySpec kExpiresKey{"expires", Form::kString, kOptional, R"(expires = "2027-01-01")"};

inline constexpr auto kRootKeys = std::to_array<KeySpec>({
    {"organization", Form::kTable, kOptional, "[organization]"},
    {"trusted_account", Form::kTables, kOptional, "[[trusted_account]]"},
    {"trusted_organization", Form::kTables, kOptional, "[[trusted_organization]]"},
    {"trusted_principal", Form::kTables, kOptional, "[[trusted_principal]]"},
    {"trusted_service", Form::kTables, kOptional, "[[trusted_service]]"},
    {"trusted_network", Form::kTables, kOptional, "[[trusted_network]]"},
    {"exception", Form::kTables, kOptional, "[[exception]]"},
});

inline constexpr auto kOrganizationKeys = std::to_array<KeySpec>({
    {"id", Form::kString, kOptional, R"(id = "o-exampleorg")"},
    {"account", Form::kTables, kOptional, "[[organization.account]]"},
});

inline constexpr auto kAccountKeys = std::to_array<KeySpec>({
    {"id", Form::kString, kMandatory, R"(id = "111122223333")"},
    {"name", Form::kString, kOptional, R"(name = "prod")"},
    {"ou", Form::kString, kOptional, R"(ou = "o-exampleorg/r-abcd/ou-abcd-11111111")"},
});

inline constexpr auto kExceptionKeys = std::to_array<KeySpec>({
    {"rule", Form::kString, kMandatory, R"(rule = "0bbc799e-12a9-465c-8f97-f9838d4a9b58")"},
    kReasonKey,
    kOwnerKey,
    kExpiresKey,
    {"fields", Form::kTable, kMandatory, R"(fields = { "user.name" = ["deploy"] })"},
});

/// What is not in policy::kPrincipalForm, too, is an error here because it would never match: wildcards, ARNs of
/// something else, and the root of an account, which is known by its number.
inline bool IsTrustablePrincipal(std::string_view text) {
  using policy::FaultOfPrincipal;
  using policy::PrincipalType;
  if (!policy::kPrincipalForm.fits(text) || !policy::IsLiteral(text) || text.ends_with(":root")) return false;
  return !text.starts_with("arn:") || !FaultOfPrincipal(PrincipalType::kAws, text) ||
         !FaultOfPrincipal(PrincipalType::kFederated, text);
}

inline bool IsNetwork(std::string_view text) {
  return text.starts_with("vpc-") || text.starts_with("vpce-") || ParseIpNetwork(text).has_value();
}

/// The tables of one kind of trusted party.
struct PartyTable {
  TrustedParty::Kind kind;
  std::string_view key;   // of the document
  std::string_view what;  // in messages
  policy::NameForm form;
  std::array<KeySpec, 4> keys;
};

constexpr std::array<KeySpec, 4> PartyKeys(std::string_view example) {
  return {KeySpec{"id", Form::kString, kMandatory, example}, kReasonKey, kOwnerKey, kExpiresKey};
}

inline constexpr auto kPartyTables = std::to_array<PartyTable>({
    {TrustedParty::Kind::kAccount, "trusted_account", "this [[trusted_account]]", policy::kAccountForm,
     PartyKeys(R"(id = "222222222222")")},
    {TrustedParty::Kind::kOrganization, "trusted_organization", "this [[trusted_organization]]",
     policy::kOrganizationForm, PartyKeys(R"(id = "o-partner")")},
    {TrustedParty::Kind::kPrincipal,
     "trusted_principal",
     "this [[trusted_principal]]",
     {&IsTrustablePrincipal,
      "give the ARN of a user, a role or a session, a unique id, a canonical user id or an identity provider"},
     PartyKeys(R"(id = "arn:aws:iam::333333333333:role/backup")")},
    {TrustedParty::Kind::kService, "trusted_service", "this [[trusted_service]]", policy::kServiceForm,
     PartyKeys(R"(id = "cloudtrail.amazonaws.com")")},
    {TrustedParty::Kind::kNetwork,
     "trusted_network",
     "this [[trusted_network]]",
     {&IsNetwork, "give a CIDR block, or the id of a VPC or of a VPC endpoint"},
     PartyKeys(R"(id = "203.0.113.0/24")")},
});

}  // namespace crosstrail::config
