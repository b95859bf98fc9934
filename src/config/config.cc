#include "config/config.h"

#include <algorithm>
#include <set>
#include <system_error>

#include "base/ip_network.h"

namespace crosstrail::config {

policy::TrustConfig Config::TrustAt(Instant at) const {
  policy::TrustConfig trust;
  trust.organization = organization;
  for (const OwnAccount& account : accounts) trust.accounts.insert(account.id);
  std::set<std::string_view> blocks;
  for (const TrustedParty& party : trusted) {
    if (party.expires && at >= *party.expires) continue;
    switch (party.kind) {
      case TrustedParty::Kind::kAccount:
      case TrustedParty::Kind::kOrganization:
        trust.trusted.insert(party.id);
        break;
      case TrustedParty::Kind::kPrincipal:
        trust.principals.insert(party.id);
        break;
      case TrustedParty::Kind::kService:
        trust.services.insert(party.id);
        break;
      case TrustedParty::Kind::kNetwork:
        if (party.id.starts_with("vpc")) {
          trust.networks_text.insert(party.id);
        } else {
          blocks.insert(party.id);
        }
        break;
    }
  }
  for (const std::string_view block : blocks) {
    if (const std::optional<IpNetwork> network = ParseIpNetwork(block)) trust.networks.push_back(*network);
  }
  return trust;
}

std::string_view Config::AccountName(std::string_view id) const {
  const auto found = std::ranges::find(accounts, id, &OwnAccount::id);
  return found == accounts.end() ? std::string_view() : found->name;
}

std::optional<std::filesystem::path> FindConfig(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::absolute(directory, error);
  if (!error) folder = std::filesystem::weakly_canonical(folder, error);
  if (error) return std::nullopt;
  while (true) {
    std::filesystem::path candidate = folder / kConfigFileName;
    // A link to nowhere is found: that it cannot be read is an error, not the absence of a configuration.
    const bool there = std::filesystem::exists(std::filesystem::symlink_status(candidate, error));
    if (there && !std::filesystem::is_directory(candidate, error)) return candidate;
    if (!folder.has_relative_path()) return std::nullopt;
    folder = folder.parent_path();
  }
}

}  // namespace crosstrail::config
