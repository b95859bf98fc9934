// The analyser against a solver: whether a random policy without policy variables lets in anybody outside the owner's
// account.
//
// 60 policies by default, as the solver takes its time; CROSSTRAIL_POLICY_COUNT for another number (the nightly run
// takes 2,000) and CROSSTRAIL_POLICY_SEED for other ones.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/environment.h"
#include "tests/policy/policies.h"
#include "tests/policy/random_policies.h"
#include "tests/policy/shrink.h"
#include "tests/policy/smt_oracle.h"

namespace crosstrail::policy {
namespace {

using Json = nlohmann::ordered_json;

AnalysisOptions Options() { return OptionsFor(std::string(kWorldOwner), std::string(kWorldOrganization)); }

SmtOpinion Solver(const Json& policy) {
  return AskSolver(policy, std::string(kWorldOwner), std::string(kWorldOrganization), *Options().now);
}

bool HasOutsider(const Analysis& analysis) {
  return std::any_of(analysis.grants.begin(), analysis.grants.end(), [](const Grant& grant) {
    return grant.who.kind != WhoKind::kService && grant.who.kind != WhoKind::kOriginAccessIdentity;
  });
}

bool Disagree(const Json& policy) {
  const Analysis analysis = Analyse(ParsePolicy(policy), Options());
  if (!analysis.decided) return false;
  const SmtOpinion opinion = Solver(policy);
  return opinion.answer != SmtAnswer::kUnknown && (opinion.answer == SmtAnswer::kYes) != HasOutsider(analysis);
}

TEST(SmtOracle, AgreesOnWhetherAnyOutsiderIsAllowed) {
  const std::uint64_t first = FromEnvironment("CROSSTRAIL_POLICY_SEED", 1);
  const std::uint64_t count = FromEnvironment("CROSSTRAIL_POLICY_COUNT", 60);
  PolicyChoices choices;
  choices.variables = false;
  choices.federated = false;
  choices.mixed_types = false;
  choices.statements = 4;
  std::uint64_t allowed = 0;
  std::uint64_t unknown = 0;
  std::uint64_t undecided = 0;
  std::uint64_t failures = 0;
  for (std::uint64_t seed = first; seed < first + count && failures < 3; ++seed) {
    Dice dice(seed);
    const Json policy = RandomPolicy(dice, choices);
    const Analysis analysis = Analyse(ParsePolicy(policy), Options());
    const SmtOpinion opinion = Solver(policy);
    allowed += opinion.answer == SmtAnswer::kYes ? 1U : 0U;
    unknown += opinion.answer == SmtAnswer::kUnknown ? 1U : 0U;
    undecided += analysis.decided ? 0U : 1U;
    if (!analysis.decided || opinion.answer == SmtAnswer::kUnknown) continue;
    if ((opinion.answer == SmtAnswer::kYes) == HasOutsider(analysis)) continue;
    ++failures;
    const Json small = Shrink(policy, Disagree);
    ADD_FAILURE() << "seed " << seed << ": the solver says " << (opinion.answer == SmtAnswer::kYes ? "yes" : "no")
                  << "\n"
                  << small.dump() << "\n"
                  << Solver(small).model;
  }
  std::printf("%llu policies, %llu let an outsider in, %llu not decided by the solver, %llu not by the analyser\n",
              static_cast<unsigned long long>(count), static_cast<unsigned long long>(allowed),
              static_cast<unsigned long long>(unknown), static_cast<unsigned long long>(undecided));
  // Both answers have to occur, and nearly all be given.
  EXPECT_GT(allowed * 10, count);
  EXPECT_LT(allowed, count);
  EXPECT_LE(unknown * 20, count);
  EXPECT_LE(undecided * 50, count);
}

}  // namespace
}  // namespace crosstrail::policy
