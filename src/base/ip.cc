#include "base/ip.h"

#include <arpa/inet.h>

#include <array>

namespace crosstrail {
namespace {

using AddressText = std::array<char, INET6_ADDRSTRLEN>;

// 4 or 6, and the address in `bytes`; 0 when `text` is none.
int Parse(std::string_view text, in6_addr& bytes) {
  AddressText copy{};
  if (text.empty() || text.size() >= copy.size() || text.find('\0') != std::string_view::npos) return 0;
  text.copy(copy.data(), copy.size() - 1);
  if (::inet_pton(AF_INET, copy.data(), &bytes) == 1) return 4;
  return ::inet_pton(AF_INET6, copy.data(), &bytes) == 1 ? 6 : 0;
}

}  // namespace

bool IsIpAddress(std::string_view text) {
  in6_addr bytes{};
  return Parse(text, bytes) != 0;
}

std::string CanonicalIp(std::string_view text) {
  in6_addr bytes{};
  const int version = Parse(text, bytes);
  if (version == 0) return {};
  if (version == 4) return std::string(text);  // inet_pton takes one form only
  AddressText canonical{};
  if (IN6_IS_ADDR_V4MAPPED(&bytes)) {
    ::inet_ntop(AF_INET, &bytes.s6_addr[12], canonical.data(), canonical.size());
  } else {
    ::inet_ntop(AF_INET6, &bytes, canonical.data(), canonical.size());
  }
  return canonical.data();
}

}  // namespace crosstrail
