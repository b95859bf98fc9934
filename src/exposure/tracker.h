// What every sharing call changes: the state of each resource before and after, and the difference proven.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "exposure/inventory.h"
#include "exposure/standing.h"

namespace crosstrail::exposure {

/// Whom owners trust from `from` on.
struct TrustPeriod {
  Instant from = kMinInstant;
  policy::TrustConfig trust;  // its owner is each resource's own
};

/// In order of time, at least one.
using TrustPeriods = std::shared_ptr<const std::vector<TrustPeriod>>;

/// The options by which resources are judged in the course of time. Not thread-safe.
class OptionsInTime {
 public:
  explicit OptionsInTime(TrustPeriods trust);

  /// Of a resource at a time; valid until the next call.
  const policy::AnalysisOptions& For(const std::string& arn, const ResourceState& state, std::optional<Instant> at);
  /// Of the last call: which of the periods it was.
  std::size_t period() const { return period_; }

 private:
  TrustPeriods trust_;
  std::size_t period_ = 0;
  policy::AnalysisOptions options_;
};

/// What an event did to one resource.
struct Effect {
  std::string resource;  // ARN
  std::string owner;
  Target target = Target::kBucket;
  bool before_known = false;  // whether the parts that changed were known before
  /// nullopt: a policy or list decides that is not known, and what is known is not public anyway.
  std::optional<policy::Verdict> before, after;
  std::string policy;  // JSON; the resource's own after the event
  /// Before and after: the statements of `removed` are in the first, those of `added` in the second. Never nullptr;
  /// nothing at all before where nobody had anything.
  StandingRef was = Nothing(), is = Nothing();
  policy::Analysis added;    // what they could not do before
  policy::Analysis removed;  // what they can no longer do
};

struct Outcome {
  std::vector<Part> parts;  // that the event set
  /// The call was refused: `after`, `now` and `added` are what would have been.
  bool attempt = false;
  bool late = false;
  /// First the resource that the call names, then those that its settings have power over and that changed.
  std::vector<Effect> effects;
};

/// Takes events in order of (time, event id) and keeps the last known state of every resource they touch. Not
/// thread-safe. An event costs up to three analyses of policies, some 20 to 150 microseconds; one that sets what was
/// set before, or lets nobody in, less. Memory: 300 bytes a resource and the text of its policy; objects count only
/// while their lists give something to others.
class Tracker {
 public:
  /// `trust` in order of time; empty: nobody is trusted.
  explicit Tracker(std::vector<TrustPeriod> trust);

  /// Most of what Apply will have to find out, as far as what is known now tells. Several threads may ask at once, each
  /// with options of its own over trust(), while nobody does anything else. To take it saves Apply the time, and
  /// changes nothing else.
  std::optional<Standings::Foreseen> Foresee(const std::vector<Change>& changes, const Origin& origin,
                                             OptionsInTime& options, const Standings::IsWanted& is_wanted) const;
  void Take(Standings::Foreseen foreseen) { standings_.Take(std::move(foreseen)); }
  const TrustPeriods& trust() const { return trust_; }

  /// `changes` are those of one event, at least one. One that is `late` is judged by itself, as if nothing were known
  /// before, and changes nothing: later events have had their say.
  Outcome Apply(const std::vector<Change>& changes, const Origin& origin, bool late = false);

  /// What is known of an exposure beside its resource's state, from a run before.
  void Remember(Exposure exposure) { inventory_.Remember(std::move(exposure)); }

  const Inventory& inventory() const { return inventory_; }
  std::size_t size() const { return states_.size(); }
  const ResourceState* Find(const std::string& arn) const;
  /// The ARNs of all resources of which something is known, sorted.
  std::vector<std::string> Names() const;

  /// The options by which resources of `owner` are judged at a time.
  const policy::AnalysisOptions& OptionsFor(const std::string& arn, const ResourceState& state,
                                            std::optional<Instant> at) {
    return options_.For(arn, state, at);
  }

  /// The state as text, one JSON object a line, sorted; and back. Error (kMalformed): `text` is no such state.
  std::string Save() const;
  Status Restore(std::string_view text);

 private:
  Surroundings SurroundingsOf(const std::string& arn, const ResourceState& state) const;
  struct Kept {
    [[no_unique_address]] ResourceState state;  // whose padding has room for what follows
    // As last evaluated: it lets in nobody but the owner, which the passing of time does not change; part of it is not
    // in the log.
    bool nobody = false;
    bool hidden = false;
  };

  Effect Evaluate(const std::string& arn, const Kept& before, const Surroundings& around_before,
                  const ResourceState& after, const Surroundings& around_after, std::optional<Instant> at,
                  bool attempt);
  StandingRef WithCopies(const ResourceState& state, const StandingRef& standing,
                         const policy::TrustConfig& trust) const;
  void AddCopies(const ResourceState& state, const policy::TrustConfig& trust, policy::Analysis& analysis,
                 std::vector<Part>& hidden) const;
  void Keep(const std::string& arn, ResourceState state, const Effect& effect);

  TrustPeriods trust_;
  OptionsInTime options_;
  std::unordered_map<std::string, Kept> states_;
  /// Of an account or bucket: whom its settings have power over, as far as it matters.
  std::map<std::string, std::set<std::string>, std::less<>> dependents_;
  Inventory inventory_;
  Standings standings_;
};

/// "arn:aws:s3:::bucket" of the ARN of one of its objects, or of itself.
std::string BucketArnOf(std::string_view arn);
/// The resource under which an account's settings for S3 are kept.
std::string AccountArnOf(std::string_view arn, std::string_view owner);

}  // namespace crosstrail::exposure
