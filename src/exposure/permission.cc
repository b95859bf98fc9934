#include "exposure/permission.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <vector>

#include "exposure/policy_text.h"
#include "exposure/resource_name.h"
#include "policy/forms.h"

namespace crosstrail::exposure {
namespace {

using Json = nlohmann::ordered_json;

std::string_view TextAt(const RecordMembers& record, std::initializer_list<RecordPath> paths) {
  for (const RecordPath path : paths) {
    const std::string_view text = StringOf(record.FindOne(path));
    if (!text.empty()) return text;
  }
  return {};
}

// A list of texts, or one of them; empty where there is none, or something else among them.
std::vector<std::string> ListAt(const RecordMembers& record, std::initializer_list<RecordPath> paths) {
  for (const RecordPath path : paths) {
    const JsonNode* const node = record.FindOne(path);
    if (node == nullptr || node->kind == JsonKind::kNull) continue;
    if (node->kind != JsonKind::kArray) {
      return StringOf(node).empty() ? std::vector<std::string>() : std::vector{std::string(StringOf(node))};
    }
    std::vector<std::string> texts;
    for (const JsonNode& one : JsonChildren(*node)) {
      if (StringOf(&one).empty()) return {};
      texts.emplace_back(StringOf(&one));
    }
    return texts;
  }
  return {};
}

std::string PolicyOf(Json statement) {
  const Json policy = {{"Version", "2012-10-17"}, {"Statement", Json::array({std::move(statement)})}};
  return policy.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool IsHidden(const std::vector<std::string>& texts) {
  return texts.empty() || std::ranges::find(texts, kHiddenText) != texts.end();
}

// "AWSAccountIds": ["222222222222"], "actions": ["SendMessage"].
void ReadAccounts(const RecordMembers& record, std::string_view service, const std::string& arn, Permission& out) {
  const std::vector<std::string> accounts = ListAt(
      record, {"requestParameters.aWSAccountIds", "requestParameters.AWSAccountIds", "requestParameters.awsAccountIds",
               "requestParameters.aWSAccountId", "requestParameters.AWSAccountId", "requestParameters.awsAccountId"});
  std::vector<std::string> actions =
      ListAt(record, {"requestParameters.actions", "requestParameters.actionNames", "requestParameters.actionName"});
  if (IsHidden(accounts) || IsHidden(actions)) return;
  for (std::string& action : actions) action = fmt::format("{}:{}", service, action);
  out.visibility = Visibility::kText;
  out.policy = PolicyOf({{"Sid", out.name},
                         {"Effect", "Allow"},
                         {"Principal", {{"AWS", accounts}}},
                         {"Action", actions},
                         {"Resource", arn}});
}

Json PrincipalOf(std::string_view text) {
  if (text == "*") return "*";
  const bool account = policy::IsAccountId(text) || text.starts_with("arn:");
  return Json{{account || text.find('.') == text.npos ? "AWS" : "Service", text}};
}

// What the answer says is the statement as Lambda keeps it; without it, what was asked for.
void ReadFunctionPermission(const RecordMembers& record, const std::string& arn, Permission& out) {
  const std::string_view statement = TextAt(record, {"responseElements.statement"});
  if (statement.starts_with('{')) {
    out.visibility = Visibility::kText;
    out.policy = R"({"Version":"2012-10-17","Statement":[)" + std::string(statement) + "]}";
    return;
  }
  const std::string_view principal = TextAt(record, {"requestParameters.principal"});
  const std::string_view action = TextAt(record, {"requestParameters.action"});
  if (principal.empty() || action.empty() || principal == kHiddenText || action == kHiddenText) return;
  Json conditions = Json::object();
  const auto condition = [&](const char* op, const char* key, RecordPath path) {
    const std::string_view value = StringOf(record.FindOne(path));
    if (!value.empty()) conditions[op][key] = value;
  };
  condition("StringEquals", "AWS:SourceAccount", "requestParameters.sourceAccount");
  condition("StringEquals", "aws:PrincipalOrgID", "requestParameters.principalOrgID");
  condition("StringEquals", "lambda:FunctionUrlAuthType", "requestParameters.functionUrlAuthType");
  condition("StringEquals", "lambda:EventSourceToken", "requestParameters.eventSourceToken");
  condition("ArnLike", "AWS:SourceArn", "requestParameters.sourceArn");
  Json json = {{"Sid", out.name},
               {"Effect", "Allow"},
               {"Principal", PrincipalOf(principal)},
               {"Action", action},
               {"Resource", arn}};
  if (!conditions.empty()) json["Condition"] = conditions;
  out.visibility = Visibility::kText;
  out.policy = PolicyOf(std::move(json));
}

// A grantee is an ARN, a service's name, a unique id, "AWS Internal", or "ACCOUNT:aws:ec2-infrastructure:INSTANCE".
bool IsOutsider(std::string_view grantee, std::string_view owner) {
  if (grantee.starts_with("arn:")) return AccountOfArn(grantee) != owner;
  return policy::IsAccountId(grantee) && grantee != owner;
}

void ReadGrant(const RecordMembers& record, const std::string& arn, std::string_view owner, Permission& out) {
  const std::string_view grantee = TextAt(record, {"requestParameters.granteePrincipal"});
  const bool to_service = !TextAt(record, {"requestParameters.granteeServicePrincipal"}).empty();
  if (grantee == kHiddenText || (grantee.empty() && !to_service)) return;
  std::vector<std::string> operations = ListAt(record, {"requestParameters.operations"});
  out.visibility = Visibility::kNone;
  if (!IsOutsider(grantee, owner)) return;
  out.visibility = Visibility::kHidden;
  if (IsHidden(operations)) return;
  for (std::string& operation : operations) operation.insert(0, "kms:");
  Json json = {{"Sid", "grant"},
               {"Effect", "Allow"},
               {"Principal", {{"AWS", grantee}}},
               {"Action", operations},
               {"Resource", arn}};
  for (const RecordPath path :
       std::initializer_list<RecordPath>{"requestParameters.constraints.encryptionContextEquals",
                                         "requestParameters.constraints.encryptionContextSubset"}) {
    const JsonNode* const context = record.FindOne(path);
    if (context == nullptr || context->kind != JsonKind::kObject) continue;
    for (const JsonNode& pair : JsonChildren(*context)) {
      json["Condition"]["StringEquals"]["kms:EncryptionContext:" + std::string(pair.key)] = StringOf(&pair);
    }
  }
  out.visibility = Visibility::kText;
  out.policy = PolicyOf(std::move(json));
}

}  // namespace

Permission ReadPermission(const RecordMembers& record, const SharingRow& row, const std::string& arn,
                          std::string_view owner) {
  Permission permission;
  permission.name =
      TextAt(record, {"requestParameters.label", "requestParameters.statementId", "requestParameters.grantId",
                      "responseElements.grantId", "additionalEventData.grantId"});
  if (row.act == Act::kRemove) {
    permission.visibility = Visibility::kText;
  } else if (row.target == Target::kKey) {
    ReadGrant(record, arn, owner, permission);
  } else if (row.target == Target::kFunction) {
    ReadFunctionPermission(record, arn, permission);
  } else {
    ReadAccounts(record, row.source.substr(0, row.source.find('.')), arn, permission);
  }
  return permission;
}

}  // namespace crosstrail::exposure
