#include "exposure/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "json/write.h"
#include "policy/describe.h"
#include "policy/grant_json.h"
#include "policy/repair.h"
#include "policy/summarise.h"

namespace crosstrail::exposure {
namespace {

using Json = nlohmann::ordered_json;
using Names = std::set<std::string>;
using policy::Grant;
using policy::Verdict;
using policy::WhoKind;

constexpr std::array<std::string_view, 5> kSeverities = {"", "low", "medium", "high", "critical"};

// A service that acts for whoever asks it to. One that acts for a named account or organization is as good as that one.
bool IsService(const Grant& grant) {
  const bool named =
      grant.who.customer == policy::CustomerKind::kAccount || grant.who.customer == policy::CustomerKind::kOrganization;
  return grant.who.kind == WhoKind::kOriginAccessIdentity || (grant.who.kind == WhoKind::kService && !named);
}

// What accounts of AWS are known to need: they deliver logs.
bool DeliversLogs(const Grant& grant) {
  constexpr std::array<std::string_view, 4> kActions = {"s3:AbortMultipartUpload", "s3:GetBucketAcl", "s3:PutObject",
                                                        "s3:PutObjectAcl"};
  return grant.trust == policy::Trust::kAwsAccount &&
         std::ranges::all_of(grant.actions, [&](const std::string& action) {
           return std::ranges::find(kActions, action) != kActions.end();
         });
}

bool IsUnder(const Grant& grant, policy::Limit limit) {
  return std::ranges::find(grant.limits, limit) != grant.limits.end();
}

// A limit of time lets everybody in while it lasts. The owner of an access point lets in whom he likes, and so does the
// owner of a VPC endpoint: unless it is known to be a friend's, it is as good as the name of a strange account.
std::size_t RankOfAnybody(const Grant& grant) {
  if (IsUnder(grant, policy::Limit::kNetwork)) return grant.through_strange_endpoint ? 3 : 2;
  if (IsUnder(grant, policy::Limit::kKmsKey)) return 2;
  return IsUnder(grant, policy::Limit::kAccessPoint) ? 3 : 4;
}

std::size_t Rank(const Grant& grant) {
  if (!policy::IsExposure(grant)) return 0;
  if (DeliversLogs(grant)) return 1;
  const bool manages =
      std::ranges::find(grant.access, policy::AccessLevel::kPermissionsManagement) != grant.access.end();
  if (manages) return 4;
  if (policy::IsToAnybody(grant)) return RankOfAnybody(grant);
  return IsService(grant) || grant.trust == policy::Trust::kVendor ? 2 : 3;
}

std::string PrincipalName(const policy::Who& who) {
  if (who.kind == WhoKind::kAnonymous || who.kind == WhoKind::kAnyIdentity || who.id.empty()) return "*";
  return who.id;
}

// Members of one object, in the order in which they are added; nothing for what is empty.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }

  void Key(std::string_view key) {
    if (out_.back() != '{') out_ += ',';
    AppendJsonString(key, out_);
    out_ += ':';
  }
  void Add(std::string_view key, std::string_view text) {
    if (text.empty()) return;
    Key(key);
    AppendJsonString(text, out_);
  }
  void Add(std::string_view key, bool value) {
    Key(key);
    out_ += value ? "true" : "false";
  }
  void Add(std::string_view key, const char* text) { Add(key, std::string_view(text)); }
  void Add(std::string_view key, const Names& names) {
    if (names.empty()) return;
    Key(key);
    out_ += '[';
    for (const std::string& name : names) {
      if (out_.back() != '[') out_ += ',';
      AppendJsonString(name, out_);
    }
    out_ += ']';
  }
  void End() { out_ += '}'; }
  std::string& out() { return out_; }

 private:
  std::string& out_;
};

// One side of the difference, of all resources together.
struct Side {
  Names principals, accounts, access, actions, trust, vendors, conditions, unnamed;
  Verdict verdict = Verdict::kNone;
  bool external = false, anybody = false, service = false;
  std::size_t rank = 0;
  std::string via_service = "none";
  std::string witness;  // of the worst grant

