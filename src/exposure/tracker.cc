#include "exposure/tracker.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "policy/forms.h"
#include "policy/summarise.h"

namespace crosstrail::exposure {
namespace {

constexpr double kNanosPerSecond = 1e9;

Knowledge KnowledgeOf(Part part, const ResourceState& state) {
  switch (part) {
    case Part::kPolicy:
      return state.policy_known;
    case Part::kAcl:
      return state.acl_known;
    case Part::kPublicAccessBlock:
      return state.block_known;
    case Part::kOwnership:
      return state.ownership_known;
    case Part::kReplication:
      return state.replication_known;
    default:
      return state.IsNew() ? Knowledge::kUnknown : Knowledge::kNone;
  }
}

std::optional<policy::Verdict> VerdictOf(const Standing& standing) {
  const policy::Verdict verdict = standing.others.verdict;
  if (standing.composed.hidden.empty() || verdict == policy::Verdict::kPublic) return verdict;
  return std::nullopt;
}

// Whether no request can be by one of the first party and by one of the second.
bool AreApart(const policy::Who& a, const policy::Who& b) {
  const bool a_is_service = a.kind == policy::WhoKind::kService;
  const bool b_is_service = b.kind == policy::WhoKind::kService;
  if (a_is_service && b_is_service) return !a.id.empty() && !b.id.empty() && a.id != b.id;
  return a_is_service != b_is_service;
}

// Whether nobody has something of the one and of the other: then all of the one is new, and all of the other is gone.
bool AreApart(const policy::Analysis& a, const policy::Analysis& b) {
  return std::ranges::all_of(a.grants, [&](const policy::Grant& one) {
    return std::ranges::all_of(b.grants, [&](const policy::Grant& other) { return AreApart(one.who, other.who); });
  });
}

bool SameCopy(const policy::Grant& a, const policy::Grant& b) { return a.who == b.who && a.resources == b.resources; }

// The grants of replication in `all` that `others` does not have.
std::vector<policy::Grant> CopiesNotIn(const policy::Analysis& all, const policy::Analysis& others) {
  std::vector<policy::Grant> copies;
  for (const policy::Grant& grant : all.grants) {
    if (!grant.statements.empty()) continue;
    const bool there = std::ranges::any_of(
        others.grants, [&](const policy::Grant& other) { return other.statements.empty() && SameCopy(grant, other); });
    if (!there) copies.push_back(grant);
  }
  return copies;
}

// Whether it made the resource.
bool ApplyOne(const Change& change, std::optional<Instant> at, ResourceState& state) {
  const bool made = change.row->creates && state.IsNew();
  if (made) state = NewResource(state.target, change.owner, at);
  Apply(change, at, state);
  return made;
}

}  // namespace

std::string BucketArnOf(std::string_view arn) { return std::string(arn.substr(0, arn.find('/'))); }

std::string AccountArnOf(std::string_view arn, std::string_view owner) {
  return fmt::format("{}s3:::account/{}", arn.substr(0, arn.find("s3:")), owner);
}

OptionsInTime::OptionsInTime(TrustPeriods trust) : trust_(std::move(trust)) { options_.trust = trust_->front().trust; }

Tracker::Tracker(std::vector<TrustPeriod> trust)
    : trust_(std::make_shared<const std::vector<TrustPeriod>>(trust.empty() ? std::vector<TrustPeriod>(1)
                                                                            : std::move(trust))),
      options_(trust_) {}

const ResourceState* Tracker::Find(const std::string& arn) const {
  const auto found = states_.find(arn);
  return found == states_.end() ? nullptr : &found->second.state;
}

const policy::AnalysisOptions& OptionsInTime::For(const std::string& arn, const ResourceState& state,
                                                  std::optional<Instant> at) {
  // An event without a time may be of any, so trust that ends counts as ended.
  const std::vector<TrustPeriod>& trust = *trust_;
  std::size_t period = at ? 0 : trust.size() - 1;
  while (period + 1 < trust.size() && at && trust[period + 1].from <= *at) ++period;
  if (period != period_) options_.trust = trust[period].trust;
  period_ = period;
  // Where nothing says whose the resource is, every account is another.
  options_.trust.owner = state.owner.empty() ? "unknown" : state.owner;
  options_.now.reset();
  if (at) options_.now = static_cast<double>(*at) / kNanosPerSecond;
  options_.bucket.clear();
  if (IsOfS3(state.target)) {
    const std::string bucket = BucketArnOf(arn);
    options_.bucket = bucket.substr(bucket.rfind(':') + 1);
  }
  return options_;
}

Surroundings Tracker::SurroundingsOf(const std::string& arn, const ResourceState& state) const {
  Surroundings around;
  if (!IsOfS3(state.target)) return around;
  if (state.target == Target::kObject) around.bucket = Find(BucketArnOf(arn));
  around.account = Find(AccountArnOf(arn, state.owner));
  return around;
}

// What the state gives by sending copies, beside what its policy and list give.
StandingRef Tracker::WithCopies(const ResourceState& state, const StandingRef& standing,
                                const policy::TrustConfig& trust) const {
  if (state.lists->copies.empty() && state.replication_known != Knowledge::kHidden) return standing;
  Standing with = *standing;
  AddCopies(state, trust, with.others, with.composed.hidden);
  return std::make_shared<const Standing>(std::move(with));
}

// Where replication sends copies, as grants of no statement.
void Tracker::AddCopies(const ResourceState& state, const policy::TrustConfig& trust, policy::Analysis& analysis,
                        std::vector<Part>& hidden) const {
  if (state.replication_known == Knowledge::kHidden) hidden.push_back(Part::kReplication);
  const std::vector<std::string>& copies = state.lists->copies;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    const std::string& bucket = copies[i];
    policy::Grant grant;
    grant.who.kind = policy::WhoKind::kAccount;
    if (i + 1 < copies.size() && policy::IsAccountId(copies[i + 1])) {
      grant.who.id = copies[++i];
    } else if (const ResourceState* const known = Find(bucket); known != nullptr && !known->gone) {
      grant.who.id = known->owner;
    }
    if (grant.who.id.empty()) {  // nothing says whose bucket it is
      if (std::ranges::find(hidden, Part::kReplication) == hidden.end()) hidden.push_back(Part::kReplication);
      continue;
    }
    grant.trust = policy::TrustOf(grant, trust);
    if (grant.trust == policy::Trust::kOwner) continue;
    grant.actions = {"s3:ReplicateObject"};
    grant.access = {policy::AccessLevel::kRead};
    grant.resources = {bucket};
    const bool there = std::ranges::any_of(
        analysis.grants, [&](const policy::Grant& one) { return one.statements.empty() && SameCopy(one, grant); });
    if (!there) analysis.grants.push_back(std::move(grant));
  }
  SummariseAnew(trust, analysis);
}

