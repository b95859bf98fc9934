// Trying to refute the analyser: whatever a random outsider may do by a random policy, according to the evaluator, has
// to be in what the analyser reports of the policy.
//
// 50,000 pairs of policy and request by default, CROSSTRAIL_POLICY_PAIRS for another number (the nightly run takes
// 1,000,000) and CROSSTRAIL_POLICY_SEED for other ones.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "policy/evaluate.h"
#include "policy/principal_name.h"
#include "policy/value_pattern.h"
#include "tests/environment.h"
#include "tests/policy/policies.h"
#include "tests/policy/random_policies.h"
#include "tests/policy/random_requests.h"
#include "tests/policy/shrink.h"

namespace crosstrail::policy {
namespace {

using nlohmann::ordered_json;
using Kind = Principal::Kind;

// A run of few pairs still tries this many policies, with fewer requests each: what the test says of the generators at
// its end needs that many.
constexpr std::uint64_t kFewestPolicies = 200;
constexpr std::uint64_t kMostRequestsPerPolicy = 250;

bool Like(std::string_view pattern, std::string_view text) {
  return GlobMatches(ParseValuePattern(pattern, true, false).glob, ToCodePoints(text), false);
}

bool HasValue(const Request& request, std::string_view key, std::string_view value) {
  const std::vector<std::string> values = KeyValues(request, key);
  return std::find(values.begin(), values.end(), value) != values.end();
}

// The account part of aws:SourceArn; nullopt without the key.
std::optional<std::string> SourceArnAccount(const Request& request) {
  const std::vector<std::string> arn = KeyValues(request, "aws:SourceArn");
  if (arn.size() != 1) return std::nullopt;
  const std::u32string text = ToCodePoints(arn.front());
  const auto parts = SplitArn(text);
  return parts ? std::optional(ToUtf8((*parts)[4])) : std::nullopt;
}

bool ActsFor(const Request& request, std::string_view account) {
  return HasValue(request, "aws:SourceAccount", account) || SourceArnAccount(request) == account;
}

bool CoversCustomer(const Who& who, const Request& request) {
  switch (who.customer) {
    case CustomerKind::kNone:
    case CustomerKind::kAnyone:
      return true;
    case CustomerKind::kUnknown:
      return SourceArnAccount(request) == "";
    case CustomerKind::kOrganization:
      return HasValue(request, "aws:SourceOrgID", who.customer_id) ||
             (who.customer_id == kWorldOrganization && ActsFor(request, kWorldOwner));
    case CustomerKind::kAccount:
      return ActsFor(request, who.customer_id);
    case CustomerKind::kOwner:
      return ActsFor(request, kWorldOwner);
  }
  return false;
}

// Whether the request's principal is among `who`.
bool Covers(const Who& who, const Request& request) {
  const Principal& principal = request.principal;
  switch (who.kind) {
    case WhoKind::kAnonymous:
      return true;  // anybody may leave the credentials away
    case WhoKind::kAnyIdentity:
      return principal.kind != Kind::kAnonymous;
    case WhoKind::kOrganization:
      return HasValue(request, "aws:PrincipalOrgID", who.id);
    case WhoKind::kOrganizationPath: {
      const std::vector<std::string> paths = KeyValues(request, "aws:PrincipalOrgPaths");
      return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) { return Like(who.id, path); });
    }
    case WhoKind::kAccount:
      return principal.account == who.id;
    case WhoKind::kIdentity: {
      if (PrincipalArn(principal) == who.id) return true;
      return CallerArn(principal) == who.id;
    }
    case WhoKind::kUniqueId:
      return principal.unique_id == who.id;
    case WhoKind::kCanonicalUser:
      return principal.canonical_id == who.id;
    case WhoKind::kFederated:
    case WhoKind::kOriginAccessIdentity:
      return principal.provider == who.id || (who.id.empty() && !principal.provider.empty());
    case WhoKind::kService:
      return principal.kind == Kind::kService && (who.id.empty() || who.id == principal.provider) &&
             CoversCustomer(who, request);
  }
  return false;
}

// Resource patterns of a grant are as written: variables in them may stand for anything here.
bool CoversResource(const std::string& pattern, bool variables, const std::string& resource) {
  const ValuePattern parsed = ParseValuePattern(pattern, true, variables);
  Glob glob;
  std::size_t from = 0;
  for (const VariableUse& use : parsed.variables) {
    glob.append(parsed.glob, from, use.at - from);
    glob += kAnyRun;
    from = use.at;
  }
  glob.append(parsed.glob, from);
  return GlobMatches(glob, ToCodePoints(resource), false);
}

bool Covers(const Grant& grant, const Document& document, const Request& request, std::size_t statement) {
  const auto has = [](const auto& list, const auto& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
  };
  if (!has(grant.statements, statement) || !has(grant.actions, request.action)) return false;
  // What is claimed of the grant must not be wrong of the request.
  if (grant.through_access_point && !HasValue(request, "s3:DataAccessPointAccount", kWorldOwner)) return false;
  if (grant.in_organization && request.principal.kind != Kind::kService &&
      !HasValue(request, "aws:PrincipalOrgID", kWorldOrganization)) {
    return false;
  }
  return Covers(grant.who, request) &&
         std::any_of(grant.resources.begin(), grant.resources.end(), [&](const std::string& resource) {
           return CoversResource(resource, document.variables, request.resource);
         });
}

