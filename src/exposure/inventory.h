// Who reaches what from outside, since when and by whose hand.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "policy/grant.h"

namespace crosstrail::exposure {

/// The event that changed something, as far as people ask about it.
struct Origin {
  std::optional<Instant> time;
  std::string event_id;
  std::string action;  // eventName
  std::string actor;   // userIdentity.arn, or the nearest to it

  bool operator==(const Origin&) const = default;
};

/// One party outside and one resource that it reaches.
struct Exposure {
  std::string resource;  // ARN
  std::string owner;     // account id
  policy::Who who;
  policy::Trust trust = policy::Trust::kUnknown;
  policy::Verdict verdict = policy::Verdict::kNone;
  std::string vendor;
  std::vector<std::string> actions;    // sorted; by the last change
  std::vector<std::string> resources;  // the patterns, sorted
  Origin opened;
  bool since_then = true;  // false: it may have been open before
  Origin changed;          // the last event that set more or less of it
  bool uncertain = false;  // something that is not in the log has changed since
  std::optional<Origin> closed;

  bool operator==(const Exposure&) const = default;
};

/// Not thread-safe. Memory: what is open, and, unless it forgets, what was.
class Inventory {
 public:
  /// `grants` is all that others than the owner have of `resource` after the event `origin`; those who are trusted are
  /// left out. `before_known`: whether what was so before is known. `hidden`: part of it is not in the log.
  void Set(const std::string& resource, const std::string& owner, const std::vector<policy::Grant>& grants,
           const Origin& origin, bool before_known, bool hidden);

  /// By resource, then party; what is open first, then what was, in order of opening.
  std::vector<Exposure> All() const;
  std::vector<Exposure> Open() const;
  /// Those of one resource.
  std::vector<Exposure> Of(const std::string& resource) const;

  /// The exposure of `resource` to the party described as `who` (policy/describe.h) that was open at `at`; nullptr:
  /// none.
  const Exposure* Find(const std::string& resource, const std::string& who, const Origin& at) const;

  /// For a state that is taken up again.
  void Add(Exposure exposure);
  /// For one that is told anew: of an exposure that is open, who opened it and when; one that was closed is added.
  void Remember(Exposure exposure);

 private:
  using Key = std::pair<std::string, policy::Who>;
  std::map<Key, Exposure> open_;
  std::map<std::string, std::vector<Exposure>> closed_;  // by resource, in order of closing
};

}  // namespace crosstrail::exposure
