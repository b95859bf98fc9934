#include "query/value_set.h"

#include <algorithm>
#include <optional>

#include "base/ip_network.h"
#include "base/text.h"

namespace crosstrail {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// The last address of a block.
IpAddress LastOf(const IpNetwork& network) {
  IpAddress last = network.address;
  for (unsigned bit = network.prefix; bit < 128; ++bit) {
    last[bit / 8] = static_cast<std::uint8_t>(last[bit / 8] | (0x80U >> (bit % 8)));
  }
  return last;
}

IpAddress FirstOf(const IpNetwork& network) {
  IpAddress first = network.address;
  for (unsigned bit = network.prefix; bit < 128; ++bit) {
    first[bit / 8] = static_cast<std::uint8_t>(first[bit / 8] & ~(0x80U >> (bit % 8)));
  }
  return first;
}

}  // namespace

void ValueSet::Add(std::string_view text) { texts_.insert(ignore_case_ ? FoldCase(text) : std::string(text)); }

bool ValueSet::AddAddresses(std::string_view text) {
  if (const std::optional<IpNetwork> network = ParseIpNetwork(text)) {
    ranges_.push_back({FirstOf(*network), LastOf(*network)});
    return true;
  }
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return false;
  const std::optional<IpAddress> first = ParseIpAddress(Trim(text.substr(0, dash)));
  const std::optional<IpAddress> last = ParseIpAddress(Trim(text.substr(dash + 1)));
  if (!first || !last || *last < *first) return false;
  ranges_.push_back({*first, *last});
  return true;
}

void ValueSet::Finish() {
  std::ranges::sort(ranges_, {}, &Range::first);
  std::vector<Range> apart;
  for (const Range& range : ranges_) {
    if (!apart.empty() && range.first <= apart.back().last) {
      apart.back().last = std::max(apart.back().last, range.last);
    } else {
      apart.push_back(range);
    }
  }
  ranges_ = std::move(apart);
}

bool ValueSet::Contains(std::string_view text) const {
  if (!texts_.empty() && (ignore_case_ ? texts_.contains(FoldCase(text)) : texts_.contains(text))) return true;
  if (ranges_.empty()) return false;
  const std::optional<IpAddress> address = ParseIpAddress(text);
  if (!address) return false;
  const auto after = std::ranges::upper_bound(ranges_, *address, {}, &Range::first);
  return after != ranges_.begin() && *address <= std::prev(after)->last;
}

}  // namespace crosstrail
