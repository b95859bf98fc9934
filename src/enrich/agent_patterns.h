// The expressions of uap-core, as its regexes.yaml has them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace crosstrail {

/// One expression: what it captures, or a fixed text in its place, becomes a name and the parts of a version.
struct AgentPattern {
  static constexpr std::size_t kParts = 5;  // the name, and four parts

  std::string regex;
  bool ignore_case = false;
  std::array<std::optional<std::string>, kParts> replacements;  // of the name, then of the version
};

/// Ordered lists, of each of which the first that matches counts.
struct AgentPatterns {
  std::vector<AgentPattern> programs, systems, devices;
};

/// Reads a regexes.yaml. Error: it cannot be read (kIo), or is no such file (kMalformed). Some 15 ms.
Result<AgentPatterns> ReadAgentPatterns(const std::string& path);

}  // namespace crosstrail
