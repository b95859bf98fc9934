// The evaluator against what others recorded of one request and one policy: Arsenal's evaluator and principals,
// pycfmodel's conditions, IAMSpy's answers.
#include <gtest/gtest.h>

#include <algorithm>

#include "policies.h"
#include "policy/evaluate.h"

namespace crosstrail::policy {
namespace {

using nlohmann::ordered_json;

std::string_view NameOf(Decision decision) {
  switch (decision) {
    case Decision::kAllow:
      return "Allow";
    case Decision::kExplicitDeny:
      return "Deny";
    case Decision::kImplicitDeny:
      return "Neutral";
  }
  return "";
}

std::string TextOf(const ordered_json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

RequestContext ContextOf(const ordered_json& json) {
  RequestContext context;
  for (const auto& [key, value] : json.items()) {
    std::vector<std::string>& values = context[key];
    if (!value.is_array()) {
      values.push_back(TextOf(value));
      continue;
    }
    for (const ordered_json& item : value) values.push_back(TextOf(item));
  }
  return context;
}

Principal PrincipalOf(std::string_view text) {
  const auto principal = ParsePrincipal(text);
  EXPECT_TRUE(principal.has_value()) << text;
  return principal.value_or(Principal{});
}

TEST(EvaluateConformance, ArsenalEvaluator) {
  const ordered_json records = PolicyRecords("arsenal_evaluator.json");
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  Agreement agreement({
      {"\"${}\" is a variable without a name, an error to AWS and a pattern that matches nothing to us; plain text to "
       "Arsenal",
       {"arsenal/evaluate a single policy > with conditions > should treat wildcards literally in StringEquals "
        "condition "
        "and translate variables properly"}},
      {"a condition without an operator: AWS refuses the policy, and what is refused is read as allowing more",
       {"arsenal/evaluate a single policy > with conditions > should be neutral for DateEquals condition with epoch "
        "dateif do not meet condition"}},
      {"an empty account in an ARN stands for the requester's with Scality's own service; to AWS it is empty",
       {"arsenal/should permit access to list metrics for bucket named in policy",
        "arsenal/should permit access to list metrics for bucket when accountid in requestContext"}},
  });
  for (const ordered_json& record : records) {
    const ordered_json& asked = record.at("request");
    Request request;
    request.action = asked.at("action").get<std::string>();
    request.resource = asked.at("resource").get<std::string>();
    request.context = ContextOf(asked.at("context"));
    request.principal.kind = Principal::Kind::kUser;
    request.principal.account = "123456789012";
    if (asked.at("requester").is_object()) request.principal.name = asked["requester"].value("username", "");
    agreement.Compare(record.at("id").get<std::string>(), record.at("expected").at("decision").get<std::string>(),
                      std::string(NameOf(Evaluate(ParsePolicy(record.at("policy")), request).decision)));
  }
  agreement.ExpectCompared(170);
}

// Arsenal lists every id that the requester goes by, or describes it.
Principal ArsenalRequester(const ordered_json& request) {
  Principal principal;
  const auto ids = request.find("principal_valid_ids");
  if (ids != request.end()) {
    if (ids->contains("AWS")) {
      const ordered_json& names = ids->at("AWS");
      return PrincipalOf(names.is_array() ? names.front().get<std::string>() : names.get<std::string>());
    }
    principal.kind = Principal::Kind::kService;
    principal.provider = ids->at("Service").get<std::string>();
    return principal;
  }
  const ordered_json& requester = request.at("requester");
  const auto type = requester.at("principalType").get<std::string>();
  if (type == "Service") {
    principal.kind = Principal::Kind::kService;
    principal.provider = requester.at("arn").get<std::string>();
    return principal;
  }
  return PrincipalOf(requester.at(type == "Federated" ? "parentArn" : "arn").get<std::string>());
}

TEST(EvaluateConformance, ArsenalPrincipal) {
  const ordered_json records = PolicyRecords("arsenal_principal.json");
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  Agreement agreement({});
  for (const ordered_json& record : records) {
    const ordered_json& asked = record.at("request");
    ordered_json policy = record.at("policy");
    for (ordered_json& statement : policy.at("Statement")) statement["Action"] = "*";
    Request request;
    request.principal = ArsenalRequester(asked);
    request.action = "sts:AssumeRole";
    if (asked.contains("requester")) {
      request.context["sts:ExternalId"] = {asked["requester"].at("externalId").get<std::string>()};
    }
    const Decision decision = Evaluate(ParsePolicy(policy), request).decision;
    const auto id = record.at("id").get<std::string>();
    const ordered_json& expected = record.at("expected");
    if (expected.contains("decision")) {
      agreement.Compare(id, expected["decision"].get<std::string>(), std::string(NameOf(decision)));
    } else {
      agreement.Compare(id, expected.at("result") == "Allow", decision == Decision::kAllow);
    }
  }
  agreement.ExpectCompared(34);
}

bool AllConditionsHold(const Document& document, const Request& request) {
  const std::vector<ConditionElement>& conditions = document.statements.front().conditions;
  return std::all_of(conditions.begin(), conditions.end(), [&](const ConditionElement& condition) {
    const auto holds = ConditionHolds(document, condition, request);
    EXPECT_TRUE(holds.has_value());
    return holds.value_or(false);
  });
}

TEST(EvaluateConformance, PycfmodelConditions) {
  const ordered_json records = PolicyRecords("pycfmodel_conditions.json");
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  Agreement agreement({
      {"one of several values is enough for an operator without a quantifier, as pycfmodel has it for StringLike",
       {"pycfmodel/test_build_root_evaluator[StringEquals-arguments4-params4-False]",
        "pycfmodel/test_build_root_evaluator[StringEquals-arguments5-params5-False]"}},
  });
  for (const ordered_json& record : records) {
    if (record.at("disagrees_with_aws").get<bool>()) continue;
    Request request;
    request.context = ContextOf(record.at("request").at("context"));
    agreement.Compare(record.at("id").get<std::string>(), record.at("expected").at("condition_true").get<bool>(),
                      AllConditionsHold(ParsePolicy(record.at("policy")), request));
  }
  agreement.ExpectCompared(146);
}

// The identities of an IAM authorization dump and the policies written in each.
std::map<std::string, std::vector<Document>> Identities(const ordered_json& dumps) {
  std::map<std::string, std::vector<Document>> identities;
  for (const ordered_json& dump : dumps) {
    for (const auto& [list, inline_policies] :
         {std::pair{"UserDetailList", "UserPolicyList"}, std::pair{"RoleDetailList", "RolePolicyList"}}) {
      for (const ordered_json& identity : dump.at(list)) {
        std::vector<Document>& documents = identities[identity.at("Arn").get<std::string>()];
        for (const ordered_json& policy : identity.at(inline_policies)) {
          documents.push_back(ParsePolicy(policy.at("PolicyDocument")));
        }
      }
    }
  }
  return identities;
}

// "Policy evaluation logic": a Deny anywhere wins; in one account either side may allow, between accounts both have to.
bool Can(const Document& resource_policy, const std::vector<Document>& own, const Request& request,
         const std::string& owner) {
  Decision by_identity = Decision::kImplicitDeny;
  for (const Document& document : own) {
    const Decision decision = Evaluate(document, request).decision;
    if (decision == Decision::kExplicitDeny) return false;
    if (decision == Decision::kAllow) by_identity = decision;
  }
  const Decision by_resource = Evaluate(resource_policy, request).decision;
  if (by_resource == Decision::kExplicitDeny) return false;
  const bool both = request.principal.account != owner;
  const bool identity = by_identity == Decision::kAllow;
  const bool resource = by_resource == Decision::kAllow;
  return both ? identity && resource : identity || resource;
}

TEST(EvaluateConformance, IamSpy) {
  const ordered_json records = PolicyRecords("iamspy.json");
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  Agreement agreement({});
  for (const ordered_json& record : records) {
    const auto id = record.at("id").get<std::string>();
    const ordered_json& input = record.at("request").at("inp");
    const ordered_json& expected = record.at("expected").at("out");
    const auto owner = record.at("owner_account").get<std::string>();
    const auto policy_of = record.at("resource").get<std::string>();
    const Document policy = ParsePolicy(record.at("policy"));
    const auto identities = Identities(record.at("other_policies").at("gaads"));
    const auto can = [&](const std::string& who, const ordered_json& action, const ordered_json& resource) {
      Request request;
      request.principal = PrincipalOf(who);
      request.action = action.get<std::string>();
      request.resource = resource.get<std::string>();
      return Can(policy, identities.at(who), request, owner);
    };
    if (expected.is_boolean()) {
      agreement.Compare(id, expected.get<bool>(), can(input[0].get<std::string>(), input[1], input[2]));
      continue;
    }
    // Of everybody there is, exactly those listed can; a batch lists pairs with the resource, and each of its records
    // has the policy of one of the buckets.
    ordered_json found = ordered_json::array();
    ordered_json listed = ordered_json::array();
    for (const ordered_json& entry : expected) {
      if (!entry.is_array() || entry[1].get<std::string>().starts_with(policy_of + "/")) listed.push_back(entry);
    }
    for (const auto& [who, documents] : identities) {
      if (!input[1].is_array()) {
        if (can(who, input[0], input[1])) found.push_back(who);
        continue;
      }
      for (const ordered_json& resource : input[1]) {
        const bool of_policy = resource.get<std::string>().starts_with(policy_of + "/");
        if (of_policy && can(who, input[0], resource)) found.push_back({who, resource});
      }
    }
    std::sort(listed.begin(), listed.end());
    agreement.Compare(id, listed, found);
  }
  agreement.ExpectCompared(13);
}

}  // namespace
}  // namespace crosstrail::policy
