#include "policy/analyse.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "policy/askers.h"
#include "policy/known_accounts.h"
#include "policy/principal_name.h"
#include "policy/provider_subjects.h"
#include "policy/reach.h"
#include "policy/summarise.h"
#include "policy/unnamed_limits.h"

namespace crosstrail::policy {
namespace {

// A grant and the cells it is made of.
struct Draft {
  Grant grant;
  std::vector<Subject> subjects;
  std::vector<Cell> cells;
  std::set<std::size_t> resources;
  std::set<std::size_t> actions;
  std::set<std::size_t> narrowed_by;
};

class Analyser {
 public:
  Analyser(const Document& document, const Document* before, const AnalysisOptions& options)
      : document_(document), options_(options), reach_(document, before, options) {}

  Analysis Run() {
    for (std::size_t i = 0; i < document_.statements.size(); ++i) {
      if (document_.statements[i].effect == Effect::kAllow) Visit(i);
    }
    Analysis analysis;
    for (auto& [key, draft] : drafts_) analysis.grants.push_back(Finish(std::get<0>(key), draft));
    MergeStatements(analysis.grants);
    analysis.public_status = ClassifyPublic(document_);
    Summarise(options_.trust, analysis);
    return analysis;
  }

 private:
  void Visit(std::size_t statement) {
    const Statement& source = document_.statements[statement];
    const std::size_t resources = source.has_resource && !source.not_resource ? source.resources.size() : 1;
    for (std::size_t action = 0; action < reach_.actions().size(); ++action) {
      for (std::size_t resource = 0; resource < resources; ++resource) {
        const Cell cell{.statement = statement, .action = action, .resource = resource};
        if (!reach_.IsAllowed(cell)) continue;
        for (Reached& reached : WhoReaches(reach_, cell, options_.with_owner)) Add(cell, std::move(reached));
      }
    }
  }

  void Add(const Cell& cell, Reached reached) {
    const bool by_access_point = reached.answer.through_access_point;
    Draft& draft = drafts_[{cell.statement, reached.asker.who, by_access_point}];
    Grant& grant = draft.grant;
    grant.who = reached.asker.who;
    grant.through_access_point = by_access_point;
    const bool decided = reached.answer.found == Found::kYes;
    // The first witness stands for the grant, but a confirmed one is better than none.
    if (decided && !grant.witness) grant.witness = std::move(reached.answer.witness);
    grant.decided = grant.decided && decided;
    draft.subjects = std::move(reached.asker.subjects);
    draft.cells.push_back(cell);
    draft.actions.insert(cell.action);
    draft.resources.insert(cell.resource);
    draft.narrowed_by.merge(reached.answer.narrowed_by);
  }

  Grant Finish(std::size_t statement, Draft& draft) {
    Grant grant = std::move(draft.grant);
    const Statement& source = document_.statements[statement];
    std::set<AccessLevel> access;
    for (const std::size_t action : draft.actions) {
      for (const std::string& name : reach_.actions()[action].names) {
        grant.actions.push_back(name);
        access.insert(AccessLevelOf(name));
      }
    }
    std::sort(grant.actions.begin(), grant.actions.end());
    grant.access.assign(access.begin(), access.end());
    if (!source.has_resource || source.not_resource) {
      grant.resources.emplace_back("*");
    } else {
      for (const std::size_t resource : draft.resources) grant.resources.push_back(source.resources[resource].text);
    }
    grant.statements.push_back(statement);
    for (const std::size_t deny : draft.narrowed_by) {
      const bool narrows = std::any_of(draft.cells.begin(), draft.cells.end(), [&](const Cell& cell) {
        return reach_.Overlaps(cell, draft.subjects.front(), deny);
      });
      if (narrows) grant.narrowed_by.push_back(deny);
    }
    AddLimits(draft, grant);
    grant.in_organization = IsInOrganization(draft, grant);
    if (const KnownAccount* known = FindKnownAccount(grant.who.account.empty() ? grant.who.id : grant.who.account)) {
      grant.vendor = known->name;
    }
    if (grant.who.kind == WhoKind::kFederated && grant.who.account.empty() && !grant.who.id.empty()) {
      const std::string host = FoldCase(ProviderHost(grant.who.id));
      grant.named_subject = !Any(draft, {.stranger_at = host}, grant);
    }
    grant.trust = TrustOf(grant, options_.trust);
    if (!IsTrusted(grant.trust) && HasLimit(grant, Limit::kNetwork) && KnowsNetworks() &&
        !Any(draft, {.untrusted_network = true}, grant)) {
      grant.trust = Trust::kTrusted;
    }
    if (IsTrusted(grant.trust)) return grant;
    grant.unnamed = UnnamedLimits(grant, document_, options_.trust);
    grant.through_strange_endpoint = HasLimit(grant, Limit::kNetwork) && Any(draft, {.strange_endpoint = true}, grant);
    return grant;
  }

  bool KnowsNetworks() const { return !options_.trust.networks.empty() || !options_.trust.networks_text.empty(); }

  static void AddNames(const std::vector<std::string>& more, std::vector<std::string>& names) {
    std::set<std::string> all(names.begin(), names.end());
    all.insert(more.begin(), more.end());
    names.assign(all.begin(), all.end());
  }

  static bool HasLimit(const Grant& grant, Limit limit) {
    return std::find(grant.limits.begin(), grant.limits.end(), limit) != grant.limits.end();
  }

  // Whether something is left of the grant under `circumstances`; what is not decided is taken to be.
  bool Any(const Draft& draft, const Circumstances& circumstances, Grant& grant) {
    bool undecided = false;
    for (const Cell& cell : draft.cells) {
      const Found found = reach_.Ask(cell, draft.subjects, circumstances).found;
      if (found == Found::kYes) return true;
      undecided = undecided || found == Found::kUndecided;
    }
    grant.decided = grant.decided && !undecided;
    return undecided;
  }

