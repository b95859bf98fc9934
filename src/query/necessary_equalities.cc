#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "query/expression.h"
#include "query/query.h"

namespace crosstrail {
namespace {

using ByField = std::map<FieldId, std::vector<std::string>>;

ByField Necessary(const Expression& expression);

// Every child must hold. Of two requirements on one field the shorter one is kept: with several values to a field they
// may be met by different values, so that neither narrows the other.
ByField NecessaryForAll(const std::vector<Expression>& children) {
  ByField result;
  for (const Expression& child : children) {
    for (auto& [field, values] : Necessary(child)) {
      const auto [place, is_new] = result.try_emplace(field, values);
      if (!is_new && values.size() < place->second.size()) place->second = std::move(values);
    }
  }
  return result;
}

// One child must hold: what all of them require of the same field, united.
ByField NecessaryForAny(const std::vector<Expression>& children) {
  ByField result;
  bool first = true;
  for (const Expression& child : children) {
    if (std::holds_alternative<ConstantCondition>(child.node)) return {};
    ByField required = Necessary(child);
    if (std::exchange(first, false)) {
      result = std::move(required);
      continue;
    }
    for (auto it = result.begin(); it != result.end();) {
      const auto other = required.find(it->first);
      if (other == required.end()) {
        it = result.erase(it);
        continue;
      }
      std::vector<std::string> united;
      std::set_union(it->second.begin(), it->second.end(), other->second.begin(), other->second.end(),
                     std::back_inserter(united));
      (it++)->second = std::move(united);
    }
    if (result.empty()) break;
  }
  return result;
}

ByField Necessary(const Expression& expression) {
  if (const auto* all = std::get_if<AllOf>(&expression.node)) return NecessaryForAll(all->children);
  if (const auto* any = std::get_if<AnyOf>(&expression.node)) return NecessaryForAny(any->children);
  if (const auto* leaf = std::get_if<FieldMatches>(&expression.node)) {
    const auto* texts = std::get_if<IsOneOf>(&leaf->test);
    if (texts != nullptr && !texts->ignore_case) return {{leaf->field, texts->texts}};
  }
  return {};
}

}  // namespace

std::vector<Requirement> NecessaryEqualities(const Condition& condition) {
  std::vector<Requirement> requirements;
  for (auto& [field, values] : Necessary(condition.root())) requirements.push_back({field, std::move(values)});
  return requirements;
}

}  // namespace crosstrail
