// The events that a sequence must not have: what has been seen of them, and the sequences that wait to see whether they
// come.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "detect/saved_events.h"
#include "detect/step_hit.h"
#include "query/query.h"

namespace crosstrail {

/// A sequence whose events are all there.
struct Candidate {
  JoinedEvents joined;                  // without the placeholders
  std::vector<std::uint64_t> ordinals;  // of its events
  Instant first = 0;                    // times of the first and last event
  Instant last = 0;
  bool has_leading = false;       // an event that must not come before was there
  Instant leading = kMinInstant;  // the nearest
  bool has_trailing = false;      // an event that must not follow was there
  Instant trailing = 0;           // the nearest
};

/// One a query; not thread-safe.
class MissingEvents {
 public:
  explicit MissingEvents(const Query& query);

  bool none() const { return kinds_.empty(); }
  bool waits() const { return trailing_; }

  /// A hit of the negated step `step`.
  void Add(std::uint32_t step, const std::string& key, Instant time, std::uint64_t ordinal);

  /// Judges what is known at the completion of `candidate`. True: it may come out, or wait. False: it is spoilt.
  bool Judge(Candidate& candidate) const;

  /// Lets `candidate` wait until its span has passed; only where waits().
  void Wait(Candidate candidate);

  /// Appends the candidates whose span has passed before `time`, unspoilt; at kMaxInstant all of them.
  void Release(Instant time, std::vector<Candidate>& released);

  /// Forgets hits that nothing can ask for any more once the stream has reached `time`.
  void Prune(Instant time);

  /// The candidate's events with nullptr for each event that was missing, runs written out.
  std::vector<HitEventRef> WithPlaceholders(const std::vector<HitEventRef>& events) const;

  std::size_t size() const { return held_ + waiting_.size(); }
  std::size_t candidates() const { return waiting_.size(); }
  /// Gives up the candidate that has waited longest.
  void DropOldest();

  /// The state as JSON, and back; Load expects an object made for the same query and throws what nlohmann::json throws
  /// where it is none.
  nlohmann::json Save(SavedEvents& events) const;
  void Load(const nlohmann::json& state, const LoadedEvents& events);

 private:
  struct Seen {
    Instant time = 0;
    std::uint64_t ordinal = 0;
  };
  using SeenByKey = std::unordered_map<std::string, std::deque<Seen>>;
  using Waiting = std::multimap<Instant, Candidate>;  // by the end of the span

  enum class Where : std::uint8_t { kLeading, kMiddle, kTrailing };
  struct Kind {
    std::uint32_t step = 0;
    Where where = Where::kMiddle;
    std::size_t before = 0;  // positive events in front of it
  };

  bool IsSpoilt(const Candidate& candidate) const;
  void Erase(Waiting::iterator candidate);

  std::vector<Kind> kinds_;
  std::vector<SeenByKey> seen_;            // by kind
  std::vector<std::size_t> placeholders_;  // in front of each positive event, and behind the last
  Duration maxspan_ = 0;
  bool leading_ = false;
  bool trailing_ = false;
  std::size_t held_ = 0;
  Waiting waiting_;
  std::unordered_multimap<std::string, Waiting::iterator> by_key_;
};

}  // namespace crosstrail
