#include "policy/statement_meaning.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace crosstrail::policy {
namespace {

// With its length in front, so that no text runs into the next.
std::string Framed(std::string_view text) { return std::to_string(text.size()) + ":" + std::string(text); }

std::string List(std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end());
  std::string out = std::to_string(parts.size()) + "[";
  for (const std::string& part : parts) out += Framed(part);
  return out;
}

std::string List(const std::vector<Word>& words) {
  std::vector<std::string> texts;
  texts.reserve(words.size());
  for (const Word& word : words) texts.push_back(word.text);
  return List(std::move(texts));
}

}  // namespace

std::string MeaningOf(const Statement& statement) {
  std::string out;
  for (const bool flag : {statement.effect == Effect::kDeny, statement.has_principal, statement.has_not_principal,
                          statement.not_action, statement.has_resource, statement.not_resource}) {
    out += flag ? '1' : '0';
  }
  std::vector<std::string> principals;
  principals.reserve(statement.principals.size());
  for (const PrincipalElement& principal : statement.principals) {
    principals.push_back(std::string(KeyOf(principal.type)) + " " + principal.value.text);
  }
  std::vector<std::string> conditions;
  conditions.reserve(statement.conditions.size());
  for (const ConditionElement& condition : statement.conditions) {
    conditions.push_back(Framed(condition.operator_name.text) + Framed(condition.key.text) + List(condition.values));
  }
  return out + List(std::move(principals)) + List(statement.actions) + List(statement.resources) +
         List(std::move(conditions));
}

}  // namespace crosstrail::policy
