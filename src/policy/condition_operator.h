// The condition operators of IAM: what a name such as "ForAnyValue:StringNotLikeIfExists" means.
//
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Multivalued context keys".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace crosstrail::policy {

/// How one value of the policy is compared with one value of the request.
enum class Comparison : std::uint8_t {
  kString,            // equal, byte for byte
  kStringIgnoreCase,  // equal but for case
  kStringLike,        // '*' and '?'
  kArn,               // six parts, '*' and '?' within each; ArnEquals and ArnLike are the same
  kNumber,
  kDate,  // ISO 8601 or seconds since the epoch
  kBool,
  kBinary,  // base64
  kIpAddress,
  kNull,  // "true": the key is absent; "false": it is there
};

enum class Relation : std::uint8_t { kEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

/// Whether a value of the request stands in `relation` to one of the policy.
constexpr bool Compare(Relation relation, double value, double bound) {
  switch (relation) {
    case Relation::kEqual:
      return value == bound;
    case Relation::kLess:
      return value < bound;
    case Relation::kLessOrEqual:
      return value <= bound;
    case Relation::kGreater:
      return value > bound;
    case Relation::kGreaterOrEqual:
      return value >= bound;
  }
  return false;
}

/// Which values of a key with several have to satisfy the operator.
enum class Quantifier : std::uint8_t { kNone, kForAllValues, kForAnyValue };

struct ConditionOperator {
  Comparison comparison = Comparison::kString;
  Relation relation = Relation::kEqual;  // of kNumber and kDate
  bool negated = false;                  // StringNotEquals: true unless one of the values is equal
  bool if_exists = false;
  Quantifier quantifier = Quantifier::kNone;

  bool operator==(const ConditionOperator&) const = default;
};

/// The operator called `name`; case does not count. nullopt for a name IAM does not know, "NullIfExists" among them.
std::optional<ConditionOperator> FindConditionOperator(std::string_view name);

/// The names FindConditionOperator knows, without "ForAllValues:", "ForAnyValue:" and "IfExists": for hints.
std::vector<std::string_view> ConditionOperatorNames();

/// What `op` says when the request does not have the key: a positive operator is false, a negated one true, IfExists
/// and ForAllValues true, ForAnyValue false. Not for kNull.
constexpr bool ResultWhenAbsent(const ConditionOperator& op) {
  if (op.if_exists || op.quantifier == Quantifier::kForAllValues) return true;
  return op.quantifier == Quantifier::kNone && op.negated;
}

/// Whether all values of the key must satisfy the comparison (each of them be equal to one of the policy's, or to none
/// where the operator is negated); otherwise one is enough.
constexpr bool NeedsAllValues(const ConditionOperator& op) {
  if (op.quantifier == Quantifier::kNone) return op.negated;
  return op.quantifier == Quantifier::kForAllValues;
}

/// Whether the policy's values may hold policy variables.
constexpr bool TakesVariables(Comparison comparison) {
  return comparison == Comparison::kString || comparison == Comparison::kStringIgnoreCase ||
         comparison == Comparison::kStringLike || comparison == Comparison::kArn;
}

}  // namespace crosstrail::policy
