#include "tests/policy/json_document.h"

#include <stdexcept>

namespace crosstrail::policy {
namespace {

using nlohmann::ordered_json;

Word WordOf(const ordered_json& value) { return {value.is_string() ? value.get<std::string>() : value.dump(), {}}; }

// The members of a list, or a lone value as a list of one.
std::vector<Word> WordsOf(const ordered_json& value) {
  std::vector<Word> words;
  if (!value.is_array()) return {WordOf(value)};
  for (const auto& item : value) words.push_back(WordOf(item));
  return words;
}

PrincipalType TypeOf(const std::string& key) {
  if (key == "AWS") return PrincipalType::kAws;
  if (key == "Service") return PrincipalType::kService;
  if (key == "Federated") return PrincipalType::kFederated;
  if (key == "CanonicalUser") return PrincipalType::kCanonicalUser;
  throw std::invalid_argument("unknown type of principal: " + key);
}

std::vector<PrincipalElement> PrincipalsOf(const ordered_json& value) {
  std::vector<PrincipalElement> principals;
  if (value.is_string()) return {{PrincipalType::kAnyone, WordOf(value)}};
  for (const auto& [key, names] : value.items()) {
    for (Word& word : WordsOf(names)) principals.push_back({TypeOf(key), std::move(word)});
  }
  return principals;
}

std::vector<ConditionElement> ConditionsOf(const ordered_json& value) {
  std::vector<ConditionElement> conditions;
  for (const auto& [op, keys] : value.items()) {
    for (const auto& [key, values] : keys.items()) {
      conditions.push_back({FindConditionOperator(op), {op, {}}, {key, {}}, WordsOf(values)});
    }
  }
  return conditions;
}

Statement StatementOf(const ordered_json& json) {
  Statement statement;
  for (const auto& [name, value] : json.items()) {
    if (name == "Sid") {
      statement.sid = WordOf(value);
    } else if (name == "Effect") {
      statement.effect = value == "Allow" ? Effect::kAllow : Effect::kDeny;
    } else if (name == "Principal" || name == "NotPrincipal") {
      (name == "Principal" ? statement.has_principal : statement.has_not_principal) = true;
      statement.principals = PrincipalsOf(value);
    } else if (name == "Action" || name == "NotAction") {
      statement.not_action = name == "NotAction";
      statement.actions = WordsOf(value);
    } else if (name == "Resource" || name == "NotResource") {
      statement.has_resource = true;
      statement.not_resource = name == "NotResource";
      statement.resources = WordsOf(value);
    } else if (name == "Condition") {
      statement.conditions = ConditionsOf(value);
    } else {
      throw std::invalid_argument("unknown element: " + name);
    }
  }
  return statement;
}

}  // namespace

Document DocumentFromJson(const ordered_json& json) {
  Document document;
  document.variables = json.value("Version", "2008-10-17") == "2012-10-17";
  document.id = json.value("Id", "");
  const ordered_json& statements = json.at("Statement");
  if (statements.is_object()) document.statements.push_back(StatementOf(statements));
  if (statements.is_array()) {
    for (const auto& statement : statements) document.statements.push_back(StatementOf(statement));
  }
  for (std::size_t i = 0; i < document.statements.size(); ++i) document.statements[i].index = i;
  return document;
}

Document DocumentOfStatement(std::string_view statement) {
  return DocumentFromJson({{"Version", "2012-10-17"}, {"Statement", ordered_json::parse(statement)}});
}

}  // namespace crosstrail::policy
