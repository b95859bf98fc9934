// One event may be logged more than once: the same object delivered twice, several trails on one account.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "input/record.h"

namespace crosstrail {

/// What identifies a record's event: its eventID, or a hash of its text where it has none. Records with one identity
/// are copies of one event, whatever else they say; a rule, or a query, takes one of them.
std::string EventIdOf(const Record& record);

/// Which of the copies that satisfy a rule it takes: the least. One that is not
/// there for learning only; the earliest, one without a time last; then by place.
struct CopyOrder {
  bool history = false;  // only there to learn from
  bool no_time = false;
  Instant time = 0;
  std::string_view path;
  std::uint64_t index = 0;

  auto operator<=>(const CopyOrder&) const = default;
};

}  // namespace crosstrail