Effect Tracker::Evaluate(const std::string& arn, const Kept& kept, const Surroundings& around_before,
                         const ResourceState& after, const Surroundings& around_after, std::optional<Instant> at,
                         bool attempt) {
  const ResourceState& before = kept.state;
  const policy::AnalysisOptions& options = OptionsFor(arn, after, at);
  const StandingRef is = standings_.Of(arn, after, around_after, options, options_.period());
  Effect effect;
  effect.resource = arn;
  effect.owner = after.owner;
  effect.target = after.target;
  effect.policy = after.policy;
  effect.is = WithCopies(after, is, options.trust);
  effect.after = VerdictOf(*effect.is);
  if (kept.nobody && !attempt) {  // nothing is gone, and all there is is new
    if (!before.IsNew() && !kept.hidden) effect.before = policy::Verdict::kNone;
    effect.added = effect.is->others;
    return effect;
  }
  const StandingRef was = standings_.Of(arn, before, around_before, options, options_.period());
  const auto policy_of = [](const Surroundings& around) {
    return around.bucket == nullptr ? std::string_view() : std::string_view(around.bucket->policy);
  };
  const bool same = before.policy == after.policy && before.lists == after.lists &&
                    policy_of(around_before) == policy_of(around_after) && was->composed.cuts == is->composed.cuts;
  effect.was = WithCopies(before, was, options.trust);
  if (!before.IsNew()) effect.before = VerdictOf(*effect.was);
  if (same) return effect;
  const policy::Analysis &others_before = effect.was->others, &others_after = effect.is->others;
  if (AreApart(others_before, others_after)) {
    effect.added = others_after;
    effect.removed = others_before;
    return effect;
  }
  const auto gain = [&](const StandingRef& from, const StandingRef& to, std::vector<policy::Grant> copies) {
    policy::Analysis analysis = standings_.Gain(after.target, from, to, options);
    std::ranges::move(copies, std::back_inserter(analysis.grants));
    analysis.public_status = to->composed.public_status;
    SummariseAnew(options.trust, analysis);
    return analysis;
  };
  effect.added = gain(was, is, CopiesNotIn(others_after, others_before));
  effect.removed = gain(is, was, CopiesNotIn(others_before, others_after));
  return effect;
}

