// The options of every command that reads logs.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "input/object_reader.h"

namespace crosstrail::cli {

/// As typed.
struct InputArguments {
  std::vector<std::string> paths, accounts, regions;
  std::string from, to, last;
  std::uint64_t max_object_size = InputLimits{}.object_bytes;
  std::uint64_t max_record_size = InputLimits{}.record_bytes;
  std::uint64_t max_ratio = InputLimits{}.ratio;
  int max_depth = InputLimits{}.json_depth;
  unsigned threads = 0;
  bool hash = false, no_color = false, quiet = false;
};

/// `arguments` must live as long as `command`. `end_of_range` names the option for the end of the time range.
void AddInputOptions(CLI::App& command, InputArguments& arguments, const std::string& end_of_range = "--to,--until");

Result<ReadOptions> MakeReadOptions(const InputArguments& arguments);

/// As many as processors unless told otherwise.
unsigned Threads(const InputArguments& arguments);

}  // namespace crosstrail::cli
