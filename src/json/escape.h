// The escapes of JSON strings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crosstrail {

/// What an escaped surrogate without its other half becomes. It is legal JSON, but no character.
enum class LoneSurrogate : std::uint8_t {
  kReject,
  kReplace,  // by U+FFFD, as Elasticsearch stores it
};

/// Appends `text` (what stands between the quotes of a JSON string), escapes resolved; never longer than `text`.
/// False on an escape that JSON does not have; `out` then ends anywhere.
bool AppendUnescaped(std::string_view text, LoneSurrogate lone, std::string& out);

}  // namespace crosstrail
