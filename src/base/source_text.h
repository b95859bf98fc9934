// Where a problem stands in a rule or policy, and the bounded list of what was found wrong with one text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/diagnostic.h"

namespace crosstrail {

/// A file's text under the name people know it by. Neither owns nor copies; both must outlive it.
struct SourceText {
  std::string_view text;
  const std::string& file;
};

/// A diagnostic for the bytes [begin, end) of the file. What reaches over the end of a line is underlined up to there.
Diagnostic DiagnosticAt(const SourceText& source, std::size_t begin, std::size_t end, DiagnosticLevel level,
                        std::string message, std::string hint);

/// Leaves of the source line, where it is long, the part around the place, which is all that is ever shown.
void CutSourceLine(Diagnostic& diagnostic);

/// Collects what is wrong with one file. At most kMost are kept (each may hold a copy of a long line), and a last note
/// says how many more there were, so that a hostile file cannot make its report larger than itself.
class Problems {
 public:
  static constexpr std::size_t kMost = 50;

  explicit Problems(const SourceText& source) : source_(source) {}

  void Error(std::size_t begin, std::size_t end, std::string message, std::string hint);
  void Warn(std::size_t begin, std::size_t end, std::string message, std::string hint);

  bool has_errors() const { return has_errors_; }

  /// Nothing but a first error would still be kept: hints need not be thought of.
  bool full() const { return found_.size() >= kMost; }
  const SourceText& source() const { return source_; }

  /// What was found, in the order of the text.
  Diagnostics Take();

 private:
  void Add(std::size_t begin, std::size_t end, DiagnosticLevel level, std::string message, std::string hint);

  SourceText source_;
  Diagnostics found_;
  std::size_t left_out_ = 0;
  bool has_errors_ = false;
};

}  // namespace crosstrail
