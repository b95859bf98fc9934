// IP addresses and CIDR blocks, v4 and v6. Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace crosstrail {

/// 16 bytes, network order; IPv4 as v4-mapped IPv6 (::ffff:a.b.c.d), so that both order together as Elasticsearch's do.
using IpAddress = std::array<std::uint8_t, 16>;

struct IpNetwork {
  IpAddress address{};
  unsigned prefix = 128;  // bits of `address` that count, 0 to 128
};

std::optional<IpAddress> ParseIpAddress(std::string_view text);

/// "10.0.0.0/8", "2001:db8::/32", or an address alone (a block of one). Host bits may be set.
std::optional<IpNetwork> ParseIpNetwork(std::string_view text);

bool Contains(const IpNetwork& network, const IpAddress& address);

}  // namespace crosstrail
