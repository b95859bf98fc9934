// A term: something that has a value for one choice of one value per field, e.g. `length(user.name) - 1` or
// `substring(x, 1) == "a"`. What Elasticsearch would run as a script.
//
// Terms are three-valued throughout: null in, null out, unless the function says otherwise.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "query/function.h"
#include "query/scalar.h"
#include "query/value_test.h"

namespace crosstrail {

struct Term;

/// The value chosen for the field at `slot` of TermMatches::fields (query/expression.h).
struct SlotTerm {
  std::size_t slot = 0;
};

struct CallTerm {
  const Function* function = nullptr;
  bool ignore_case = false;
  std::vector<Term> arguments;
};

/// One operand against constants.
struct TestTerm {
  ValueTest test;
  std::vector<Term> operand;  // exactly one
};

/// Two operands, neither constant.
struct CompareTerm {
  Comparison comparison = Comparison::kEqual;
  Flavor flavor = Flavor::kNatural;
  std::vector<Term> operands;  // exactly two
};

struct LogicTerm {
  enum class Kind : std::uint8_t { kAnd, kOr, kNot, kIsNull } kind = Kind::kAnd;
  std::vector<Term> operands;  // one for kNot and kIsNull
};

struct Term {
  std::variant<Constant, SlotTerm, CallTerm, TestTerm, CompareTerm, LogicTerm> node;
};

/// Evaluates `term`, with `slots` the chosen value (or null) of each field. Strings of the result live as long as the
/// slots, the term and `scratch`. Recursion is as deep as the term, which whoever builds it must bound.
Scalar Evaluate(const Term& term, std::span<const Scalar> slots, TextScratch& scratch);

/// The constant behind the term, or nullptr.
const Constant* AsConstant(const Term& term);

}  // namespace crosstrail
