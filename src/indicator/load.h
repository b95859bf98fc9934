// Reads lists of indicators (docs/indicators.md): documents of Elastic's shape as NDJSON or JSON, STIX 2.1 bundles,
// CSV.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "indicator/list_builder.h"

namespace crosstrail {

struct LoadedIndicators {
  std::shared_ptr<const IndicatorSet> set;  // never nullptr
  std::vector<IndicatorList> lists;         // in the order they were named
  Diagnostics diagnostics;
};

/// Reads files, compressed with gzip or zstd or not, and the files of directories (not of those within them, and no
/// hidden ones) in the order of their names. What form a list has is seen from its beginning. What cannot be read or
/// used is told, with its place, and costs nothing else. Streams: memory is the set's and that of the longest line; a
/// JSON text that is not written line by line is held as a whole.
LoadedIndicators LoadIndicators(const std::vector<std::string>& paths);

/// The same of texts that are lists of the name `name`.
LoadedIndicators ReadIndicators(const std::vector<std::string>& texts, const std::string& name);

}  // namespace crosstrail
