// What looks for something in several hits of one rule: sequences, thresholds, new terms.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/step_hit.h"

namespace crosstrail {

/// One a rule; not thread-safe. Sees hits in order of time, and finds the same however they are cut into portions, and
/// whether or not it is saved and restored between two of them.
class HitDetector {
 public:
  HitDetector() = default;
  virtual ~HitDetector() = default;
  HitDetector(const HitDetector&) = delete;
  HitDetector& operator=(const HitDetector&) = delete;

  /// Takes the next hit; none may be older than the one before. Appends what is complete by then.
  virtual void Add(const StepHit& hit, std::vector<JoinedEvents>& found) = 0;

  /// Nothing older than `watermark` will come: appends what is complete by then.
  virtual void AdvanceTo(Instant watermark, std::vector<JoinedEvents>& found) = 0;

  /// Nothing more will come.
  virtual void Finish(std::vector<JoinedEvents>& found) = 0;

  /// How much was given up to stay within the limits: what it would have become is not found.
  virtual std::uint64_t evicted() const = 0;
  /// Events that had to be missing, came, and were forgotten to stay within the limits: what they would have spoilt is
  /// found.
  virtual std::uint64_t forgotten() const { return 0; }
  /// Events that would have been found, had the logs begun early enough to tell.
  virtual std::uint64_t incomplete() const { return 0; }

  using SaveEvent = std::function<std::string(const HitEvent&)>;
  using LoadEvent = std::function<HitEventRef(const std::string&)>;  // nullptr when the text is none of SaveEvent

  /// The state as text (JSON), for Restore in another process.
  virtual std::string Save(const SaveEvent& save_event) const = 0;

  /// Replaces the state. Error (kMalformed, kUnsupported) when the text is no state, or one of another version or
  /// rule; then the state is empty.
  virtual Status Restore(std::string_view state, const LoadEvent& load_event) = 0;
};

}  // namespace crosstrail
