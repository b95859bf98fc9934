// Base64 (RFC 4648, standard alphabet, padding required, line ends ignored).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crosstrail {

/// The decoded bytes; nullopt when `text` is not base64.
std::optional<std::string> DecodeBase64(std::string_view text);
std::string EncodeBase64(std::string_view bytes);

}  // namespace crosstrail
