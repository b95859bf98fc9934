// Reading changes off records given as text.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exposure/change.h"
#include "input/record.h"
#include "json/tree.h"

namespace crosstrail::exposure {

/// The changes of a record; fails the test when `json` is none.
inline std::vector<Change> ReadChangesOf(const std::string& json) {
  std::string padded = json;
  padded.append(kJsonPadding, ' ');
  JsonTree tree;
  const Status parsed = tree.Parse(std::string_view(padded).substr(0, json.size()));
  EXPECT_TRUE(parsed) << json;
  if (!parsed) return {};
  RecordMembers record;
  record.Index(*tree.root());
  return ReadChanges(record);
}

}  // namespace crosstrail::exposure
