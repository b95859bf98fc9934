// A Diagnostic points at a place in something a person wrote: a rule, a query, a policy, a configuration file.
//
// Lines and columns count from 1; a column counts bytes of UTF-8. 0 means "unknown" for either.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crosstrail {

enum class DiagnosticLevel { kError, kWarning, kNote };

/// "error", "warning", "note".
std::string_view LevelName(DiagnosticLevel level);

struct Diagnostic {
  DiagnosticLevel level = DiagnosticLevel::kError;
  std::string message;  // what is wrong
  std::string hint;     // what to do about it; may be empty
  std::string file;     // may be empty (a query typed on the command line)
  std::size_t line = 0;
  std::size_t column = 0;
  std::size_t length = 1;         // bytes to underline, at least 1
  std::string source_line;        // the text of `line`, without its newline; empty when unknown
  std::size_t source_offset = 0;  // bytes of the line before `source_line`, where that is only a part of it
  std::size_t source_points = 0;  // the same in code points
};

using Diagnostics = std::vector<Diagnostic>;

/// The usual compiler form: `file:line:column: error: message`, the source line, a caret line, `hint: ...`.
/// Control characters of the source are shown as spaces, so that a rule file cannot drive the terminal. Ends in '\n'.
std::string Render(const Diagnostic& diagnostic, bool color);

struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;
};

/// Position of byte `offset` in `text` (offset may equal text.size()). Linear in the offset.
TextPosition PositionOf(std::string_view text, std::size_t offset);

/// Line `line` (from 1) of `text` without its line ending; empty when there is no such line.
std::string_view LineOf(std::string_view text, std::size_t line);

/// The candidate with the smallest edit distance to `word`, if it is close enough to be a likely typing error; else
/// empty.
std::string_view NearestName(std::string_view word, const std::vector<std::string_view>& candidates);

bool HasErrors(const Diagnostics& diagnostics);

}  // namespace crosstrail
