// What an alert tells of an exposure: who can now do what on what, what was so before, whether it still is at the end
// of the data, and how to take it back.
#pragma once

#include <string>

#include "config/config.h"
#include "detect/detection.h"
#include "exposure/tracker.h"

namespace crosstrail {

/// One JSON object, described in docs/alert.schema.json; empty where nothing was added to the record. `tracker` is as
/// it was at the end of the data; `config` knows the names of accounts, nullptr: nobody does. Costs the repair of a
/// policy, some milliseconds.
std::string ExposureStory(const KeptRecord& record, exposure::Tracker& tracker, const config::Config* config);

/// The same in rows for people: a label, and a text for each of its lines. Those that are `whole` are for copying.
struct StoryRow {
  std::string label;
  std::vector<std::string> lines;
  bool whole = false;
};
std::vector<StoryRow> StoryRows(const std::string& story);

}  // namespace crosstrail
