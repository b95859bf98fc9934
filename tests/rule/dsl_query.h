// Queries of Elasticsearch's DSL, compiled from JSON.
#pragma once

#include <memory>
#include <string>

#include "query/query.h"
#include "rule/dsl.h"
#include "rule/json_document.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {

struct CompiledDsl {
  FieldSet fields;
  Condition condition = Condition(std::make_unique<Expression>(Always(Truth::kFalse)));
  std::string problems;  // as they are printed
};

inline CompiledDsl CompileDsl(const std::string& json) {
  CompiledDsl result;
  const std::string name = "q.json";
  const auto tree = ParseJson({json, name});
  if (!tree) {
    result.problems = Render(tree.error(), false);
    return result;
  }
  Problems problems({json, name});
  dsl::Scope scope{.fields = result.fields, .problems = problems, .is_json = true};
  result.condition = Condition(std::make_unique<Expression>(dsl::Compile(*tree, scope)));
  result.problems = RenderAll(problems.Take());
  return result;
}

}  // namespace crosstrail
