// Writing JSON text, safe wherever it is shown.
#pragma once

#include <string>
#include <string_view>

#include "json/tree.h"

namespace crosstrail {

/// What a terminal, a line splitter or an HTML parser would act on, so that JSON strings have it as a \u escape: C0,
/// DEL and C1 controls, bidirectional controls, U+2028, U+2029 and '<'.
bool NeedsJsonEscape(char32_t c);

/// Appends `text` (valid UTF-8) as a JSON string, quotes included.
void AppendJsonString(std::string_view text, std::string& out);

/// Appends `json` (valid JSON) without white space between tokens, so on one line; everything else byte for byte.
void AppendCompactJson(std::string_view json, std::string& out);

/// Appends `node` and what it holds, on one line; of members with one key the last.
void AppendJson(const JsonNode& node, std::string& out);

}  // namespace crosstrail