  void Take(const policy::Analysis& analysis, const policy::Document& document) {
    verdict = std::max(verdict, analysis.verdict);
    accounts.insert(analysis.summary.accounts.begin(), analysis.summary.accounts.end());
    if (analysis.summary.via_service != "none") via_service = analysis.summary.via_service;
    std::size_t worst = 0;
    for (const Grant& grant : analysis.grants) {
      principals.insert(PrincipalName(grant.who));
      for (const policy::AccessLevel level : grant.access) access.emplace(Name(level));
      actions.insert(grant.actions.begin(), grant.actions.end());
      trust.emplace(Name(grant.trust));
      if (!grant.vendor.empty()) vendors.insert(grant.vendor);
      const std::string only_if = policy::DescribeConditions(grant, document);
      if (!only_if.empty()) conditions.insert(only_if);
      const std::size_t badness = Rank(grant);
      if (badness != 0) {
        anybody = anybody || policy::IsToAnybody(grant);
        service = service || IsService(grant);
        external = external || (!policy::IsToAnybody(grant) && !IsService(grant));
        unnamed.insert(grant.unnamed.begin(), grant.unnamed.end());
      }
      if (grant.witness && (witness.empty() || badness > worst)) {
        witness = fmt::format("{} may {} {}", policy::DescribePrincipal(grant.witness->principal),
                              grant.witness->action, grant.witness->resource);
        worst = badness;
      }
      rank = std::max(rank, badness);
    }
  }

  void Write(Object& object, bool gained) const {
    object.Add("verdict", Name(verdict));
    object.Add("principals", principals);
    object.Add("accounts", accounts);
    object.Add("access_levels", access);
    object.Add("actions", actions);
    if (!gained) return;
    object.Add("external", external);
    object.Add("anybody", anybody);
    object.Add("service", service);
    object.Add("severity", kSeverities[rank]);
    if (rank == 0) return;
    constexpr std::array<int, 5> kRiskScores = {0, 21, 47, 73, 99};
    object.Key("risk_score");
    fmt::format_to(std::back_inserter(object.out()), "{}", kRiskScores[rank]);
  }
};

Json StatementJson(const policy::Document& document, std::size_t index, const Composed& composed) {
  Json json = {{"index", index}};
  if (!document.statements[index].sid.text.empty()) json["sid"] = document.statements[index].sid.text;
  if (index >= composed.policy_statements) json["of"] = document.statements[index].sid.text == "ACL" ? "acl" : "grant";
  return json;
}

Json GrantsJson(const std::vector<Grant>& grants, const Composed& composed) {
  Json list = Json::array();
  for (const Grant& grant : grants) {
    Json names = Json::array();
    for (const policy::AccessLevel level : grant.access) names.push_back(Name(level));
    Json statements = Json::array();
    for (const std::size_t index : grant.statements) {
      statements.push_back(StatementJson(composed.document, index, composed));
    }
    Json json = {{"who", policy::WhoJson(grant.who)},
                 {"name", policy::DescribeWho(grant.who)},
                 {"trust", Name(grant.trust)},
                 {"access", names},
                 {"actions", grant.actions},
                 {"resources", grant.resources},
                 {"only_if", policy::DescribeConditions(grant, composed.document)},
                 {"decided", grant.decided},
                 {"witness", grant.witness ? policy::RequestJson(*grant.witness) : Json(nullptr)},
                 {"statements", statements}};
    if (!grant.vendor.empty()) json["vendor"] = grant.vendor;
    list.push_back(std::move(json));
  }
  return list;
}

void AddGrants(std::string_view key, const Outcome& outcome, policy::Analysis Effect::*side, StandingRef Effect::*in,
               Object& object) {
  Json list = Json::array();
  for (const Effect& effect : outcome.effects) {
    for (Json& grant : GrantsJson((effect.*side).grants, (effect.*in)->composed)) {
      if (outcome.effects.size() > 1) grant["resource"] = effect.resource;
      list.push_back(std::move(grant));
    }
  }
  if (list.empty()) return;
  object.Key(key);
  std::string& out = object.out();
  AppendCompactJson(list.dump(-1, ' ', false, Json::error_handler_t::replace), out);
}

std::string_view VerdictName(const std::optional<Verdict>& verdict) { return verdict ? Name(*verdict) : "unknown"; }

// The worst of all resources, as things are.
std::optional<Verdict> Worst(const Outcome& outcome, std::optional<Verdict> Effect::*when) {
  std::optional<Verdict> worst = Verdict::kNone;
  bool unknown = false;
  for (const Effect& effect : outcome.effects) {
    const std::optional<Verdict>& verdict = effect.*when;
    if (!verdict) unknown = true;
    if (verdict) worst = std::max(*worst, *verdict);
  }
  return unknown && worst != Verdict::kPublic ? std::nullopt : worst;
}

}  // namespace

