// What `crosstrail policy` prints of an analysis.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "policy/grant.h"
#include "policy/parse.h"

namespace crosstrail::cli {

/// A policy as it was read.
struct ReadPolicy {
  std::string name;  // of the file
  std::string text;
  policy::ParsedDocument parsed;
};

/// Verdict, a table of grants that a human grasps in five seconds, then each grant with its witness and its statements.
std::string PolicyText(const ReadPolicy& read, const policy::Analysis& analysis, bool color);
/// The table and the details alone, of `grants`.
std::string GrantsText(const ReadPolicy& read, const std::vector<policy::Grant>& grants);

/// One object; its members are those of policy::Analysis, under the names of docs/policy.md.
nlohmann::ordered_json PolicyJson(const ReadPolicy& read, const std::string& owner, const policy::Analysis& analysis);
nlohmann::ordered_json GrantJson(const policy::Grant& grant, const ReadPolicy& read);

/// SARIF 2.1.0: a result for each exposure and each fault of a policy, at its statement.
struct AnalysedPolicy {
  ReadPolicy read;
  policy::Analysis analysis;
};
nlohmann::ordered_json PolicySarif(const std::vector<AnalysedPolicy>& policies);

/// The number of the line where the statement starts, from 1.
std::size_t LineOfStatement(const ReadPolicy& read, std::size_t statement);

}  // namespace crosstrail::cli
