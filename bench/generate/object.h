// The contents of one object: its events as CloudTrail stores them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "generate/mix.h"
#include "generate/plan.h"
#include "generate/world.h"

namespace crosstrail::generate {

/// Writes the events of objects. One a thread.
class ObjectBuilder {
 public:
  ObjectBuilder(const TrailOptions& options, const CallMix& mix, const std::vector<Account>& accounts)
      : options_(options), mix_(mix), accounts_(accounts) {}

  /// {"Records":[...]} of `object` on one line, in no order. `extra` are events to put among its own: planted ones and
  /// those that an earlier object already had. Events that are to be delivered again later are added to `again`.
  std::string Build(const ObjectPlan& object, const std::vector<std::string>& extra, std::vector<std::string>& again);

 private:
  const TrailOptions& options_;
  const CallMix& mix_;
  const std::vector<Account>& accounts_;
  EventText event_;
};

/// `text` as one gzip member. The same bytes on every processor only as far as ISA-L's encoders agree.
Result<std::string> Gzip(std::string_view text);

}  // namespace crosstrail::generate
