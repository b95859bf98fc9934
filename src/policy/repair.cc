#include "policy/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "policy/parse.h"

namespace crosstrail::policy {
namespace {

using Json = nlohmann::ordered_json;

// A statement as it could become; nothing: it goes.
struct Candidate {
  Edit edit;
  std::optional<Json> statement;
};

Json AsList(const Json& value) { return value.is_array() ? value : Json::array({value}); }

Json* FindMember(Json& object, std::string_view name) {
  for (auto& [key, value] : object.items()) {
    if (EqualsIgnoringAsciiCase(key, name)) return &value;
  }
  return nullptr;
}

class Repairer {
 public:
  Repairer(Json policy, const AnalysisOptions& options) : policy_(std::move(policy)), options_(options) {
    Json* statements = FindMember(policy_, "Statement");
    single_ = !statements->is_array();
    statements_ = AsList(*statements);
    places_.resize(statements_.size());
    std::iota(places_.begin(), places_.end(), std::size_t{0});
  }

  Repair Run() {
    Repair repair;
    repair.before = Analyse(Parse(Text()), options_);
    repair.after = repair.before;  // of the statements as they are now
    // One pass does it, unless an analysis was given up on: then what seemed to do may not, and in the end has to go.
    constexpr int kPasses = 3;
    for (int pass = 1; std::any_of(repair.after.grants.begin(), repair.after.grants.end(), IsExposure); ++pass) {
      for (std::size_t i = statements_.size(); i-- > 0;) {
        if (!Exposes(repair.after, i)) continue;
        Mend(i, pass >= kPasses, repair);
        repair.after = Analyse(Parse(Text()), options_);
      }
    }
    std::stable_sort(repair.edits.begin(), repair.edits.end(),
                     [](const Edit& a, const Edit& b) { return a.statement < b.statement; });
    if (!statements_.empty()) repair.policy = Whole(statements_).dump(2);
    return repair;
  }

 private:
  static Document Parse(const std::string& text) { return ParseDocument(text, "").document; }

  Json Whole(const Json& statements) const {
    Json whole = policy_;
    const bool one = single_ && statements.size() == 1;
    *FindMember(whole, "Statement") = one ? statements.front() : statements;
    return whole;
  }

  std::string Text() const { return Whole(statements_).dump(); }

  static bool Exposes(const Analysis& analysis, std::size_t statement) {
    return std::any_of(analysis.grants.begin(), analysis.grants.end(), [&](const Grant& grant) {
      return IsExposure(grant) &&
             std::find(grant.statements.begin(), grant.statements.end(), statement) != grant.statements.end();
    });
  }

  // Whether `statement` exposes anything in the place of the one at `index`.
  bool StillExposes(std::size_t index, const Json& statement) const {
    Json trial = statements_;
    trial[index] = statement;
    return Exposes(Analyse(Parse(Whole(trial).dump()), options_), index);
  }

  void Mend(std::size_t index, bool drop, Repair& repair) {
    std::optional<Json> best;
    std::optional<Edit> best_edit;
    std::vector<Grant> best_loss;
    const Document now = Parse(Text());
    for (Candidate& candidate : Candidates(index, drop)) {
      if (candidate.statement && StillExposes(index, *candidate.statement)) continue;
      Json trial = statements_;
      if (candidate.statement) {
        trial[index] = *candidate.statement;
      } else {
        trial.erase(index);
      }
      std::vector<Grant> lost = LostToTrusted(now, Parse(Whole(trial).dump()));
      if (best && lost.size() >= best_loss.size()) continue;
      best = std::move(trial);
      best_edit = std::move(candidate.edit);
      best_loss = std::move(lost);
      if (best_loss.empty()) break;
    }
    // Dropping the statement is always among the candidates.
    best_edit->statement = places_[index];
    for (Grant& grant : best_loss) {
      for (std::size_t& statement : grant.statements) statement = places_[statement];
      for (std::size_t& statement : grant.narrowed_by) statement = places_[statement];
    }
    if (best->size() < statements_.size()) places_.erase(places_.begin() + static_cast<std::ptrdiff_t>(index));
    statements_ = std::move(*best);
    repair.edits.push_back(std::move(*best_edit));
    repair.lost.insert(repair.lost.end(), best_loss.begin(), best_loss.end());
  }

  std::vector<Grant> LostToTrusted(const Document& now, const Document& then) const {
    std::vector<Grant> lost = AnalyseGain(then, now, options_).grants;
    std::erase_if(lost, [](const Grant& grant) { return !IsTrusted(grant.trust); });
    return lost;
  }

  std::vector<Candidate> Candidates(std::size_t index, bool only_drop) const {
    std::vector<Candidate> candidates;
    if (!only_drop) AppendMilder(index, candidates);
    candidates.push_back(Drop(index));
    return candidates;
  }

  static Candidate Drop(std::size_t index) {
    Candidate drop;
    drop.edit = {.kind = Edit::Kind::kDropStatement, .statement = index, .description = "drop the statement"};
    return drop;
  }