bool IsUneventful(const Outcome& outcome) {
  return !outcome.attempt && !outcome.late && std::ranges::all_of(outcome.effects, [](const Effect& effect) {
    return effect.added.grants.empty() && effect.removed.grants.empty() && effect.is->composed.hidden.empty();
  });
}

std::string FieldsJson(const Outcome& outcome, bool with_grants) {
  const Effect& own = outcome.effects.front();
  Side added, removed;
  Names affected, parts, cuts, hidden, assumed;
  bool s3_public = false;
  for (const Effect& effect : outcome.effects) {
    added.Take(effect.added, effect.is->composed.document);
    removed.Take(effect.removed, effect.was->composed.document);
    if (!effect.added.grants.empty() || !effect.removed.grants.empty()) affected.insert(effect.resource);
    const Composed& state = outcome.attempt ? effect.was->composed : effect.is->composed;
    s3_public = s3_public || state.public_status.is_public;
    for (const Cut& cut : effect.is->composed.cuts) cuts.insert(cut.reason);
    for (const Part part : effect.is->composed.hidden) {
      if (std::ranges::find(outcome.parts, part) != outcome.parts.end()) hidden.emplace(Name(part));
    }
    for (const Part part : effect.is->composed.assumed) assumed.emplace(Name(part));
  }
  for (const Part part : outcome.parts) parts.emplace(Name(part));
  const std::optional<Verdict> verdict = Worst(outcome, outcome.attempt ? &Effect::before : &Effect::after);

  std::string out = R"({"crosstrail":{"exposure":)";
  Object object(out);
  object.Add("verdict", VerdictName(verdict));
  if (!verdict && !outcome.attempt) object.Add("reason", hidden.empty() ? "never seen" : "policy not in the log");
  object.Add("parts", parts);
  object.Add("attempt", outcome.attempt);
  if (outcome.late) object.Add("late", true);
  object.Key("resource");
  Object resource(out);
  resource.Add("arn", own.resource);
  resource.Add("owner", own.owner);
  resource.Add("type", Name(own.target));
  resource.End();
  object.Add("before_known", own.before_known);
  object.Key("before");
  Object before(out);
  before.Add("verdict", own.before_known ? VerdictName(Worst(outcome, &Effect::before)) : "unknown");
  before.End();
  object.Add("public", verdict && (*verdict == Verdict::kPublic || *verdict == Verdict::kAnyIdentity));
  object.Add("s3_public", s3_public);
  object.Key("added");
  Object gained(out);
  added.Write(gained, true);
  gained.End();
  object.Key("removed");
  Object lost(out);
  removed.Write(lost, false);
  lost.End();
  object.Add("via_service", added.via_service);
  object.Add("trust", added.trust);
  object.Add("vendor", added.vendors);
  object.Add("conditions", added.conditions);
  object.Add("unnamed", added.unnamed);
  object.Add("witness", added.witness);
  object.Add("affected", affected);
  object.Add("cuts", cuts);
  object.Add("hidden", hidden);
  object.Add("assumed", assumed);
  if (with_grants) {
    if (!added.principals.empty()) object.Add("policy", own.policy);
    AddGrants("gained", outcome, &Effect::added, &Effect::is, object);
    AddGrants("lost", outcome, &Effect::removed, &Effect::was, object);
  }
  object.End();
  out += "}}";
  return out;
}

}  // namespace crosstrail::exposure
