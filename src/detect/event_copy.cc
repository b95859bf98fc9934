#include "detect/event_copy.h"

#include "base/hash.h"

namespace crosstrail {

std::string EventIdOf(const Record& record) {
  return record.event_id.empty() ? "sha256:" + Sha256Hex(record.json) : std::string(record.event_id);
}

}  // namespace crosstrail
