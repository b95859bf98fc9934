// What the policy suites share: reading their records and asking the analyser.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "policy/analyse.h"
#include "policy/parse.h"

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

}  // namespace crosstrail::policy
