// From the text of a log to detections.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "detect/scan.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {

/// Scans the texts, each an object of its own.
inline ScanResult ScanOf(const RuleSet& rules, const std::vector<std::string>& texts, ScanOptions options = {}) {
  const TemporaryDirectory directory;
  std::size_t number = 0;
  for (const std::string& text : texts) {
    options.paths.push_back(directory.Write(std::to_string(number++) + ".json", text));
  }
  ReadProgress progress;
  ScanResult result = Scan(options, rules, progress);
  for (const Problem& problem : result.input.problems) ADD_FAILURE() << problem.path << ": " << problem.message;
  return result;
}

inline EventHits::Outcome DetectIn(const RuleSet& rules, const std::vector<std::string>& texts) {
  return ScanOf(rules, texts).outcome;
}

}  // namespace crosstrail
