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

// Writes down all that a standing depends on, every text behind its length: what is in them is the log's.
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

StandingRef Standings::Of(const std::string& arn, const ResourceState& state, const Surroundings& around,
                          const policy::AnalysisOptions& options, std::size_t period) {
  KeyWriter key(key_);
  key.Add(period);
  key.Add(static_cast<std::size_t>(state.target));
  key.Add(arn);
  key.Add(options.trust.owner);
  key.Add(&state);
  key.Add(around.bucket);
  key.Add(around.account);
  if (const auto known = standings_.find(key_); known != standings_.end()) return known->second;

  auto standing = std::make_shared<Standing>();
  standing->composed = Compose(arn, state, around);
  standing->timeless = !MayAskForTime(around.bucket == nullptr ? state.policy : around.bucket->policy);
  if (!standing->composed.document.statements.empty()) {
    standing->others = policy::Analyse(standing->composed.document, options);
    LeaveOthers(state.target, standing->others);
  }
  standing->others.public_status = standing->composed.public_status;
  SummariseAnew(options.trust, standing->others);
  if (standing->timeless) {
    MakeRoom(key_.size());
    bytes_ += key_.size();
    standings_.emplace(key_, standing);
  }
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
