#include "query/value_set.h"

#include <algorithm>
#include <optional>

#include "base/ip_network.h"
#include "base/text.h"

namespace crosstrail {
void ValueSet::Add(std::string_view text) { texts_.insert(ignore_case_ ? FoldCase(text) : std::string(text)); }

bool ValueSet::AddAddresses(std::string_view text) {
  const std::optional<IpRange> range = ParseIpRange(text);
  if (range) ranges_.push_back(*range);
  return range.has_value();
}

void ValueSet::Finish() {
  std::ranges::sort(ranges_, {}, &IpRange::first);
  std::vector<IpRange> apart;
  for (const IpRange& range : ranges_) {
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
  const auto after = std::ranges::upper_bound(ranges_, *address, {}, &IpRange::first);
  return after != ranges_.begin() && *address <= std::prev(after)->last;
}

}  // namespace crosstrail
