// The order of names whose case does not count, as IAM compares actions and condition keys: ASCII alone, for that is
// all they are made of. Pure functions, no allocation, usable at compile time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

namespace crosstrail::policy {

constexpr char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Below zero, zero or above as `a` stands before, with or behind `b`; case does not count.
constexpr int CompareNames(std::string_view a, std::string_view b) {
  const std::size_t shared = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < shared; ++i) {
    const char x = ToLower(a[i]);
    const char y = ToLower(b[i]);
    if (x != y) return static_cast<unsigned char>(x) < static_cast<unsigned char>(y) ? -1 : 1;
  }
  if (a.size() == b.size()) return 0;
  return a.size() < b.size() ? -1 : 1;
}

struct NameLess {
  using is_transparent = void;
  constexpr bool operator()(std::string_view a, std::string_view b) const { return CompareNames(a, b) < 0; }
};

/// Whether `rows` are in the order of `name`, which FindByName needs, with no name twice.
template <typename Rows, typename Row = typename Rows::value_type>
constexpr bool AreSortedByName(const Rows& rows, std::string_view Row::*name) {
  constexpr auto out_of_order = [](std::string_view a, std::string_view b) { return CompareNames(a, b) >= 0; };
  return std::ranges::adjacent_find(rows, out_of_order, name) == rows.end();
}

/// The row with that `wanted` name, or nullptr. O(log n).
template <typename Row>
constexpr const Row* FindByName(std::span<const Row> rows, std::string_view wanted, std::string_view Row::*name) {
  const auto found = std::ranges::lower_bound(rows, wanted, NameLess(), name);
  return found != rows.end() && CompareNames((*found).*name, wanted) == 0 ? &*found : nullptr;
}

}  // namespace crosstrail::policy
