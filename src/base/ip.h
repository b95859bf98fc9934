// IP addresses.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crosstrail {

/// 16 bytes, network order; IPv4 as v4-mapped IPv6 (::ffff:a.b.c.d), so that both order together as Elasticsearch's do.
using IpAddress = std::array<std::uint8_t, 16>;

/// The address that `text` is as a whole.
std::optional<IpAddress> ParseIpAddress(std::string_view text);

/// Whether `text` is an IPv4 ("192.0.2.7") or IPv6 ("2001:db8::7") address and nothing else.
bool IsIpAddress(std::string_view text);

/// The one form an address has: RFC 5952 for IPv6, and IPv4 where an IPv6 address only wraps one (::ffff:192.0.2.7).
/// Empty when `text` is no address.
std::string CanonicalIp(std::string_view text);

}  // namespace crosstrail
