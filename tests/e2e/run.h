// Running the binary as a user does.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace crosstrail {

struct Ran {
  int exit_code = -1;
  std::string out, err;
};

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string Quoted(const std::string& word) {
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// A fresh directory per test, gone afterwards; the binary runs with it as working directory.
class EndToEnd : public testing::Test {
 protected:
  EndToEnd() {
    const auto* const info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = std::filesystem::path(testing::TempDir()) /
            ("crosstrail_e2e_" + std::string(info->test_suite_name()) + "_" + info->name());
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_ / "work");
  }
  ~EndToEnd() override { std::filesystem::remove_all(root_); }

  void Write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((root_ / "work" / name).parent_path());
    std::ofstream(root_ / "work" / name, std::ios::binary) << content;
  }

  std::filesystem::path Path(const std::string& name) const { return root_ / "work" / name; }

  /// Runs `crosstrail ARGUMENTS` through the shell; `before` and `after` go around it, e.g. "cat x |" and "| head -1".
  Ran Crosstrail(const std::string& arguments, const std::string& before = "", const std::string& after = "") const {
    const std::string out = (root_ / "out").string();
    const std::string err = (root_ / "err").string();
    const std::string command = "cd " + Quoted((root_ / "work").string()) + " && ( " + before + " " +
                                Quoted(CROSSTRAIL_BINARY) + " " + arguments + " 2>" + Quoted(err) + " " + after +
                                " ) >" + Quoted(out);
    const int status = std::system(("bash -c " + Quoted("set -o pipefail; " + command)).c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, ReadFile(out), ReadFile(err)};
  }

  static std::string SourceDir() { return CROSSTRAIL_SOURCE_DIR; }

  std::filesystem::path root_;
};

}  // namespace crosstrail
