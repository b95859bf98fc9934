#include <nlohmann/json.hpp>

#include "cli/policy_report.h"
#include "policy/describe.h"
#include "policy/grant_json.h"
#include "policy/repair.h"

namespace crosstrail::cli {
namespace {

using namespace policy;
using Json = nlohmann::ordered_json;

Json StatementsJson(const std::vector<std::size_t>& statements, const ReadPolicy& read) {
  Json list = Json::array();
  for (const std::size_t index : statements) {
    Json json = {{"index", index}, {"line", LineOfStatement(read, index)}};
    const std::string& sid = read.parsed.document.statements[index].sid.text;
    if (!sid.empty()) json["sid"] = sid;
    list.push_back(std::move(json));
  }
  return list;
}

template <typename T>
Json Names(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T value : values) list.push_back(Name(value));
  return list;
}

Json SummaryJson(const Summary& summary) {
  return {{"external_identity", summary.external_identity},
          {"public_bpa", summary.public_bpa},
          {"anonymous", summary.anonymous},
          {"accounts", summary.accounts},
          {"via_service", summary.via_service},
          {"limited_by", Names(summary.limited_by)},
          {"external_outside_org", summary.external_outside_org}};
}

Json DiagnosticsJson(const Diagnostics& diagnostics) {
  Json list = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    Json json = {{"level", LevelName(diagnostic.level)}, {"message", diagnostic.message}};
    if (!diagnostic.hint.empty()) json["hint"] = diagnostic.hint;
    if (diagnostic.line != 0) {
      json["line"] = diagnostic.line;
      json["column"] = diagnostic.column;
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json PublicJson(const PublicStatus& status) {
  Json json = {{"public", status.is_public}};
  if (status.statement) {
    json["statement"] = *status.statement;
    json["reason"] = status.statements[*status.statement].reason;
  }
  return json;
}

Json SarifResult(const ReadPolicy& read, std::string rule, std::string_view level, std::string text, std::size_t line) {
  return {{"ruleId", std::move(rule)},
          {"level", level},
          {"message", {{"text", std::move(text)}}},
          {"locations",
           Json::array({{{"physicalLocation",
                          {{"artifactLocation", {{"uri", read.name}}}, {"region", {{"startLine", line}}}}}}})}};
}

}  // namespace

Json GrantJson(const Grant& grant, const ReadPolicy& read) {
  Json json = {{"who", WhoJson(grant.who)},
               {"access", Names(grant.access)},
               {"actions", grant.actions},
               {"resources", grant.resources},
               {"conditions", ConditionsJson(grant, read.parsed.document)},
               {"limits", Names(grant.limits)},
               {"trust", Name(grant.trust)},
               {"decided", grant.decided},
               {"witness", grant.witness ? RequestJson(*grant.witness) : Json(nullptr)},
               {"statements", StatementsJson(grant.statements, read)},
               {"narrowed_by", StatementsJson(grant.narrowed_by, read)},
               {"in_organization", grant.in_organization},
               {"through_access_point", grant.through_access_point}};
  if (!grant.vendor.empty()) json["vendor"] = grant.vendor;
  return json;
}

Json PolicyJson(const ReadPolicy& read, const std::string& owner, const Analysis& analysis) {
  Json grants = Json::array();
  for (const Grant& grant : analysis.grants) grants.push_back(GrantJson(grant, read));
  return {{"policy", read.name},
          {"owner", owner},
          {"verdict", Name(analysis.verdict)},
          {"decided", analysis.decided},
          {"summary", SummaryJson(analysis.summary)},
          {"public_status", PublicJson(analysis.public_status)},
          {"grants", std::move(grants)},
          {"diagnostics", DiagnosticsJson(read.parsed.diagnostics)}};
}

Json PolicySarif(const std::vector<AnalysedPolicy>& policies) {
  Json results = Json::array();
  for (const AnalysedPolicy& one : policies) {
    for (const Diagnostic& diagnostic : one.read.parsed.diagnostics) {
      results.push_back(SarifResult(one.read, "policy/document", LevelName(diagnostic.level), diagnostic.message,
                                    std::max<std::size_t>(diagnostic.line, 1)));
    }
    for (const Grant& grant : one.analysis.grants) {
      if (!IsExposure(grant)) continue;
      const bool severe = grant.limits.empty() && grant.who.kind != WhoKind::kService;
      results.push_back(SarifResult(one.read, "policy/exposure", severe ? "error" : "warning",
                                    DescribeWho(grant.who) + " can use " + grant.resources.front() + ": " +
                                        grant.actions.front() + (grant.actions.size() > 1 ? " and more" : ""),
                                    LineOfStatement(one.read, grant.statements.front())));
    }
  }
  const auto rule = [](const char* id, const char* text) {
    return Json{{"id", id}, {"shortDescription", {{"text", text}}}};
  };
  const Json driver = {
      {"name", "crosstrail"},
      {"version", CROSSTRAIL_VERSION},
      {"rules", Json::array({rule("policy/exposure", "Somebody who is not trusted gains access"),
                             rule("policy/document", "AWS would refuse the policy, or reads it otherwise")})}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", Json::array({{{"tool", {{"driver", driver}}}, {"results", std::move(results)}}})}};
}

}  // namespace crosstrail::cli
