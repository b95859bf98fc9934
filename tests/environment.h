// Numbers that the environment sets for long runs of tests.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace crosstrail {

/// The number that the variable `name` holds, or `otherwise`.
inline std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace crosstrail
