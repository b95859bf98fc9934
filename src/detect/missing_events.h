// The events that a sequence must not have: what has been seen of them, and the sequences that wait to see whether they
// come.
//
// Where such an event stands decides what has to be kept of it. Between two events: nothing, it marks the beginning
// that waits there. In front: the latest one of each key. At the end: nothing, it marks the sequences that wait.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "detect/saved_events.h"
#include "detect/step_hit.h"
#include "query/query.h"

namespace crosstrail {

/// What missing events make of the beginning of a sequence.
struct MissingState {
  bool spoilt = false;             // an event came where none may be
  std::optional<Instant> leading;  // the latest that came in front
};

/// A sequence whose events are all there.
struct Candidate {
  JoinedEvents joined;      // without the placeholders
  std::uint64_t begun = 0;  // the ordinal of its first event
  MissingState missing;
  Instant first = 0;  // times of the first and last event
  Instant last = 0;
  bool followed = false;  // an event came that must not follow, and did not spoil it
  std::size_t place = 0;  // among those of its key that none has followed
};

/// One a query; not thread-safe. Everything takes a few look-ups, however many events have one key, or one time.
class MissingEvents {
 public:
  enum class Where : std::uint8_t { kLeading, kMiddle, kTrailing };
  struct Kind {
    std::uint32_t step = 0;
    Where where = Where::kMiddle;
    std::size_t before = 0;  // positive events in front of it
  };

  /// Of the events that must not come first the latest of `most_leading` keys are remembered.
  MissingEvents(const Query& query, std::size_t most_leading);

  const std::vector<Kind>& kinds() const { return kinds_; }
  bool none() const { return kinds_.empty(); }
  bool waits() const { return trailing_; }

  /// A hit of a step that must not come in front; none is older than the one before.
  void AddLeading(const std::string& key, Instant time);
  std::optional<Instant> Leading(const std::string& key) const;

  /// A hit of a step that must not follow, for the sequences that wait by now.
  void AddTrailing(const std::string& key, Instant time);

  /// Judges what is known at the completion of `candidate`. True: it may come out, or wait. False: it is spoilt.
  bool Judge(Candidate& candidate) const;

  /// Lets `candidate` wait until its span has passed; only where waits().
  void Wait(Candidate candidate);

  /// Appends the candidates whose span has passed before `time`, unspoilt; at kMaxInstant all of them.
  void Release(Instant time, std::vector<Candidate>& released);

  /// The candidate's events with nullptr for each event that was missing, runs written out.
  std::vector<HitEventRef> WithPlaceholders(const std::vector<HitEventRef>& events) const;

  std::size_t candidates() const { return waiting_.size(); }
  std::size_t leading() const { return latest_.size(); }
  /// Hits that were forgotten, though something might have asked for them, to remember no more than the most.
  std::uint64_t forgotten() const { return forgotten_; }

  using Waiting = std::multimap<Instant, Candidate>;  // by the end of the span
  Waiting& waiting() { return waiting_; }
  void GiveUp(Waiting::iterator candidate);

  /// The state as JSON, and back; Load expects an object made for the same query and throws what nlohmann::json throws
  /// where it is none.
  nlohmann::json Save(SavedEvents& events) const;
  void Load(const nlohmann::json& state, const LoadedEvents& events);

 private:
  struct Latest {
    std::string key;
    Instant time = 0;
  };

  void Unlist(Waiting::iterator candidate);
  bool IsSpoiltBy(Instant trailing, const Candidate& candidate) const;

  std::vector<Kind> kinds_;
  std::vector<std::size_t> placeholders_;  // in front of each positive event, and behind the last
  const std::size_t most_leading_;
  Duration maxspan_ = 0;
  bool leading_ = false;
  bool trailing_ = false;
  std::list<Latest> latest_;  // ascending by time
  std::unordered_map<std::string_view, std::list<Latest>::iterator> latest_of_;
  Waiting waiting_;
  std::unordered_map<std::string, std::vector<Waiting::iterator>> unfollowed_;  // by key
  std::uint64_t forgotten_ = 0;
};

}  // namespace crosstrail
