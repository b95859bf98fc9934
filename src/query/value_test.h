// What one value must satisfy: the right-hand side of a comparison, compiled. A leaf of a query is a test applied to
// each value of a field.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/ip_network.h"
#include "query/scalar.h"
#include "query/value_set.h"
#include "query/wildcard.h"

namespace re2 {
class RE2;
}

namespace crosstrail {

enum class Comparison : std::uint8_t { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

/// The value, as text, is one of `texts`. O(log n).
struct IsOneOf {
  std::vector<std::string> texts;  // sorted, distinct; folded when case is ignored
  bool ignore_case = false;
  bool operator==(const IsOneOf&) const = default;
};

/// The value equals one of `constants`, by the rules of Compare().
struct EqualsAny {
  std::vector<Constant> constants;
  Flavor flavor = Flavor::kNatural;
  bool operator==(const EqualsAny&) const = default;
};

struct IsOrdered {
  Comparison comparison = Comparison::kLess;
  Constant constant;
  Flavor flavor = Flavor::kNatural;
};

/// The value, as text, matches any of the patterns.
struct IsLike {
  std::vector<Wildcard> patterns;
  bool operator==(const IsLike&) const = default;
};

/// The value, as text, matches the expression as a whole.
struct IsMatch {
  std::unique_ptr<const re2::RE2> regex;
  IsMatch(std::unique_ptr<const re2::RE2> compiled);  // NOLINT(google-explicit-constructor)
  IsMatch(IsMatch&&) noexcept;
  IsMatch& operator=(IsMatch&&) noexcept;
  ~IsMatch();
};

struct InNetworks {
  std::vector<IpNetwork> networks;
};

/// The value, as text, is in the set, which several tests may share.
struct IsInSet {
  std::shared_ptr<const ValueSet> set;
};

using ValueTest = std::variant<IsOneOf, EqualsAny, IsOrdered, IsLike, IsMatch, InNetworks, IsInSet>;

/// Null for a null value, and where the two sides have no common order. Thread-safe.
Truth Test(const ValueTest& test, const Scalar& value);

/// Whether an ordering satisfies the comparison.
bool Satisfies(Comparison comparison, std::partial_ordering order);

/// `a op b` as `b op' a`.
Comparison Mirror(Comparison comparison);

/// IsOneOf over `texts` in any order.
IsOneOf OneOf(std::vector<std::string> texts, bool ignore_case);

}  // namespace crosstrail
