// Whether bytes are text at all.
#pragma once

#include <string_view>

namespace crosstrail {

/// Whether `text` is valid UTF-8. About ten gigabytes a second.
bool IsValidUtf8(std::string_view text);

}  // namespace crosstrail
