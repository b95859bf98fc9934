#include "query/ip_network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace crosstrail {
namespace {

constexpr std::size_t kLongestAddress = 45;
constexpr unsigned kMappedPrefix = 96;

}  // namespace

std::optional<IpAddress> ParseIpAddress(std::string_view text) {
  if (text.empty() || text.size() > kLongestAddress) return std::nullopt;
  std::array<char, kLongestAddress + 1> terminated{};
  std::copy(text.begin(), text.end(), terminated.begin());
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  IpAddress address{};
  if (text.find(':') != std::string_view::npos) {
    if (inet_pton(AF_INET6, terminated.data(), address.data()) != 1) return std::nullopt;
    return address;
  }
  address[10] = 0xFF;
  address[11] = 0xFF;
  if (inet_pton(AF_INET, terminated.data(), address.data() + 12) != 1) return std::nullopt;
  return address;
}

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
