// Which part of the input the caller wants: a time range, accounts, regions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "input/record.h"
#include "input/report.h"

namespace crosstrail {

struct Selection {
  Instant from = kMinInstant;         // inclusive
  Instant to = kMaxInstant;           // exclusive
  std::vector<std::string> accounts;  // recipientAccountId; empty: all
  std::vector<std::string> regions;   // awsRegion; empty: all

  /// CloudTrail delivers late and its keys carry the day of delivery: objects this much earlier or later than the range
  /// may still hold events of it.
  static constexpr Duration kMarginBefore = kDay;
  static constexpr Duration kMarginAfter = 2 * kDay;
};

/// Whether nothing at or below `path` can be selected, judged by its S3 key alone. False where the path is no such key.
bool IsPruned(const Selection& selection, std::string_view path);

/// Why `record` is not selected; nullopt when it is. A record without a readable time is always inside the time range:
/// it must not hide that way. One without an account or region falls back on its object's S3 key.
std::optional<SkipReason> WhyNotSelected(const Selection& selection, const Record& record);

}  // namespace crosstrail
