// CIDR blocks of IP addresses, v4 and v6. Pure functions.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/ip.h"

namespace crosstrail {

struct IpNetwork {
  IpAddress address{};
  unsigned prefix = 128;  // bits of `address` that count, 0 to 128
};

/// "10.0.0.0/8", "2001:db8::/32", or an address alone (a block of one). Host bits may be set.
std::optional<IpNetwork> ParseIpNetwork(std::string_view text);

bool Contains(const IpNetwork& network, const IpAddress& address);

struct IpRange {
  IpAddress first{}, last{};  // both included; first <= last
};

/// What ParseIpNetwork takes, or "first-last".
std::optional<IpRange> ParseIpRange(std::string_view text);

/// The fewest blocks that hold exactly these addresses, in their order; at most 254.
std::vector<IpNetwork> NetworksOf(const IpRange& range);

/// `address` with all but the first `prefix` bits (0 to 128) cleared.
IpAddress Masked(const IpAddress& address, unsigned prefix);

}  // namespace crosstrail
