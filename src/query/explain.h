// A condition in words: for people who ask why a rule did or did not match.
#pragma once

#include <string>
#include <vector>

#include "query/query.h"
#include "query/scalar.h"

namespace crosstrail {

/// A node of a condition, in the order in which it is looked at.
struct ExplainedNode {
  std::size_t depth = 0;
  std::string text;             // "all of", "event.action is \"x\""
  std::vector<FieldId> fields;  // that a leaf reads
  Truth truth = Truth::kNull;   // for the event it was asked of
};

/// Every node of `condition`. With an `event` each carries what it evaluates to there, whether or not the condition was
/// settled before it.
std::vector<ExplainedNode> Explain(const Condition& condition, const FieldSet& fields, FieldSource* event);

/// A value as it is shown beside a leaf: text in quotes, cut to `limit` characters.
std::string ShownValue(const Value& value, std::size_t limit);

}  // namespace crosstrail
