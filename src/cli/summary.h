// What a scan says about itself when it is done, for people, on standard error.
#pragma once

#include <string>
#include <vector>

#include "alert/alert.h"
#include "detect/scan.h"
#include "indicator/list_builder.h"
#include "rule/load.h"

namespace crosstrail::cli {

struct SummaryInput {
  const LoadedRules& loaded;
  ScanResult& result;
  const std::vector<Alert>* alerts = nullptr;  // those that were written; nullptr: nothing is said of alerts
  std::uint64_t below_severity = 0;            // alerts left out by --min-severity
  const Enrichment& enrichment;
  bool color = false;
  const std::vector<IndicatorList>* indicators = nullptr;  // the lists that were named; nullptr: none
};

/// Several lines, ending in '\n'.
std::string Summary(const SummaryInput& input);

/// The part of it that says what was read.
std::string ReadSummary(const InputReport& input, RecordTally& tally);

/// What it says where events that had to be missing were forgotten (DetectorLimits).
std::string Forgotten(std::uint64_t count);

/// Problems of the input that are shown in full.
inline constexpr std::size_t kProblemsShown = 20;

/// One line a problem of the input, at most `most`, then one that counts the rest. Empty when there is none.
std::string Problems(const InputReport& report, std::size_t most);

}  // namespace crosstrail::cli
