// Documents against the schemas in docs/, by an independent validator.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace crosstrail {

struct SchemaOutcome {
  int exit_code = -1;
  std::string output;
};

inline constexpr int kNoValidator = 77;

/// `schema` is a file of docs/, perhaps with "#/$defs/NAME" behind it; `documents` is NDJSON; `file_name` is of a
/// temporary file, one a test.
inline SchemaOutcome Validate(const std::string& schema, const std::string& documents, const std::string& file_name) {
  const std::string source = CROSSTRAIL_SOURCE_DIR;
  const std::string path = testing::TempDir() + file_name;
  std::ofstream(path, std::ios::binary) << documents;
  const std::string command =
      "python3 '" + source + "/tests/validate_schema.py' '" + source + "/docs/" + schema + "' '" + path + "' 2>&1";
  SchemaOutcome outcome;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return outcome;
  char buffer[4096];
  for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof(buffer), pipe)) > 0;) {
    outcome.output.append(buffer, size);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  std::remove(path.c_str());
  return outcome;
}

}  // namespace crosstrail