std::string Describe(const Grant& grant) {
  std::string out =
      fmt::format("who {} '{}' customer {} '{}' decided {} by_ap {} in_org {} statements",
                  static_cast<int>(grant.who.kind), grant.who.id, static_cast<int>(grant.who.customer),
                  grant.who.customer_id, grant.decided, grant.through_access_point, grant.in_organization);
  for (const std::size_t statement : grant.statements) out += fmt::format(" {}", statement);
  out += " on";
  for (const std::string& resource : grant.resources) out += " " + resource;
  return out + fmt::format(" ({} actions)", grant.actions.size());
}

AnalysisOptions WorldOptions() { return OptionsFor(std::string(kWorldOwner), std::string(kWorldOrganization)); }

// The first Allow by which an outsider may make `request` without a grant that says so.
std::optional<std::size_t> Unreported(const Document& document, const Analysis& analysis, const Request& request) {
  if (request.principal.account == kWorldOwner) return std::nullopt;
  if (Evaluate(document, request).decision != Decision::kAllow) return std::nullopt;
  for (const Statement& statement : document.statements) {
    if (statement.effect != Effect::kAllow || !Matches(document, statement, request)) continue;
    const bool reported = std::any_of(analysis.grants.begin(), analysis.grants.end(), [&](const Grant& grant) {
      return Covers(grant, document, request, statement.index);
    });
    if (!reported) return statement.index;
  }
  return std::nullopt;
}

// What is wrong with a grant's witness; empty: nothing.
std::string FaultOf(const Grant& grant, const Document& document) {
  if (!grant.decided) return {};
  if (!grant.witness) return "no witness";
  const Request& witness = *grant.witness;
  if (Evaluate(document, witness).decision != Decision::kAllow) return "the witness is not allowed";
  if (witness.principal.account == kWorldOwner) return "the witness is the owner";
  if (!std::any_of(grant.statements.begin(), grant.statements.end(),
                   [&](std::size_t statement) { return Covers(grant, document, witness, statement); })) {
    return "the witness is no example of the grant";
  }
  return {};
}

void Report(const ordered_json& policy, const std::string& fault, const Request& request, std::uint64_t seed,
            const std::function<bool(const ordered_json&)>& fails) {
  const ordered_json small = Shrink(policy, fails);
  std::string grants;
  for (const Grant& grant : Analyse(ParsePolicy(small), WorldOptions()).grants) grants += "\n  " + Describe(grant);
  ADD_FAILURE() << fault << "\nseed " << seed << "\nrequest " << Describe(request) << "\npolicy " << small.dump()
                << "\nreported:" << grants;
}

TEST(Refutation, NoOutsiderGetsInUnreported) {
  const std::uint64_t pairs = FromEnvironment("CROSSTRAIL_POLICY_PAIRS", 50'000);
  const std::uint64_t first = FromEnvironment("CROSSTRAIL_POLICY_SEED", 1);
  const std::uint64_t tolerated = FromEnvironment("CROSSTRAIL_POLICY_FAILURES", 5);
  const std::uint64_t policies = std::max(kFewestPolicies, pairs / kMostRequestsPerPolicy);
  const std::uint64_t requests = std::max<std::uint64_t>(1, pairs / policies);
  const AnalysisOptions options = WorldOptions();
  std::size_t allowed = 0;
  std::size_t undecided = 0;
  std::uint64_t failures = 0;
  for (std::uint64_t seed = first; seed < first + policies; ++seed) {
    Dice dice(seed);
    const ordered_json policy = RandomPolicy(dice);
    const Document document = ParsePolicy(policy);
    const Analysis analysis = Analyse(document, options);
    undecided += analysis.decided ? 0U : 1U;
    for (const Grant& grant : analysis.grants) {
      const std::string fault = FaultOf(grant, document);
      if (fault.empty()) continue;
      Report(policy, fault, grant.witness.value_or(Request{}), seed, [&](const ordered_json& smaller) {
        const Document again = ParsePolicy(smaller);
        const Analysis new_analysis = Analyse(again, options);
        return std::any_of(new_analysis.grants.begin(), new_analysis.grants.end(),
                           [&](const Grant& g) { return FaultOf(g, again) == fault; });
      });
      if (++failures >= tolerated) return;
      break;
    }
    for (std::uint64_t i = 0; i < requests; ++i) {
      const Request request = RandomRequest(dice, document);
      if (Evaluate(document, request).decision == Decision::kAllow) ++allowed;
      const auto unreported = Unreported(document, analysis, request);
      if (!unreported) continue;
      Report(policy, fmt::format("statement {} allows an outsider, which is not reported", *unreported), request, seed,
             [&](const ordered_json& smaller) {
               const Document again = ParsePolicy(smaller);
               return Unreported(again, Analyse(again, options), request).has_value();
             });
      if (++failures >= tolerated) return;
      break;
    }
  }
  RecordProperty("policies", std::to_string(policies));
  RecordProperty("allowed", std::to_string(allowed));
  RecordProperty("undecided", std::to_string(undecided));
  std::printf("%ju policies, %zu requests allowed, %zu policies with an undecided grant\n", policies, allowed,
              undecided);
  // The generators have to come close enough to the matter.
  EXPECT_GT(allowed, policies * requests / 50);
  EXPECT_LT(undecided * 15, policies);
}

}  // namespace
}  // namespace crosstrail::policy