  void AddLimits(const Draft& draft, Grant& grant) {
    const Mentions& mentions = reach_.surroundings().mentions;
    const auto limit = [&](Limit what, const Circumstances& circumstances) {
      if (!Any(draft, circumstances, grant)) grant.limits.push_back(what);
    };
    if (reach_.network_matters()) limit(Limit::kNetwork, {.strange_network = true});
    if (mentions.HasAnyKey({"aws:currenttime", "aws:epochtime"})) {
      constexpr double kEarly = 1.5e9;  // 2017, for want of a better now
      constexpr double kLate = 7.25e9;  // 2199
      const bool always =
          Any(draft, {.time = options_.now.value_or(kEarly)}, grant) && Any(draft, {.time = kLate}, grant);
      if (!always) grant.limits.push_back(Limit::kTime);
    }
    if (mentions.HasKeyPrefix("s3:dataaccesspoint") || mentions.HasKey("s3:accesspointnetworkorigin")) {
      limit(Limit::kAccessPoint, {.no_access_point = true});
    }
    if (mentions.HasKey("s3:x-amz-server-side-encryption-aws-kms-key-id")) {
      limit(Limit::kKmsKey, {.strange_key = true});
    }
  }

  bool IsInOrganization(const Draft& draft, Grant& grant) {
    const std::string& own = reach_.surroundings().organization;
    const Who& who = grant.who;
    if (who.kind == WhoKind::kOrganization) return who.id == own;
    if (who.kind == WhoKind::kOrganizationPath) return who.id.starts_with(own + "/");
    if (who.kind == WhoKind::kService) return who.customer == CustomerKind::kOrganization && who.customer_id == own;
    const std::string& account = who.kind == WhoKind::kAccount ? who.id : who.account;
    const bool is_own = account == options_.trust.owner || options_.trust.accounts.contains(account);
    if (is_own && !account.empty()) return true;
    const Mentions& mentions = reach_.surroundings().mentions;
    if (own.empty() || !mentions.HasAnyKey({"aws:principalorgid", "aws:principalorgpaths"})) return false;
    if (who.kind == WhoKind::kAnonymous || who.kind == WhoKind::kAnyIdentity) return false;
    Draft outside = draft;
    for (Subject& subject : outside.subjects) subject.organization.excluded.push_back(own);
    return !Any(outside, {}, grant);
  }

  // Statements that give the same people the same things under the same limits are one grant.
  static void MergeStatements(std::vector<Grant>& grants) {
    for (std::size_t i = 0; i < grants.size(); ++i) {
      for (std::size_t j = i + 1; j < grants.size();) {
        Grant& a = grants[i];
        Grant& b = grants[j];
        const bool same = a.who == b.who && a.actions == b.actions && a.resources == b.resources &&
                          a.limits == b.limits && a.through_access_point == b.through_access_point;
        if (!same) {
          ++j;
          continue;
        }
        a.statements.insert(a.statements.end(), b.statements.begin(), b.statements.end());
        a.narrowed_by.insert(a.narrowed_by.end(), b.narrowed_by.begin(), b.narrowed_by.end());
        std::sort(a.narrowed_by.begin(), a.narrowed_by.end());
        a.narrowed_by.erase(std::unique(a.narrowed_by.begin(), a.narrowed_by.end()), a.narrowed_by.end());
        a.decided = a.decided && b.decided;
        a.in_organization = a.in_organization && b.in_organization;
        a.trust = std::max(a.trust, b.trust);
        a.named_subject = a.named_subject && b.named_subject;
        a.through_strange_endpoint = a.through_strange_endpoint || b.through_strange_endpoint;
        AddNames(b.unnamed, a.unnamed);
        if (!a.witness) a.witness = std::move(b.witness);
        grants.erase(grants.begin() + static_cast<std::ptrdiff_t>(j));
      }
    }
  }

  const Document& document_;
  const AnalysisOptions& options_;
  Reach reach_;
  std::map<std::tuple<std::size_t, Who, bool>, Draft> drafts_;
};

bool IsOwnersAlone(const Statement& statement, std::string_view owner) {
  if (statement.effect == Effect::kDeny) return true;
  if (!statement.has_principal || owner.empty()) return false;
  return std::ranges::all_of(statement.principals, [&](const PrincipalElement& element) {
    const PrincipalName name = ParsePrincipalName(element);
    switch (name.kind) {
      case NameKind::kAccount:
        return name.text == owner;
      case NameKind::kUser:
      case NameKind::kRole:
      case NameKind::kRoleSession:
      case NameKind::kFederatedUser:
        return name.account == owner;
      default:
        return false;
    }
  });
}

}  // namespace

bool IsOwnersAlone(const Document& document, const std::string& owner) {
  return std::ranges::all_of(document.statements,
                             [&](const Statement& statement) { return IsOwnersAlone(statement, owner); });
}

Analysis Analyse(const Document& document, const AnalysisOptions& options) {
  if (!options.with_owner && IsOwnersAlone(document, options.trust.owner)) {
    Analysis analysis;
    analysis.public_status = ClassifyPublic(document);
    Summarise(options.trust, analysis);
    return analysis;
  }
  return Analyser(document, nullptr, options).Run();
}

Analysis AnalyseGain(const Document& before, const Document& after, const AnalysisOptions& options) {
  AnalysisOptions with_owner = options;
  with_owner.with_owner = true;
  return Analyser(after, &before, with_owner).Run();
}

}  // namespace crosstrail::policy
