// The syntax tree of an EQL expression, as written: no types, no meaning yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "query/query.h"
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

/// `category where condition`
struct EventFilter {
  std::string category;
  bool any_category = false;
  Node condition;
};

/// One event filter of a query, with what stands around it in a sequence or sample.
struct Subquery {
  EventFilter filter;
  std::vector<Node> keys;  // of its own `by`
  std::uint32_t runs = 1;
  bool missing = false;  // `![ ... ]`
  std::size_t offset = 0;
  std::size_t length = 1;
};

struct Statement {
  enum class Kind : std::uint8_t { kEvent, kSequence, kSample } kind = Kind::kEvent;
  std::vector<Node> keys;       // of the sequence or sample as a whole
  std::vector<Subquery> steps;  // one for kEvent
  std::optional<Subquery> until;
  std::optional<Duration> maxspan;
  std::vector<Pipe> pipes;
};

/// Trees deeper than this are refused, so that every walk over one may recurse.
inline constexpr std::size_t kDeepest = 256;

}  // namespace crosstrail::eql
