#include <algorithm>
#include <array>

#include "alert/writers.h"

namespace crosstrail {
namespace {

constexpr auto kFormats = std::to_array<AlertFormat>({
    {"table", "a block of text per alert, for people", MakeTableWriter},
    {"ndjson", "one alert document a line (docs/alert.schema.json)", MakeNdjsonWriter},
    {"json", "the same documents as one JSON array", MakeJsonWriter},
    {"csv", "one row per alert, safe to open in a spreadsheet", MakeCsvWriter},
    {"ecs", "one document a line in the shape of Kibana's detection alerts", MakeEcsWriter},
});

}  // namespace

std::span<const AlertFormat> AlertFormats() { return kFormats; }

const AlertFormat* FindAlertFormat(std::string_view name) {
  const auto* const row = std::ranges::find(kFormats, name, &AlertFormat::name);
  return row != kFormats.end() ? row : nullptr;
}

}  // namespace crosstrail
