// IP addresses as text.
#pragma once

#include <string>
#include <string_view>

namespace crosstrail {

/// Whether `text` is an IPv4 ("192.0.2.7") or IPv6 ("2001:db8::7") address and nothing else.
bool IsIpAddress(std::string_view text);

/// The one form an address has: RFC 5952 for IPv6, and IPv4 where an IPv6 address only wraps one (::ffff:192.0.2.7).
/// Empty when `text` is no address.
std::string CanonicalIp(std::string_view text);

}  // namespace crosstrail
