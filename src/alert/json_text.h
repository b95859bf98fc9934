// JSON text as alerts need it: safe wherever it is shown, and records carried over byte for byte.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace crosstrail {

using OrderedJson = nlohmann::ordered_json;

/// How deeply a record may be nested to be embedded as JSON. Common readers stop between 500 and 1000 levels.
inline constexpr int kMaxRecordDepth = 256;

/// `value` on one line, invalid UTF-8 replaced by U+FFFD, then MadeSafe.
std::string DumpLine(const OrderedJson& value);

/// `json` (valid JSON) with every character that a terminal, a line splitter or an HTML parser would act on written as
/// a \u escape: DEL, C1 controls, bidirectional controls, U+2028, U+2029 and '<'. All of them can stand only inside
/// strings, so the meaning is unchanged.
std::string MadeSafe(std::string_view json);

/// Adds `"key":json` to `object`, the text of an object still open: "{" or "{...". `key` needs no escaping.
void AppendMember(std::string_view key, std::string_view json, std::string& object);

/// The text of a record without white space between tokens, on one line; numbers and keys exactly as they were. nullopt
/// when `text` is not a JSON object that every reader takes: malformed, invalid UTF-8 (lone surrogates included), a
/// number beyond double's range, or nested deeper than kMaxRecordDepth.
std::optional<std::string> CompactRecord(std::string_view text);

}  // namespace crosstrail
