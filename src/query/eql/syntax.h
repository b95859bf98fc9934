// The syntax tree of an EQL expression, as written: no types, no meaning yet.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "query/scalar.h"
#include "query/value_test.h"

namespace crosstrail::eql {

enum class NodeKind : std::uint8_t {
  kLiteral,     // `literal`
  kField,       // `name`
  kCall,        // `name`, children are the arguments
  kArithmetic,  // `name` is the function of the operator: "add" ..., "-" for the sign
  kComparison,  // `comparison`, two children
  kIn,          // in, in~: the operand, then the list
  kLike,        // `:`, like, like~: the operand, then the patterns
  kRegex,       // regex, regex~
  kAnd,
  kOr,
  kNot,
};

struct Node {
  NodeKind kind = NodeKind::kLiteral;
  std::size_t offset = 0;  // of what to point at: the operator, or the literal, field or function name
  std::size_t length = 1;
  std::size_t depth = 1;  // 1 for a leaf
  Constant literal;
  std::string name;
  bool optional = false;     // `?field`
  bool ignore_case = false;  // `~` and `:`
  Comparison comparison = Comparison::kEqual;
  std::vector<Node> children;
};

/// The one event filter of an event query.
struct EventFilter {
  std::string category;
  bool any_category = false;
  Node condition;
};

/// Trees deeper than this are refused, so that every walk over one may recurse.
inline constexpr std::size_t kDeepest = 256;

}  // namespace crosstrail::eql
