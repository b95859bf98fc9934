// Any policy that can be read: the analyser's answers agree with the evaluator and with each other.
#include <string>

#include "fuzz/require.h"
#include "policy/analyse.h"
#include "policy/evaluate.h"
#include "policy/parse.h"
#include "policy/repair.h"

namespace crosstrail::policy {
namespace {

AnalysisOptions Options() {
  AnalysisOptions options;
  options.trust.owner = "111111111111";
  options.trust.accounts = {"111111111111", "333333333333"};
  options.trust.organization = "o-ownerorg01";
  options.trust.trusted = {"222222222222"};
  options.now = 1.77e9;
  options.budget = 5'000;
  return options;
}

bool IsAllowed(const Document& document, const Grant& grant) {
  return Evaluate(document, *grant.witness).decision == Decision::kAllow;
}

void CheckGrants(const Analysis& analysis, const Document& document, const Document* before) {
  bool decided = true;
  for (const Grant& grant : analysis.grants) {
    decided = decided && grant.decided;
    CROSSTRAIL_REQUIRE(!grant.statements.empty() && !grant.actions.empty() && !grant.resources.empty());
    CROSSTRAIL_REQUIRE(!grant.access.empty());
    for (const std::size_t statement : grant.statements) CROSSTRAIL_REQUIRE(statement < document.statements.size());
    CROSSTRAIL_REQUIRE(!grant.decided || grant.witness);
    if (!grant.witness || !grant.decided) continue;
    CROSSTRAIL_REQUIRE(IsAllowed(document, grant));
    CROSSTRAIL_REQUIRE(before == nullptr || !IsAllowed(*before, grant));
  }
  CROSSTRAIL_REQUIRE(analysis.decided == decided);
}

bool Same(const Analysis& a, const Analysis& b) {
  if (a.grants.size() != b.grants.size() || a.verdict != b.verdict) return false;
  for (std::size_t i = 0; i < a.grants.size(); ++i) {
    if (a.grants[i].who != b.grants[i].who || a.grants[i].actions != b.grants[i].actions) return false;
  }
  return true;
}

// Half of the policy and the whole of it.
void CheckGain(const Document& document, const AnalysisOptions& options) {
  CROSSTRAIL_REQUIRE(AnalyseGain(document, document, options).grants.empty());
  Document half = document;
  half.statements.resize(half.statements.size() / 2);
  CheckGrants(AnalyseGain(half, document, options), document, &half);
  CheckGrants(AnalyseGain(document, half, options), half, &document);
}

void CheckRepair(std::string_view text, const AnalysisOptions& options) {
  const auto repair = RepairPolicy(text, options);
  if (!repair) return;
  for (const Grant& grant : repair->after.grants) CROSSTRAIL_REQUIRE(!IsExposure(grant));
  if (repair->policy.empty()) return;
  const ParsedDocument again = ParseDocument(repair->policy, "repaired.json");
  CROSSTRAIL_REQUIRE(!again.unreadable);
  for (const Grant& grant : Analyse(again.document, options).grants) CROSSTRAIL_REQUIRE(!IsExposure(grant));
}

}  // namespace
}  // namespace crosstrail::policy

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail::policy;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ParsedDocument parsed = ParseDocument(text, "policy.json");
  if (parsed.unreadable) return 0;
  const AnalysisOptions options = Options();
  const Analysis analysis = Analyse(parsed.document, options);
  CheckGrants(analysis, parsed.document, nullptr);
  CROSSTRAIL_REQUIRE(Same(analysis, Analyse(parsed.document, options)));
  CheckGain(parsed.document, options);
  CheckRepair(text, options);
  return 0;
}
