#include "base/ip.h"

#include <arpa/inet.h>

#include <algorithm>

namespace crosstrail {
namespace {

using AddressText = std::array<char, INET6_ADDRSTRLEN>;

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};  // in front of an IPv4

}  // namespace

std::optional<IpAddress> ParseIpAddress(std::string_view text) {
  AddressText terminated{};
  if (text.empty() || text.size() >= terminated.size() || text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  text.copy(terminated.data(), terminated.size() - 1);
  IpAddress address{};
  if (text.find(':') != std::string_view::npos) {
    if (::inet_pton(AF_INET6, terminated.data(), address.data()) != 1) return std::nullopt;
    return address;
  }
  std::ranges::copy(kMapped, address.begin());
  if (::inet_pton(AF_INET, terminated.data(), address.data() + kMapped.size()) != 1) return std::nullopt;
  return address;
}

bool IsIpAddress(std::string_view text) { return ParseIpAddress(text).has_value(); }

std::string CanonicalIp(std::string_view text) {
  const std::optional<IpAddress> address = ParseIpAddress(text);
  if (!address) return {};
  if (text.find(':') == std::string_view::npos) return std::string(text);  // IPv4 with its one spelling
  AddressText canonical{};
  if (std::equal(kMapped.begin(), kMapped.end(), address->begin())) {
    ::inet_ntop(AF_INET, address->data() + kMapped.size(), canonical.data(), canonical.size());
  } else {
    ::inet_ntop(AF_INET6, address->data(), canonical.data(), canonical.size());
  }
  return canonical.data();
}

}  // namespace crosstrail
