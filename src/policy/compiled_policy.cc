#include "policy/compiled_policy.h"

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "policy/forms.h"
#include "policy/scalars.h"

namespace crosstrail::policy {
namespace {

using Theory = ValueTest::Theory;

void AppendBool(bool value, ValueTest& test) {
  test.patterns.push_back(PatternOfGlob(value ? U"true" : U"false", true));
}

// The test of an operator without variables.
ValueTest TestOf(const ConditionOperator& op, const std::vector<Word>& values) {
  ValueTest test;
  test.relation = op.relation;
  for (const Word& word : values) {
    switch (op.comparison) {
      case Comparison::kNumber:
        test.theory = Theory::kNumber;
        if (const auto number = ParseNumber(word.text)) test.numbers.push_back(*number);
        break;
      case Comparison::kDate:
        test.theory = Theory::kDate;
        if (const auto date = ParseDate(word.text)) test.numbers.push_back(*date);
        break;
      case Comparison::kIpAddress:
        test.theory = Theory::kAddress;
        if (const auto network = ParseIpNetwork(word.text)) test.networks.push_back(*network);
        break;
      case Comparison::kBool:
        if (const auto value = ParseBool(word.text)) AppendBool(*value, test);
        break;
      case Comparison::kBinary:
        test.patterns.push_back(PatternOfText(word.text));
        if (const auto bytes = DecodeBase64(word.text)) test.patterns.push_back(PatternOfText(*bytes));
        break;
      default:
        break;
    }
  }
  return test;
}

CompiledValues CompileValues(const ConditionOperator& op, std::vector<ValuePattern> templates) {
  CompiledValues values;
  values.has_variables = std::any_of(templates.begin(), templates.end(),
                                     [](const ValuePattern& pattern) { return !pattern.variables.empty(); });
  if (!values.has_variables) {
    for (const ValuePattern& pattern : templates) AppendPatternOf(op, pattern.glob, values.test);
  }
  values.templates = std::move(templates);
  return values;
}

CompiledCondition CompileCondition(const Document& document, const ConditionElement& element) {
  CompiledCondition condition;
  condition.element = &element;
  condition.key = FoldCase(element.key.text);
  if (!element.op) return condition;
  const ConditionOperator& op = *element.op;
  if (op.comparison == Comparison::kNull) {
    for (const Word& word : element.values) {
      const auto value = ParseBool(word.text);
      condition.null_when_absent = condition.null_when_absent || value == true;
      condition.null_when_present = condition.null_when_present || value == false;
    }
    return condition;
  }
  if (!TakesVariables(op.comparison)) {
    condition.values.test = TestOf(op, element.values);
    // Seconds since the epoch are a number, and a time all the same.
    if (condition.key == "aws:epochtime" && condition.values.test.theory == Theory::kNumber) {
      condition.values.test.theory = Theory::kDate;
    }
    return condition;
  }
  const bool wildcards = op.comparison == Comparison::kStringLike || op.comparison == Comparison::kArn;
  std::vector<ValuePattern> templates;
  templates.reserve(element.values.size());
  for (const Word& word : element.values) {
    templates.push_back(ParseValuePattern(word.text, wildcards, document.variables));
  }
  condition.values = CompileValues(op, std::move(templates));
  return condition;
}

}  // namespace

void AppendPatternOf(const ConditionOperator& op, const Glob& glob, ValueTest& test) {
  if (op.comparison != Comparison::kArn) {
    test.patterns.push_back(PatternOfGlob(glob, op.comparison == Comparison::kStringIgnoreCase));
  } else if (auto pattern = PatternOfArnGlob(glob)) {
    test.patterns.push_back(std::move(*pattern));
  }
}

CompiledPolicy Compile(const Document& document) {
  CompiledPolicy policy;
  policy.document = &document;
  policy.statements.reserve(document.statements.size());
  for (const Statement& statement : document.statements) {
    CompiledStatement& compiled = policy.statements.emplace_back();
    compiled.source = &statement;
    for (const PrincipalElement& element : statement.principals) {
      compiled.principals.push_back(ParsePrincipalName(element));
    }
    for (const Word& word : statement.actions) {
      compiled.actions.patterns.push_back(PatternOfGlob(ParseValuePattern(word.text, true, false).glob, true));
    }
    std::vector<ValuePattern> resources;
    for (const Word& word : statement.resources) {
      resources.push_back(ParseValuePattern(CompleteArn(word.text), true, document.variables));
      compiled.each_resource.push_back(CompileValues({.comparison = Comparison::kStringLike}, {resources.back()}));
    }
    compiled.resources = CompileValues({.comparison = Comparison::kStringLike}, std::move(resources));
    for (const ConditionElement& element : statement.conditions) {
      compiled.conditions.push_back(CompileCondition(document, element));
    }
  }
  return policy;
}

}  // namespace crosstrail::policy
