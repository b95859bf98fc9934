// What a hunt prints: events or groups of them, in one of three formats, or counts.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/output.h"
#include "detect/hunt.h"

namespace crosstrail::cli {

struct HuntOutputOptions {
  std::string format;               // "table", "ndjson", "csv"
  std::vector<std::string> fields;  // ECS names; empty: a choice of them
  std::string count_by;             // an ECS name; empty: events are printed
};

/// Prints what `result` has found, in order. Records that cannot be read back are problems in result.input.
Status WriteHunt(HuntResult& result, const Query& query, const HuntOutputOptions& options, const EventOptions& event,
                 Output& output);

}  // namespace crosstrail::cli
