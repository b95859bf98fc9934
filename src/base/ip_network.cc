#include "base/ip_network.h"

#include <charconv>
#include <cstring>

#include "base/text.h"

namespace crosstrail {
namespace {

constexpr unsigned kMappedPrefix = 96;

IpAddress LastOf(const IpNetwork& network) {
  IpAddress last;
  last.fill(0xFF);
  std::memcpy(last.data(), network.address.data(), network.prefix / 8);
  if (network.prefix % 8 != 0) {
    const std::size_t at = network.prefix / 8;
    last[at] = static_cast<std::uint8_t>(network.address[at] | (0xFFU >> (network.prefix % 8)));
  }
  return last;
}

// Appends the blocks within `network`, which has no host bits, that are within the range.
void Cover(const IpRange& range, IpNetwork network, std::vector<IpNetwork>& found) {
  const IpAddress last = LastOf(network);
  if (last < range.first || range.last < network.address) return;
  if (range.first <= network.address && last <= range.last) return found.push_back(network);
  const unsigned bit = network.prefix++;
  Cover(range, network, found);
  network.address[bit / 8] = static_cast<std::uint8_t>(network.address[bit / 8] | (0x80U >> (bit % 8)));
  Cover(range, network, found);
}

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

std::optional<IpRange> ParseIpRange(std::string_view text) {
  if (const std::optional<IpNetwork> network = ParseIpNetwork(text)) {
    return IpRange{Masked(network->address, network->prefix), LastOf(*network)};
  }
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::optional<IpAddress> first = ParseIpAddress(Trim(text.substr(0, dash)));
  const std::optional<IpAddress> last = ParseIpAddress(Trim(text.substr(dash + 1)));
  if (!first || !last || *last < *first) return std::nullopt;
  return IpRange{*first, *last};
}

std::vector<IpNetwork> NetworksOf(const IpRange& range) {
  std::vector<IpNetwork> found;
  Cover(range, IpNetwork{{}, 0}, found);
  return found;
}

IpAddress Masked(const IpAddress& address, unsigned prefix) {
  IpAddress masked{};
  std::memcpy(masked.data(), address.data(), prefix / 8);
  if (prefix % 8 != 0) {
    masked[prefix / 8] =
        static_cast<std::uint8_t>(address[prefix / 8] & static_cast<std::uint8_t>(0xFFU << (8U - prefix % 8)));
  }
  return masked;
}

}  // namespace crosstrail
