// One wrong line of a configuration file, and what is said about it.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "config/config.h"
#include "tests/rule/rule_text.h"

namespace crosstrail::config {

struct WrongValue {
  std::string before;   // the lines before it
  std::string line;     // the wrong one
  std::string message;  // how it and the hint begin
  std::string hint;
};

/// That the file has this one error, at the wrong line.
inline void ExpectOneError(const WrongValue& c) {
  const Diagnostics found = ParseConfig(c.before + c.line + "\n", "c.toml").diagnostics;
  ASSERT_EQ(found.size(), 1U) << c.before << c.line << "\n" << RenderAll(found);
  EXPECT_EQ(found[0].level, DiagnosticLevel::kError);
  EXPECT_EQ(found[0].file, "c.toml");
  EXPECT_EQ(found[0].line, static_cast<std::size_t>(std::ranges::count(c.before, '\n')) + 1) << c.line;
  EXPECT_GE(found[0].column, 1U);
  EXPECT_THAT(found[0].message, testing::StartsWith(c.message)) << c.line;
  EXPECT_THAT(found[0].hint, testing::StartsWith(c.hint)) << c.line;
  EXPECT_NE(found[0].hint, "") << c.line;
}

}  // namespace crosstrail::config
