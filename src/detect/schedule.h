// How Kibana runs a rule: every `interval`, over the `lookback` before. Crosstrail judges events by their own time
// instead, so that nothing falls between two runs; this is for comparison.
#pragma once

#include "base/time.h"

namespace crosstrail {

struct RunSchedule {
  Duration interval = 0;
  Duration lookback = 0;

  /// The first run at or after `time`. Runs are at multiples of the interval since 1970.
  Instant RunAt(Instant time) const {
    const Instant past = time % interval;
    const Duration wait = past == 0 ? 0 : past > 0 ? interval - past : -past;
    return Later(time, wait);
  }
  /// The last run that looks at an event of `time`; before it where none does.
  Instant LastRunFor(Instant time) const { return RunAt(Later(time, lookback)) - interval; }
};

}  // namespace crosstrail
