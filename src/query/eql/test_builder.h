// Compiles the right-hand sides of EQL's comparisons: constants and patterns become ValueTests.
#pragma once

#include <optional>
#include <vector>

#include "query/eql/lexer.h"
#include "query/eql/syntax.h"
#include "query/value_test.h"

namespace crosstrail::eql {

/// A constant and where it stands in the query.
struct PlacedConstant {
  Constant value;
  std::size_t offset = 0;
  std::size_t length = 1;
};

/// `==` and `in`: equal to one of `constants`, which must not be null. `type` is that of the field compared, keyword
/// where there is none. A constant that the type cannot take is a mistake.
ValueTest BuildEquality(const std::vector<PlacedConstant>& constants, FieldType type, bool ignore_case,
                        Mistakes& mistakes);

/// `<`, `<=`, `>` and `>=`.
ValueTest BuildOrder(Comparison comparison, const PlacedConstant& constant, FieldType type, Mistakes& mistakes);

/// `:`, `like` and `like~`: node.children from the second on are the patterns. nullopt when all of them are null.
std::optional<ValueTest> BuildLike(const Node& node);

/// `regex` and `regex~`. On a field the syntax is Lucene's; on the result of a function Java's, as RE2 has it.
std::optional<ValueTest> BuildRegex(const Node& node, bool on_field, Mistakes& mistakes);

}  // namespace crosstrail::eql
