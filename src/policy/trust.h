// Whom the owner of a resource trusts, and what that makes of an asker.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/ip_network.h"

namespace crosstrail::policy {

struct TrustConfig {
  std::string owner;                    // account id
  std::string organization;             // of the owner, "o-..."; empty when not known
  std::set<std::string> accounts;       // of the owner: the organization's members, and what else it runs
  std::set<std::string> trusted;        // accounts and organizations of others that may have access
  std::set<std::string> principals;     // ARNs, unique ids, canonical user ids, identity providers
  std::set<std::string> services;       // service principals, whoever they act for
  std::set<std::string> networks_text;  // VPCs and VPC endpoints: vpc-..., vpce-...
  std::vector<IpNetwork> networks;      // CIDR blocks
};

struct ParsedTrust {
  TrustConfig config;
  Diagnostics diagnostics;  // with an error the configuration is not to be used
};

/// Reads a trust file, TOML:
///
///     organization = "o-exampleorg"
///     accounts = ["111111111111"]             # the organization's own
///     trusted_accounts = ["222222222222"]     # others that may have access
///     trusted_organizations = ["o-partner"]
///     trusted_principals = ["arn:aws:iam::333333333333:role/backup"]
///     trusted_services = ["cloudtrail.amazonaws.com"]
///     trusted_vpcs = ["vpc-1a2b3c4d", "vpce-1a2b3c4d"]
///     trusted_networks = ["203.0.113.0/24"]
///
/// Every key is optional; any other is an error. `file` is for messages.
ParsedTrust ParseTrust(std::string_view text, const std::string& file);

/// How far a grant's holder is trusted, from nearest to farthest.
enum class Trust : std::uint8_t {
  kOwner,         // the owner, or one of its accounts
  kOrganization,  // the owner's organization
  kTrusted,       // allowed by configuration
  kService,       // an AWS service acting for the owner or its organization
  kAwsAccount,    // an account of an AWS service
  kVendor,        // a known vendor's, which is not trust by itself
  kUnknown,       // anybody else with a name
  kPublic,        // anybody
};

/// "owner", "organization", "trusted", "aws_service", "aws_account", "known_vendor", "unknown", "public".
std::string_view Name(Trust trust);

/// Whether the owner need not worry: kOwner to kService.
constexpr bool IsTrusted(Trust trust) { return trust <= Trust::kService; }

}  // namespace crosstrail::policy
