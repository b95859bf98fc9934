// Writing a whole trail into a directory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "generate/attack.h"
#include "generate/plan.h"

namespace crosstrail::generate {

struct Summary {
  std::uint64_t objects = 0;
  std::uint64_t events = 0;      // distinct, planted ones included
  std::uint64_t duplicates = 0;  // further deliveries of those
  std::uint64_t bytes = 0;       // of JSON
  std::uint64_t bytes_stored = 0;
  std::vector<Planted> planted;
};

/// How many events make `bytes` of JSON with these options, about (to a few per mille). options.events is not read.
std::uint64_t EventsForSize(const TrailOptions& options, std::uint64_t bytes);

/// Writes the trail below `directory`, which is made if it is not there; files of the same names are replaced. A pure
/// function of `options`, whatever the number of threads. On an error the directory is left as far as it got.
Result<Summary> WriteTrail(const TrailOptions& options, const std::string& directory, unsigned threads);

}  // namespace crosstrail::generate
