#include "base/source_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/utf8.h"

namespace crosstrail {

Diagnostic DiagnosticAt(const SourceText& source, std::size_t begin, std::size_t end, DiagnosticLevel level,
                        std::string message, std::string hint) {
  const std::size_t size = source.text.size();
  begin = std::min(begin, size);
  const std::size_t newline = std::min(source.text.find('\n', begin), size);
  end = std::clamp(end, begin, newline);
  const TextPosition position = PositionOf(source.text, begin);

  Diagnostic diagnostic;
  diagnostic.level = level;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  diagnostic.file = source.file;
  diagnostic.line = position.line;
  diagnostic.column = position.column;
  diagnostic.length = std::max<std::size_t>(end - begin, 1);
  std::string_view line = source.text.substr(begin - (position.column - 1), newline - begin + position.column - 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  diagnostic.source_line = line;
  return diagnostic;
}

void CutSourceLine(Diagnostic& diagnostic) {
  constexpr std::size_t kShown = 400;
  if (diagnostic.source_line.size() <= 2 * kShown) return;
  const std::string_view line = diagnostic.source_line;
  std::size_t first = diagnostic.column > kShown ? std::min(diagnostic.column - kShown, line.size()) : 0;
  while (first > 0 && first < line.size() && !StartsCodePoint(line[first])) --first;
  diagnostic.source_points = CountCodePoints(line.substr(0, first));
  diagnostic.source_offset = first;
  diagnostic.source_line = diagnostic.source_line.substr(first, 2 * kShown);
}

void Problems::Error(std::size_t begin, std::size_t end, std::string message, std::string hint) {
  has_errors_ = true;
  Add(begin, end, DiagnosticLevel::kError, std::move(message), std::move(hint));
}

void Problems::Warn(std::size_t begin, std::size_t end, std::string message, std::string hint) {
  Add(begin, end, DiagnosticLevel::kWarning, std::move(message), std::move(hint));
}

void Problems::Add(std::size_t begin, std::size_t end, DiagnosticLevel level, std::string message, std::string hint) {
  // The first error is always kept: a file that has errors must never look as if it had only warnings.
  const bool keep = found_.size() < kMost || (level == DiagnosticLevel::kError && !HasErrors(found_));
  if (keep) {
    found_.push_back(DiagnosticAt(source_, begin, end, level, std::move(message), std::move(hint)));
  } else {
    ++left_out_;
  }
}

Diagnostics Problems::Take() {
  std::stable_sort(found_.begin(), found_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  if (left_out_ > 0) {
    Diagnostic more;
    more.level = DiagnosticLevel::kNote;
    more.message = fmt::format("{} more problems in this file are not shown", left_out_);
    more.hint = "correct the ones above and check again";
    more.file = source_.file;
    found_.push_back(std::move(more));
  }
  left_out_ = 0;
  has_errors_ = false;
  return std::exchange(found_, {});
}

}  // namespace crosstrail
