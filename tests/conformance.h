// Where the public test data is looked for; it need not be there (CONTRIBUTING.md).
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace crosstrail {

inline std::filesystem::path ConformanceFolder() {
  const char* const set = std::getenv("CROSSTRAIL_CONFORMANCE");
  return set != nullptr ? std::filesystem::path(set)
                        : std::filesystem::path(CROSSTRAIL_SOURCE_DIR) / "../shared/conformance";
}

}  // namespace crosstrail
