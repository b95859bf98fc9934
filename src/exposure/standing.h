// How a resource stands at one time: by what it can be reached, and by whom but its owner.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "exposure/composed.h"
#include "policy/analyse.h"

namespace crosstrail::exposure {

struct Standing {
  Composed composed;
  policy::Analysis others;  // the owner left out
  bool timeless = true;     // no condition of it looks at the clock
};
using StandingRef = std::shared_ptr<const Standing>;

/// Of a resource that nobody can reach.
StandingRef Nothing();

/// Sums the grants up, whatever was said of others before.
void SummariseAnew(const policy::TrustConfig& trust, policy::Analysis& analysis);

/// Finds out how resources stand, and remembers it: a deployment tool sets the same policies again and again, and what
/// one call sets the next one replaces. Not thread-safe. Bounded: when it is full it is emptied.
class Standings {
 public:
  /// One that somebody found out beforehand.
  struct Foreseen {
    std::string key;
    StandingRef standing;
  };

  /// Asked by a key before what is behind it is found out.
  using IsWanted = std::function<bool(std::string_view key)>;

  /// What Of would find out; nullopt where it is remembered, or not wanted. Several threads may ask at once while
  /// nobody does anything else.
  std::optional<Foreseen> Foresee(const std::string& arn, const ResourceState& state, const Surroundings& around,
                                  const policy::AnalysisOptions& options, std::size_t period,
                                  const IsWanted& is_wanted) const;
  void Take(Foreseen foreseen);

  /// `options` are those for the resource, `period` numbers the trust in them: it is the same whenever the number is.
  /// Remembered: a microsecond; else some 20 to 100.
  StandingRef Of(const std::string& arn, const ResourceState& state, const Surroundings& around,
                 const policy::AnalysisOptions& options, std::size_t period);

  /// What others can do by `to` that they could not by `from`, of one resource of kind `target`, by the same options as
  /// both. Not summed up.
  policy::Analysis Gain(Target target, const StandingRef& from, const StandingRef& to,
                        const policy::AnalysisOptions& options);

 private:
  struct Known {
    StandingRef from, to;  // kept, so that no other has their address
    policy::Analysis gain;
  };

  void MakeRoom(std::size_t bytes);

  /// By all that they depend on, in full: logs are written by attackers, who can make hashes collide.
  std::unordered_map<std::string, StandingRef> standings_;
  std::map<std::pair<const Standing*, const Standing*>, Known> gains_;
  std::size_t bytes_ = 0;  // of the keys
  std::string key_;
};

}  // namespace crosstrail::exposure