  void AppendMilder(std::size_t index, std::vector<Candidate>& candidates) const {
    const Json& statement = statements_[index];
    if (auto fewer = WithoutExposedPrincipals(index)) candidates.push_back(std::move(*fewer));
    for (const auto& [key, values] : LimitingConditions()) {
      Candidate candidate;
      candidate.edit = {.kind = Edit::Kind::kAddCondition,
                        .statement = index,
                        .description = fmt::format("require {} to be {}", key, fmt::join(values, " or "))};
      candidate.statement = WithCondition(statement, key, values);
      if (candidate.statement) candidates.push_back(std::move(candidate));
    }
  }

  using Condition = std::pair<std::string, std::vector<std::string>>;

  std::vector<Condition> LimitingConditions() const {
    const TrustConfig& trust = options_.trust;
    std::set<std::string> accounts = trust.accounts;
    accounts.insert(trust.owner);
    std::set<std::string> organizations;
    if (!trust.organization.empty()) organizations.insert(trust.organization);
    for (const std::string& trusted : trust.trusted)
      (trusted.starts_with("o-") ? organizations : accounts).insert(trusted);
    const std::vector<std::string> of_owner = {trust.owner};
    std::vector<Condition> conditions;
    if (!organizations.empty()) {
      conditions.emplace_back("aws:PrincipalOrgID", std::vector(organizations.begin(), organizations.end()));
    }
    conditions.emplace_back("aws:PrincipalAccount", std::vector(accounts.begin(), accounts.end()));
    if (!trust.organization.empty()) {
      conditions.emplace_back("aws:SourceOrgID", std::vector<std::string>{trust.organization});
    }
    conditions.emplace_back("aws:SourceAccount", of_owner);
    return conditions;
  }

  // With the condition besides those there are; nothing where its key is already spoken of.
  static std::optional<Json> WithCondition(const Json& statement, const std::string& key,
                                           const std::vector<std::string>& values) {
    Json changed = statement;
    Json* condition = FindMember(changed, "Condition");
    if (condition == nullptr) condition = &(changed["Condition"] = Json::object());
    if (!condition->is_object()) return std::nullopt;
    Json* equals = FindMember(*condition, "StringEquals");
    if (equals == nullptr) equals = &((*condition)["StringEquals"] = Json::object());
    if (!equals->is_object() || FindMember(*equals, key) != nullptr) return std::nullopt;
    (*equals)[key] = values.size() == 1 ? Json(values.front()) : Json(values);
    return changed;
  }

  // Without the principals that alone would still be exposed to; without the statement where that is all of them.
  std::optional<Candidate> WithoutExposedPrincipals(std::size_t index) const {
    Json statement = statements_[index];
    Json* principals = FindMember(statement, "Principal");
    if (principals == nullptr || !principals->is_object()) return std::nullopt;
    const Json original = *principals;
    Json kept = Json::object();
    std::vector<std::string> dropped;
    for (const auto& [type, values] : original.items()) {
      Json good = Json::array();
      for (const Json& value : AsList(values)) {
        *principals = Json::object({{type, value}});
        if (StillExposes(index, statement)) {
          dropped.push_back(value.is_string() ? value.get<std::string>() : value.dump());
        } else {
          good.push_back(value);
        }
      }
      if (!good.empty()) kept[type] = values.is_array() ? good : good.front();
    }
    if (dropped.empty()) return std::nullopt;
    if (kept.empty()) return Drop(index);
    *principals = std::move(kept);
    Candidate candidate;
    candidate.edit = {.kind = Edit::Kind::kDropPrincipals,
                      .statement = index,
                      .description = fmt::format("drop the principal{} {}", dropped.size() == 1 ? "" : "s",
                                                 fmt::join(dropped, ", "))};
    candidate.statement = std::move(statement);
    return candidate;
  }

  Json policy_;
  Json statements_;
  std::vector<std::size_t> places_;  // of statements_ in the policy as it was
  bool single_ = false;
  const AnalysisOptions& options_;
};

}  // namespace

bool IsExposure(const Grant& grant) { return !IsTrusted(grant.trust) && !grant.through_access_point; }

Result<Repair> RepairPolicy(std::string_view text, const AnalysisOptions& options) {
  Json policy = Json::parse(text, nullptr, false);
  const ParsedDocument parsed = ParseDocument(text, "");
  if (policy.is_discarded() || !policy.is_object() || parsed.unreadable || FindMember(policy, "Statement") == nullptr) {
    return Fail(ErrorCode::kMalformed, "the policy cannot be edited because it cannot be read; mend its errors first");
  }
  if (AsList(*FindMember(policy, "Statement")).size() != parsed.document.statements.size()) {
    return Fail(ErrorCode::kMalformed,
                "the policy cannot be edited because one of its statements is no object; mend its errors first");
  }
  return Repairer(std::move(policy), options).Run();
}

}  // namespace crosstrail::policy
