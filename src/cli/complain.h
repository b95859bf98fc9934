// Saying why a command cannot be done.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string_view>

#include "base/diagnostic.h"

namespace crosstrail::cli {

/// Prints `message` as the program's and returns `exit_code`.
inline int Complain(std::string_view message, int exit_code) {
  fmt::print(stderr, "crosstrail: {}\n", message);
  return exit_code;
}

/// Diagnostics for people, on standard error.
inline void PrintDiagnostics(const Diagnostics& diagnostics, bool color) {
  for (const Diagnostic& diagnostic : diagnostics) fmt::print(stderr, "{}", Render(diagnostic, color));
}

}  // namespace crosstrail::cli
