// What the policy suites share: reading their records, asking the analyser, and comparing verdicts.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "policy/analyse.h"
#include "policy/parse.h"
#include "tests/conformance.h"

namespace crosstrail::policy {

inline Document ParsePolicy(const std::string& text) { return ParseDocument(text, "policy.json").document; }
inline Document ParsePolicy(const nlohmann::ordered_json& json) { return ParsePolicy(json.dump()); }

inline AnalysisOptions OptionsFor(std::string owner, std::string organization = {}) {
  constexpr double kNow = 1'767'225'600;  // 2026-01-01
  AnalysisOptions options;
  options.trust.owner = std::move(owner);
  options.trust.organization = std::move(organization);
  options.now = kNow;
  return options;
}

/// The records of a file of the public collection; empty where it is not at hand.
inline nlohmann::ordered_json PolicyRecords(std::string_view file) {
  std::ifstream in(ConformanceFolder() / "policies" / file);
  return in ? nlohmann::ordered_json::parse(in) : nlohmann::ordered_json::array();
}

/// One reason for differing, and the records it explains.
struct Argument {
  std::string why;
  std::vector<std::string> records;
};

/// What others say of each record and what we say: they agree but for the records argued about.
class Agreement {
 public:
  explicit Agreement(const std::vector<Argument>& arguments) {
    for (const Argument& argument : arguments) {
      for (const std::string& record : argument.records) argued_.emplace(record, argument.why);
    }
  }

  template <typename T>
  void Compare(const std::string& id, const T& theirs, const T& ours) {
    ++compared_;
    if (theirs == ours) return;
    ++differing_;
    if (argued_.erase(id) == 0) ADD_FAILURE() << id << ": they say " << theirs << ", we say " << ours;
  }

  /// Every argued difference is one indeed.
  void ExpectCompared(std::size_t count) const {
    EXPECT_EQ(compared_, count);
    for (const auto& [id, why] : argued_) ADD_FAILURE() << "no difference any more: " << id << " (" << why << ")";
    testing::Test::RecordProperty("compared", static_cast<int>(compared_));
    testing::Test::RecordProperty("differing", static_cast<int>(differing_));
  }

 private:
  std::map<std::string, std::string> argued_;  // record -> why, those not seen yet
  std::size_t compared_ = 0;
  std::size_t differing_ = 0;
};

}  // namespace crosstrail::policy
