// A policy made ready for the analyser: patterns parsed, principals named, conditions turned into tests.
//
// Refers to the Document it was made from, which has to outlive it. Immutable and thread-safe once made.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/constraint.h"
#include "policy/document.h"
#include "policy/principal_name.h"
#include "policy/value_pattern.h"

namespace crosstrail::policy {

/// The values of an element, of which a request's has to match one.
struct CompiledValues {
  std::vector<ValuePattern> templates;  // of resources, and of operators that take policy variables
  bool has_variables = false;           // some template has one; `test` is empty then
  ValueTest test;
};

struct CompiledCondition {
  const ConditionElement* element = nullptr;
  std::string key;  // in lower case
  CompiledValues values;
  bool null_when_absent = false;  // of Null: whether it holds with the key absent, and with the key there
  bool null_when_present = false;
};

struct CompiledStatement {
  const Statement* source = nullptr;
  std::vector<PrincipalName> principals;
  ValueTest actions;  // a pattern for each element of Action or NotAction
  CompiledValues resources;
  std::vector<CompiledValues> each_resource;  // the elements of Resource or NotResource one by one
  std::vector<CompiledCondition> conditions;
};

struct CompiledPolicy {
  const Document* document = nullptr;
  std::vector<CompiledStatement> statements;
};

CompiledPolicy Compile(const Document& document);

/// The test of `op` (one that takes variables) against `glob`, appended to `test`; a pattern that can match nothing is
/// left out.
void AppendPatternOf(const ConditionOperator& op, const Glob& glob, ValueTest& test);

}  // namespace crosstrail::policy
