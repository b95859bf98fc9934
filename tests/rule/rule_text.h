// Rule documents for tests.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/diagnostic.h"

namespace crosstrail {

/// The smallest rule that loads, with `more` lines in its [rule] table.
inline std::string RuleText(std::string_view more = "", std::string_view id = "r-1") {
  return "[rule]\nrule_id = \"" + std::string(id) +
         "\"\nname = \"A rule\"\ndescription = \"What it is for.\"\ntype = \"eql\"\nseverity = \"low\"\n"
         "risk_score = 21\nquery = 'any where event.action == \"X\"'\n" +
         std::string(more);
}

/// `text` with its one occurrence of `from` replaced.
inline std::string With(std::string text, std::string_view from, std::string_view to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

inline std::string RenderAll(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += Render(diagnostic, false);
  return text;
}

/// A directory of its own, removed with everything in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "crosstrail_rule_XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

  std::string Write(const std::string& name, std::string_view text) const {
    const std::filesystem::path file = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }

 private:
  std::string path_;
};

}  // namespace crosstrail
