// The stage "exposure" of crosstrail-bench: the tracker of exposures alone, without the reading of logs.
#pragma once

#include <cstdint>

namespace crosstrail {

struct ExposureTotals {
  std::uint64_t resources = 0;  // that the tracker knows
  std::uint64_t exposures = 0;  // open in the end
};

/// Gives each of so many buckets a policy of some 600 bytes; one bucket in 200 is opened to another account.
ExposureTotals RunExposureStage(std::uint64_t buckets);

}  // namespace crosstrail
