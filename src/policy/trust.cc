#include "policy/trust.h"

#include <algorithm>
#include <array>
#include <string>

#include "policy/name_form.h"
#include "toml/table_reader.h"
#include "toml/toml.h"

namespace crosstrail::policy {
namespace {

using Form = KeySpec::Form;
using Need = KeySpec::Need;

constexpr std::array kKeys = {
    KeySpec{"organization", Form::kString, Need::kOptional, R"(organization = "o-exampleorg")"},
    KeySpec{"accounts", Form::kStrings, Need::kOptional, R"(accounts = ["111111111111"])"},
    KeySpec{"trusted_accounts", Form::kStrings, Need::kOptional, R"(trusted_accounts = ["222222222222"])"},
    KeySpec{"trusted_organizations", Form::kStrings, Need::kOptional, R"(trusted_organizations = ["o-partner1"])"},
    KeySpec{"trusted_principals", Form::kStrings, Need::kOptional,
            R"(trusted_principals = ["arn:aws:iam::333333333333:role/backup"])"},
    KeySpec{"trusted_services", Form::kStrings, Need::kOptional, R"(trusted_services = ["cloudtrail.amazonaws.com"])"},
    KeySpec{"trusted_vpcs", Form::kStrings, Need::kOptional, R"(trusted_vpcs = ["vpc-1a2b3c4d"])"},
    KeySpec{"trusted_networks", Form::kStrings, Need::kOptional, R"(trusted_networks = ["203.0.113.0/24"])"},
};

constexpr NameForm kVpcForm{[](std::string_view text) { return text.starts_with("vpc"); },
                            "give the id of a VPC or of a VPC endpoint"};
constexpr NameForm kNetworkForm{[](std::string_view text) { return ParseIpNetwork(text).has_value(); },
                                "give a CIDR block such as 203.0.113.0/24"};

class Reader {
 public:
  Reader(const TomlValue& root, Problems& problems)
      : root_(root), problems_(problems), table_(root, "the trust file", kKeys, problems) {}

  TrustConfig Run() {
    RejectUnknown();
    TrustConfig config;
    table_.Read("organization", config.organization);
    if (!config.organization.empty() && !kOrganizationForm.fits(config.organization)) {
      table_.Reject("organization", "\"" + config.organization + "\" is no organization id", "one begins with \"o-\"");
    }
    Read("accounts", kAccountForm, config.accounts);
    Read("trusted_accounts", kAccountForm, config.trusted);
    Read("trusted_organizations", kOrganizationForm, config.trusted);
    Read("trusted_principals", kPrincipalForm, config.principals);
    Read("trusted_services", kServiceForm, config.services);
    Read("trusted_vpcs", kVpcForm, config.networks_text);
    std::set<std::string> networks;
    Read("trusted_networks", kNetworkForm, networks);
    for (const std::string& network : networks) config.networks.push_back(*ParseIpNetwork(network));
    return config;
  }

 private:
  void Read(std::string_view key, const NameForm& form, std::set<std::string>& out) {
    const TomlValue* list = table_.Find(key);
    if (list == nullptr) return;
    for (const TomlValue& item : list->items) {
      if (form.fits(item.string)) {
        out.insert(item.string);
      } else {
        problems_.Error(item.begin, item.end, "\"" + item.string + "\" does not belong in " + std::string(key),
                        std::string(form.rule));
      }
    }
  }

  // A key that is not read would be trust that somebody believes to have given, or to have withheld.
  void RejectUnknown() {
    for (const TomlMember& member : root_.members) {
      const bool known =
          std::any_of(kKeys.begin(), kKeys.end(), [&](const KeySpec& k) { return k.name == member.key; });
      if (known) continue;
      std::string all;
      for (const KeySpec& key : kKeys) all += (all.empty() ? "" : ", ") + std::string(key.name);
      problems_.Error(member.begin, member.end, "a trust file has no \"" + member.key + "\"", "it may have " + all);
    }
  }

  const TomlValue& root_;
  Problems& problems_;
  TableReader table_;
};

}  // namespace

ParsedTrust ParseTrust(std::string_view text, const std::string& file) {
  const SourceText source{text, file};
  ParsedTrust parsed;
  const auto root = ParseToml(source);
  if (!root) {
    parsed.diagnostics.push_back(root.error());
    return parsed;
  }
  Problems problems(source);
  parsed.config = Reader(*root, problems).Run();
  parsed.diagnostics = problems.Take();
  return parsed;
}

}  // namespace crosstrail::policy
