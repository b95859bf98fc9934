// Saying why a command cannot be done.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string_view>

namespace crosstrail::cli {

/// Prints `message` as the program's and returns `exit_code`.
inline int Complain(std::string_view message, int exit_code) {
  fmt::print(stderr, "crosstrail: {}\n", message);
  return exit_code;
}

}  // namespace crosstrail::cli
