// Who receives what the framer finds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "input/record.h"
#include "input/report.h"

namespace crosstrail {

class RecordHandler {
 public:
  virtual ~RecordHandler() = default;
  /// `record` and everything it views are valid only during the call.
  virtual void OnRecord(const Record& record) = 0;
  virtual void OnSkip(SkipReason reason) = 0;
  /// A record, or the object as a whole when `record` is empty, could not be read.
  virtual void OnProblem(std::optional<std::uint64_t> record, std::string message) = 0;
};

}  // namespace crosstrail
