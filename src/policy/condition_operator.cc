#include "policy/condition_operator.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace crosstrail::policy {
namespace {

struct Row {
  std::string_view name;
  ConditionOperator op;
};

constexpr ConditionOperator Equal(Comparison comparison) { return {.comparison = comparison}; }
constexpr ConditionOperator NotEqual(Comparison comparison) { return {.comparison = comparison, .negated = true}; }
constexpr ConditionOperator Ordered(Comparison comparison, Relation relation) {
  return {.comparison = comparison, .relation = relation};
}

constexpr std::array kRows = {
    Row{"StringEquals", Equal(Comparison::kString)},
    Row{"StringNotEquals", NotEqual(Comparison::kString)},
    Row{"StringEqualsIgnoreCase", Equal(Comparison::kStringIgnoreCase)},
    Row{"StringNotEqualsIgnoreCase", NotEqual(Comparison::kStringIgnoreCase)},
    Row{"StringLike", Equal(Comparison::kStringLike)},
    Row{"StringNotLike", NotEqual(Comparison::kStringLike)},
    Row{"NumericEquals", Equal(Comparison::kNumber)},
    Row{"NumericNotEquals", NotEqual(Comparison::kNumber)},
    Row{"NumericLessThan", Ordered(Comparison::kNumber, Relation::kLess)},
    Row{"NumericLessThanEquals", Ordered(Comparison::kNumber, Relation::kLessOrEqual)},
    Row{"NumericGreaterThan", Ordered(Comparison::kNumber, Relation::kGreater)},
    Row{"NumericGreaterThanEquals", Ordered(Comparison::kNumber, Relation::kGreaterOrEqual)},
    Row{"DateEquals", Equal(Comparison::kDate)},
    Row{"DateNotEquals", NotEqual(Comparison::kDate)},
    Row{"DateLessThan", Ordered(Comparison::kDate, Relation::kLess)},
    Row{"DateLessThanEquals", Ordered(Comparison::kDate, Relation::kLessOrEqual)},
    Row{"DateGreaterThan", Ordered(Comparison::kDate, Relation::kGreater)},
    Row{"DateGreaterThanEquals", Ordered(Comparison::kDate, Relation::kGreaterOrEqual)},
    Row{"Bool", Equal(Comparison::kBool)},
    Row{"BinaryEquals", Equal(Comparison::kBinary)},
    Row{"BinaryNotEquals", NotEqual(Comparison::kBinary)},
    Row{"IpAddress", Equal(Comparison::kIpAddress)},
    Row{"NotIpAddress", NotEqual(Comparison::kIpAddress)},
    Row{"ArnEquals", Equal(Comparison::kArn)},
    Row{"ArnLike", Equal(Comparison::kArn)},
    Row{"ArnNotEquals", NotEqual(Comparison::kArn)},
    Row{"ArnNotLike", NotEqual(Comparison::kArn)},
    Row{"Null", Equal(Comparison::kNull)},
};

bool TakePrefix(std::string_view& name, std::string_view prefix) {
  if (!EqualsIgnoringAsciiCase(name.substr(0, prefix.size()), prefix)) return false;
  name.remove_prefix(prefix.size());
  return true;
}

bool TakeSuffix(std::string_view& name, std::string_view suffix) {
  if (name.size() < suffix.size()) return false;
  if (!EqualsIgnoringAsciiCase(name.substr(name.size() - suffix.size()), suffix)) return false;
  name.remove_suffix(suffix.size());
  return true;
}

}  // namespace

std::optional<ConditionOperator> FindConditionOperator(std::string_view name) {
  Quantifier quantifier = Quantifier::kNone;
  if (TakePrefix(name, "ForAllValues:")) {
    quantifier = Quantifier::kForAllValues;
  } else if (TakePrefix(name, "ForAnyValue:")) {
    quantifier = Quantifier::kForAnyValue;
  }
  const bool if_exists = TakeSuffix(name, "IfExists");
  for (const Row& row : kRows) {
    if (!EqualsIgnoringAsciiCase(row.name, name)) continue;
    if (row.op.comparison == Comparison::kNull && (if_exists || quantifier != Quantifier::kNone)) return std::nullopt;
    ConditionOperator op = row.op;
    op.quantifier = quantifier;
    op.if_exists = if_exists;
    return op;
  }
  return std::nullopt;
}

std::vector<std::string_view> ConditionOperatorNames() {
  std::vector<std::string_view> names(kRows.size());
  std::ranges::transform(kRows, names.begin(), &Row::name);
  return names;
}

}  // namespace crosstrail::policy
