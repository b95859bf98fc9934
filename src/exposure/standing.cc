#include "exposure/standing.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "policy/name_order.h"
#include "policy/summarise.h"

namespace crosstrail::exposure {
namespace {

constexpr std::size_t kMost = 2048;
constexpr std::size_t kMostBytes = std::size_t{8} << 20U;

bool IsOwners(const policy::Grant& grant) { return grant.trust == policy::Trust::kOwner; }

// Writes texts and states down, every text behind its length: what is in them is the log's.
class KeyWriter {
 public:
  explicit KeyWriter(std::string& out) : out_(out) { out_.clear(); }

  void Add(std::size_t number) {
    char digits[20];
    out_.append(digits, std::to_chars(std::begin(digits), std::end(digits), number).ptr);
    out_ += ' ';
  }

  void Add(std::string_view text) {
    Add(text.size());
    out_ += text;
  }

  void Add(const ResourceState* state) {
    out_ += state == nullptr ? '-' : '+';
    if (state == nullptr) return;
    for (const Knowledge known : {state->policy_known, state->acl_known, state->block_known, state->ownership_known}) {
      Flag(static_cast<unsigned>(known));
    }
    const PublicAccessBlock& block = state->block;
    for (const bool flag : {state->acl_disabled, block.block_public_acls, block.ignore_public_acls,
                            block.block_public_policy, block.restrict_public_buckets}) {
      Flag(flag ? 1 : 0);
    }
    Add(state->owner);
    Add(state->policy);
    for (const AclGrant& grant : state->lists->acl) {
      Flag(static_cast<unsigned>(grant.grantee));
      Flag(static_cast<unsigned>(grant.permission));
      Add(grant.id);
    }
    Flag(state->grants_hidden ? 1 : 0);
    for (const NamedGrant& grant : state->lists->grants) Add(grant.policy);
  }

 private:
  void Flag(unsigned value) { out_ += static_cast<char>('a' + value); }

  std::string& out_;
};

// Whether a condition may look at the clock; an escape may hide the word.
bool MayAskForTime(std::string_view policy) {
  const auto same = [](char a, char b) { return policy::ToLower(a) == b; };
  const auto says = [&](std::string_view word) { return !std::ranges::search(policy, word, same).empty(); };
  return says("time") || says("\\u");
}

// Leaves the grants to others than the owner.
void LeaveOthers(Target target, policy::Analysis& analysis) {
  std::erase_if(analysis.grants, IsOwners);
  if (target != Target::kRole) return;
  // A role can be passed to a service by its own account alone (IAM User Guide, "Granting a user permissions to pass a
  // role to an AWS service"), so services act for the owner with it.
  for (policy::Grant& grant : analysis.grants) {
    if (grant.who.kind != policy::WhoKind::kService) continue;
    grant.trust = policy::Trust::kService;
    grant.who.customer = policy::CustomerKind::kOwner;
  }
}

// All that a standing depends on, but the time.
void WriteKey(const std::string& arn, const ResourceState& state, const Surroundings& around,
              const policy::AnalysisOptions& options, std::size_t period, std::string& key) {
  KeyWriter writer(key);
  writer.Add(period);
  writer.Add(static_cast<std::size_t>(state.target));
  writer.Add(arn);
  writer.Add(options.trust.owner);
  writer.Add(&state);
  writer.Add(around.bucket);
  writer.Add(around.account);
}

bool IsTimeless(const ResourceState& state, const Surroundings& around) {
  return !MayAskForTime(around.bucket == nullptr ? state.policy : around.bucket->policy);
}

// What `key` leaves out: that of a standing that is not timeless goes on.
void AddTime(std::optional<double> now, std::string& key) { key += now ? fmt::format("@{}", *now) : "@"; }

StandingRef FindOut(const std::string& arn, const ResourceState& state, const Surroundings& around,
                    const policy::AnalysisOptions& options, bool timeless) {
  auto standing = std::make_shared<Standing>();
  standing->composed = Compose(arn, state, around);
  standing->timeless = timeless;
  if (!standing->composed.document.statements.empty()) {
    standing->others = policy::Analyse(standing->composed.document, options);
    LeaveOthers(state.target, standing->others);
  }
  standing->others.public_status = standing->composed.public_status;
  SummariseAnew(options.trust, standing->others);
  return standing;
}

}  // namespace

StandingRef Nothing() {
  static const StandingRef kNothing = std::make_shared<const Standing>();
  return kNothing;
}

void SummariseAnew(const policy::TrustConfig& trust, policy::Analysis& analysis) {
  policy::Analysis result;
  result.grants = std::move(analysis.grants);
  result.public_status = std::move(analysis.public_status);
  analysis = std::move(result);
  policy::Summarise(trust, analysis);
}

void Standings::MakeRoom(std::size_t bytes) {
  if (standings_.size() < kMost && gains_.size() < kMost && bytes_ + bytes <= kMostBytes) return;
  standings_.clear();
  gains_.clear();
  bytes_ = 0;
}

std::optional<Standings::Foreseen> Standings::Foresee(const std::string& arn, const ResourceState& state,
                                                      const Surroundings& around,
                                                      const policy::AnalysisOptions& options, std::size_t period,
                                                      const IsWanted& is_wanted) const {
  Foreseen foreseen;
  WriteKey(arn, state, around, options, period, foreseen.key);
  if (standings_.contains(foreseen.key)) return std::nullopt;
  const bool timeless = IsTimeless(state, around);
  if (!timeless) AddTime(options.now, foreseen.key);
  if (!is_wanted(foreseen.key)) return std::nullopt;
  foreseen.standing = FindOut(arn, state, around, options, timeless);
  return foreseen;
}

void Standings::Take(Foreseen foreseen) {
  MakeRoom(foreseen.key.size());
  bytes_ += foreseen.key.size();
  standings_.insert_or_assign(std::move(foreseen.key), std::move(foreseen.standing));
}

StandingRef Standings::Of(const std::string& arn, const ResourceState& state, const Surroundings& around,
                          const policy::AnalysisOptions& options, std::size_t period) {
  WriteKey(arn, state, around, options, period, key_);
  if (const auto known = standings_.find(key_); known != standings_.end()) return known->second;
  const bool timeless = IsTimeless(state, around);
  if (!timeless) {
    AddTime(options.now, key_);
    if (const auto foreseen = standings_.find(key_); foreseen != standings_.end()) return foreseen->second;
  }
  StandingRef standing = FindOut(arn, state, around, options, timeless);
  if (timeless) Take({key_, standing});
  return standing;
}

policy::Analysis Standings::Gain(Target target, const StandingRef& from, const StandingRef& to,
                                 const policy::AnalysisOptions& options) {
  const bool timeless = from->timeless && to->timeless;
  const std::pair addresses(from.get(), to.get());
  if (const auto known = gains_.find(addresses); timeless && known != gains_.end()) return known->second.gain;
  policy::Analysis gain = policy::AnalyseGain(from->composed.document, to->composed.document, options);
  LeaveOthers(target, gain);
  if (timeless) {
    MakeRoom(0);
    gains_.emplace(addresses, Known{from, to, gain});
  }
  return gain;
}

}  // namespace crosstrail::exposure
