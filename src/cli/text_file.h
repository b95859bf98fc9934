// Reading one small text, such as a policy, from where the command line says.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace crosstrail::cli {

/// The whole of the file at `path`, or of standard input for "-". kLimit over `most` bytes, kIo with the system's
/// reason where it cannot be read.
Result<std::string> ReadTextFile(const std::string& path, std::size_t most);

/// "standard input" for "-".
std::string TextFileName(const std::string& path);

}  // namespace crosstrail::cli
