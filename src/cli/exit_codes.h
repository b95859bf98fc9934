// What the process says when it ends. See docs/cli.md.
#pragma once

#include "base/result.h"

namespace crosstrail::cli {

inline constexpr int kDone = 0;
inline constexpr int kFindings = 1;         // with --fail-on
inline constexpr int kUsage = 2;            // usage, configuration or a rule is wrong
inline constexpr int kInputUnreadable = 3;  // some input could not be read; the rest was
inline constexpr int kInternal = 4;

/// Of a file that was named and cannot be used.
inline int ExitCodeOf(const Error& error) { return error.code == ErrorCode::kIo ? kInputUnreadable : kUsage; }

}  // namespace crosstrail::cli
