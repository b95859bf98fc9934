#include <algorithm>
#include <utility>

#include "query/expression.h"
#include "query/query.h"

namespace crosstrail {
namespace {

void CollectFields(const Expression& expression, std::vector<FieldId>& fields) {
  const auto& node = expression.node;
  const std::vector<Expression>* children = nullptr;
  if (const auto* all = std::get_if<AllOf>(&node)) children = &all->children;
  if (const auto* any = std::get_if<AnyOf>(&node)) children = &any->children;
  if (const auto* negation = std::get_if<Negation>(&node)) children = &negation->child;
  if (children != nullptr) {
    for (const Expression& child : *children) CollectFields(child, fields);
  }
  if (const auto* exists = std::get_if<FieldExists>(&node)) fields.push_back(exists->field);
  if (const auto* leaf = std::get_if<FieldMatches>(&node)) fields.push_back(leaf->field);
  if (const auto* leaf = std::get_if<TermMatches>(&node)) {
    fields.insert(fields.end(), leaf->fields.begin(), leaf->fields.end());
  }
  if (const auto* leaf = std::get_if<EventPasses>(&node)) {
    for (const FieldId field : leaf->test->Fields()) fields.push_back(field);
  }
}

}  // namespace

Condition::Condition(std::unique_ptr<Expression> root) : root_(std::move(root)) {}
Condition::~Condition() = default;
Condition::Condition(Condition&&) noexcept = default;
Condition& Condition::operator=(Condition&&) noexcept = default;

bool Condition::Matches(FieldSource& event) const { return Evaluate(*root_, event) == Truth::kTrue; }

void Condition::Narrow(Expression other) {
  std::vector<Expression> both;
  both.push_back(std::move(*root_));
  both.push_back(std::move(other));
  *root_ = All(std::move(both));
}

std::vector<FieldId> Condition::Fields() const {
  std::vector<FieldId> fields;
  CollectFields(*root_, fields);
  std::sort(fields.begin(), fields.end());
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  return fields;
}

}  // namespace crosstrail
