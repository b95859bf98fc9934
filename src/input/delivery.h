// The last step of framing: numbering what was found in one object and handing it on.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "input/handler.h"
#include "input/limits.h"

namespace crosstrail {

/// One an object. Not thread-safe.
class Delivery {
 public:
  Delivery(const InputLimits& limits, const SourceObject& source, RecordHandler& handler)
      : limits_(limits), source_(source), handler_(handler), expansion_left_(limits.object_bytes) {}

  /// Fills in index, source and time of `record` and hands it on. `time_text` is the raw eventTime.
  void Deliver(Record& record, std::string_view time_text);
  void Skip(SkipReason reason);
  /// A record that could not be read.
  void Broken(std::string message);
  /// Something that is wrong with the object as a whole.
  void ObjectProblem(std::string message) { handler_.OnProblem(std::nullopt, std::move(message)); }

  /// How many more bytes the compressed payloads inside the object may decompress to: envelopes in envelopes must not
  /// multiply what one object may cost.
  std::uint64_t expansion_left() const { return expansion_left_; }
  void ChargeExpansion(std::uint64_t bytes) { expansion_left_ -= std::min(expansion_left_, bytes); }

 private:
  const InputLimits& limits_;
  const SourceObject& source_;
  RecordHandler& handler_;
  InstantParser times_;
  std::uint64_t next_index_ = 0;
  std::uint64_t expansion_left_;
};

}  // namespace crosstrail
