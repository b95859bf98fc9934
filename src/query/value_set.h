// A set of very many texts or addresses that is asked by hashing: the values of a list somebody keeps.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/ip_network.h"

namespace crosstrail {

/// Hashes strings so that they can be looked for without a copy.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// Immutable and safe to share between threads once Finish was called. Contains: one hash look-up, and where there are
/// ranges one binary search.
class ValueSet {
 public:
  /// `ignore_case`: texts are alike whatever their case.
  explicit ValueSet(bool ignore_case = false) : ignore_case_(ignore_case) {}

  void Add(std::string_view text);
  /// An address, a CIDR block or "first-last", both included; false, and nothing added, when `text` is none.
  bool AddAddresses(std::string_view text);
  void Finish();

  bool Contains(std::string_view text) const;

  std::size_t size() const { return texts_.size() + ranges_.size(); }

 private:
  bool ignore_case_;
  std::unordered_set<std::string, TextHash, std::equal_to<>> texts_;
  std::vector<IpRange> ranges_;  // after Finish: ascending, apart from each other
};

}  // namespace crosstrail
