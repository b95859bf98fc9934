// Rules and what belongs to them as JSON: Kibana's exports (a JSON object a line) and the lists its API gives.
//
// JSON becomes the tree that TOML becomes, so that one reader with one set of messages serves both.
#pragma once

#include <cstddef>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/source_text.h"
#include "toml/toml.h"

namespace crosstrail {

/// Any text as one JSON value. Objects are tables, nulls are left out, of members with one name the last counts; what
/// has a fraction or is no 64-bit integer is a float, and kept as it is written. Positions are bytes of `source.text`;
/// of an object, those of its opening brace. Costs a copy of the text and of what it holds.
tl::expected<TomlValue, Diagnostic> ParseJson(const SourceText& source);

/// The JSON string whose opening quote is at `begin` of `text`, which must be valid JSON.
TomlString DecodeJsonString(std::string_view text, std::size_t begin);

/// One object of a file of several.
struct JsonDocument {
  std::string_view text;   // of the object, within the file's
  std::size_t begin = 0;   // byte of the file
  std::size_t line = 1;    // of the file, where the object begins
  std::size_t column = 1;  // as above
  std::size_t points = 0;  // code points of the line before the object
};

/// The objects of a file, in its order: of a list, of the list `data` of an API's answer, of one line after another. A
/// line that is no JSON is an error and costs itself; a text that does not look like lines is reported as a whole.
std::vector<JsonDocument> SplitJson(const SourceText& source, Diagnostics& diagnostics);

/// Moves diagnostics about the text of one document, those that name `file`, to where it stands in the file.
void PlaceInFile(const JsonDocument& document, std::string_view file, Diagnostics& diagnostics);

/// What an object of an export is.
enum class ExportedKind { kRule, kExceptionList, kExceptionItem, kConnector, kSummary };
ExportedKind KindOf(const TomlValue& object);

}  // namespace crosstrail
