// What a request's keys have to satisfy, and a value that does: the theories of the analyser, one key at a time.
//
// Pure. Strings are decided by FindText (policy/text_search.h); numbers, times and addresses by trying every boundary,
// the points beside and between them, which is complete because all their tests are intervals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_network.h"
#include "policy/condition_operator.h"
#include "policy/text_search.h"

namespace crosstrail::policy {

/// A test of one value: it is one of these.
struct ValueTest {
  enum class Theory : std::uint8_t { kText, kNumber, kDate, kAddress };
  Theory theory = Theory::kText;
  std::vector<TextPattern> patterns;     // kText
  Relation relation = Relation::kEqual;  // kNumber, kDate
  std::vector<double> numbers;           // kNumber, kDate (seconds)
  std::vector<IpNetwork> networks;       // kAddress
};

bool Holds(const ValueTest& test, std::string_view value);

/// A demand on a key. With the key absent it is met when `absent_ok`; otherwise when some (or, with `all`, each) of its
/// values has Holds(*test) == want, or, where there is no test, when `want`.
struct Constraint {
  const ValueTest* test = nullptr;
  bool want = true;
  bool all = false;
  bool absent_ok = false;
};

constexpr Constraint Not(const Constraint& constraint) {
  return {
      .test = constraint.test, .want = !constraint.want, .all = !constraint.all, .absent_ok = !constraint.absent_ok};
}

enum class Presence : std::uint8_t { kAbsent, kPresent, kOptional };

/// A key, or what several keys follow from.
struct Variable {
  Presence presence = Presence::kOptional;
  bool multi_valued = false;
  std::vector<Constraint> shape;       // what every value of it has, whatever the policy says; met by each value
  std::vector<std::string> preferred;  // values to try first, so that witnesses read well
  std::vector<Constraint> constraints;
};

struct VariableAnswer {
  Found found = Found::kNo;
  bool absent = false;
  std::vector<std::string> values;
};

VariableAnswer Solve(const Variable& variable, std::size_t& budget);

/// Whether `values` (none: the key is absent) meet `constraint`.
bool Meets(const Constraint& constraint, const std::vector<std::string>& values);

/// Whether `values`, of which there is one or more, have the variable's shape and meet all its constraints.
bool Accepts(const Variable& variable, const std::vector<std::string>& values);

}  // namespace crosstrail::policy