void Tracker::Keep(const std::string& arn, ResourceState state, const Effect& effect) {
  const auto depend = [&](const std::string& on, bool depends) {
    if (depends) {
      dependents_[on].insert(arn);
    } else if (const auto found = dependents_.find(on); found != dependents_.end()) {
      found->second.erase(arn);
      if (found->second.empty()) dependents_.erase(found);
    }
  };
  // Whoever said before whose it is may have been wrong.
  const ResourceState* const known = Find(arn);
  if (known != nullptr && known->owner != state.owner) depend(AccountArnOf(arn, known->owner), false);
  const bool is_object = state.target == Target::kObject;
  const bool gives = !state.lists->acl.empty() || state.acl_known == Knowledge::kHidden;
  if (IsOfS3(state.target))
    depend(AccountArnOf(arn, state.owner), effect.is->composed.account_matters && (gives || !is_object));
  if (is_object) {
    depend(BucketArnOf(arn), gives);
    if (!gives) {
      states_.erase(arn);
      return;
    }
  }
  states_.insert_or_assign(
      arn, Kept{std::move(state), effect.is->others.grants.empty(), !effect.is->composed.hidden.empty()});
}

std::optional<Standings::Foreseen> Tracker::Foresee(const std::vector<Change>& changes, const Origin& origin,
                                                    OptionsInTime& options,
                                                    const Standings::IsWanted& is_wanted) const {
  const std::string& arn = changes.front().resource;
  const ResourceState* const known = Find(arn);
  ResourceState state = known == nullptr ? ResourceState() : *known;
  state.target = changes.front().row->target;
  if (state.owner.empty()) state.owner = changes.front().owner;
  for (const Change& change : changes) ApplyOne(change, origin.time, state);
  const policy::AnalysisOptions& by = options.For(arn, state, origin.time);
  return standings_.Foresee(arn, state, SurroundingsOf(arn, state), by, options.period(), is_wanted);
}

Outcome Tracker::Apply(const std::vector<Change>& changes, const Origin& origin, bool late) {
  const std::string& arn = changes.front().resource;
  const auto found = states_.find(arn);
  Kept kept = found == states_.end() || late ? Kept() : found->second;
  ResourceState& before = kept.state;
  before.target = changes.front().row->target;
  if (before.owner.empty()) before.owner = changes.front().owner;
  ResourceState after = before;
  Outcome outcome;
  outcome.late = late;
  bool before_known = true;
  bool gone = false;
  for (const Change& change : changes) {
    outcome.attempt = outcome.attempt || change.failed;
    const Knowledge known = KnowledgeOf(change.row->part, after);
    const bool made = ApplyOne(change, origin.time, after);
    before_known = before_known && (made || (known != Knowledge::kUnknown && known != Knowledge::kHidden));
    gone = gone || (change.row->part == Part::kResource && change.row->act == Act::kClear);
    outcome.parts.push_back(change.row->part);
  }
  const bool counts = !outcome.attempt && !late;
  Effect own =
      Evaluate(arn, kept, SurroundingsOf(arn, before), after, SurroundingsOf(arn, after), origin.time, outcome.attempt);
  own.before_known = before_known;
  if (before_known && !own.before && before.IsNew()) own.before = policy::Verdict::kNone;  // it was just made
  outcome.effects.push_back(std::move(own));

  std::set<std::string> dependents;
  const auto list = dependents_.find(arn);
  if (list != dependents_.end() && !late && before != after) dependents = list->second;
  for (const std::string& dependent : dependents) {
    const Kept kept_dependent = states_.at(dependent);
    const ResourceState& state = kept_dependent.state;
    const Surroundings around_before = SurroundingsOf(dependent, state);
    Surroundings around_after = around_before;
    (after.target == Target::kAccount ? around_after.account : around_after.bucket) = &after;
    const bool goes_too = gone && state.target == Target::kObject;
    const ResourceState next = goes_too ? NewResource(state.target, state.owner, std::nullopt) : state;
    Effect effect =
        Evaluate(dependent, kept_dependent, around_before, next, around_after, origin.time, outcome.attempt);
    effect.before_known = true;
    const bool changed =
        !effect.added.grants.empty() || !effect.removed.grants.empty() || effect.before != effect.after;
    if (counts) {
      inventory_.Set(dependent, next.owner, effect.is->others.grants, origin, true,
                     !effect.is->composed.hidden.empty());
      Keep(dependent, next, effect);
    }
    if (changed) outcome.effects.push_back(std::move(effect));
  }
  if (counts) {
    const Effect& effect = outcome.effects.front();
    inventory_.Set(arn, after.owner, effect.is->others.grants, origin, before_known,
                   !effect.is->composed.hidden.empty());
    Keep(arn, std::move(after), effect);
  }
  return outcome;
}

}  // namespace crosstrail::exposure
