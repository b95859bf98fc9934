// The condition tree every query language compiles to.
//
// Leaves are two-valued, as Elasticsearch's queries are: a test of a missing field is false and Not flips it, and a
// field with several values passes when any of them does. The only leaves that are ever null are constants and
// TermMatches with keeps_null; junctions and Not are three-valued for their sake, and null does not match.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "event/field_set.h"
#include "query/scalar.h"
#include "query/term.h"
#include "query/value_test.h"

namespace crosstrail {

struct Expression;

struct ConstantCondition {
  Truth truth = Truth::kFalse;
};

struct AllOf {
  std::vector<Expression> children;
};

struct AnyOf {
  std::vector<Expression> children;
};

struct Negation {
  std::vector<Expression> child;  // exactly one
};

/// The field has a value.
struct FieldExists {
  FieldId field = 0;
};

/// A value of the field passes the test; with `every`, all of its values do, and there is one.
struct FieldMatches {
  FieldId field = 0;
  ValueTest test;
  bool every = false;
};

/// The term is true for a choice of one value of each of `fields`, null for those that are missing. Costs the product
/// of the numbers of values; choices past kMaxChoices are not tried.
struct TermMatches {
  static constexpr std::size_t kMaxChoices = std::size_t{1} << 12U;
  std::vector<FieldId> fields;  // distinct; the slots of the term
  Term term;
  bool keeps_null = false;  // null, not false, when the term is null for every choice
};

/// A test of an event that says more than an expression can: against very many values that somebody else holds.
/// Thread-safe as long as `event` is not shared.
class EventTest {
 public:
  EventTest() = default;
  virtual ~EventTest() = default;
  EventTest(const EventTest&) = delete;
  EventTest& operator=(const EventTest&) = delete;

  virtual bool Passes(FieldSource& event) const = 0;
  /// Whether the event of a raw record that reads so, and has no backslash in it, might pass; in much less time. False
  /// is only said where it cannot.
  virtual bool MayPass(std::string_view /*record*/) const { return true; }
  /// The fields that it reads.
  virtual std::vector<FieldId> Fields() const = 0;
  /// In words, for people.
  virtual std::string Describe(const FieldSet& fields) const = 0;
};

/// The event passes the test. Nothing is known of when it does: whoever makes one puts what it needs beside it.
struct EventPasses {
  std::shared_ptr<const EventTest> test;
};

struct Expression {
  std::variant<ConstantCondition, AllOf, AnyOf, Negation, FieldExists, FieldMatches, TermMatches, EventPasses> node;
};

/// Junctions, flattened and with constants folded; AnyOf joins equality tests of one field into one.
Expression All(std::vector<Expression> children);
Expression Any(std::vector<Expression> children);
Expression Negate(Expression expression);
Expression Always(Truth truth);

/// Recursion is as deep as the tree, which whoever builds it must bound. Thread-safe as long as `event` is not shared.
Truth Evaluate(const Expression& expression, FieldSource& event);
/// Of a leaf.
Truth Evaluate(const FieldExists& node, FieldSource& event);
Truth Evaluate(const FieldMatches& node, FieldSource& event);
Truth Evaluate(const TermMatches& node, FieldSource& event);

}  // namespace crosstrail
