#include "base/ip_network.h"

#include <charconv>
#include <cstring>

namespace crosstrail {
namespace {

constexpr unsigned kMappedPrefix = 96;

}  // namespace

std::optional<IpNetwork> ParseIpNetwork(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::optional<IpAddress> address = ParseIpAddress(text.substr(0, slash));
  if (!address) return std::nullopt;
  IpNetwork network{*address, 128};
  if (slash == std::string_view::npos) return network;
  const std::string_view bits = text.substr(slash + 1);
  const bool v4 = text.substr(0, slash).find(':') == std::string_view::npos;
  unsigned prefix = 0;
  const auto parsed = std::from_chars(bits.data(), bits.data() + bits.size(), prefix);
  if (parsed.ec != std::errc() || parsed.ptr != bits.data() + bits.size()) return std::nullopt;
  if (prefix > (v4 ? 32U : 128U)) return std::nullopt;
  network.prefix = prefix + (v4 ? kMappedPrefix : 0U);
  return network;
}

bool Contains(const IpNetwork& network, const IpAddress& address) {
  const std::size_t whole = network.prefix / 8;
  if (std::memcmp(network.address.data(), address.data(), whole) != 0) return false;
  const unsigned rest = network.prefix % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFFU << (8U - rest));
  return ((network.address[whole] ^ address[whole]) & mask) == 0;
}

}  // namespace crosstrail
