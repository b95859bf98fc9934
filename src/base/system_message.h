// What the operating system says of an error number.
#pragma once

#include <string>

namespace crosstrail {

/// The message of errno value `error`, e.g. "Permission denied". Thread-safe, not translated.
std::string SystemMessage(int error);

}  // namespace crosstrail
