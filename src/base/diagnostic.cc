#include "base/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "base/utf8.h"

namespace crosstrail {
namespace {

std::string_view LevelColor(DiagnosticLevel level) {
  switch (level) {
    case DiagnosticLevel::kError:
      return "\x1b[1;31m";
    case DiagnosticLevel::kWarning:
      return "\x1b[1;35m";
    case DiagnosticLevel::kNote:
      return "\x1b[1;36m";
  }
  return "";
}

// Each code point takes a column on the screen.
std::size_t Columns(std::string_view printable) {
  return static_cast<std::size_t>(std::count_if(printable.begin(), printable.end(), StartsCodePoint));
}

// The source line with tabs and control characters as one space each, so that columns and the caret line agree.
std::string Flatten(std::string_view line) {
  std::string flat(line);
  for (char& c : flat) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return Printable(flat);
}

// Long lines are shown as a window around the column.
constexpr std::size_t kWindow = 160;

void AppendSource(const Diagnostic& diagnostic, std::string& out) {
  std::string_view line = diagnostic.source_line;
  const std::size_t left_out = std::min(diagnostic.source_offset, diagnostic.column - 1);
  std::size_t begin = std::min(diagnostic.column - 1 - left_out, line.size());
  if (line.size() > kWindow) {
    std::size_t first = begin > kWindow / 2 ? begin - kWindow / 2 : 0;
    while (first > 0 && !StartsCodePoint(line[first])) --first;
    std::size_t last = std::min(line.size(), first + kWindow);
    while (last < line.size() && !StartsCodePoint(line[last])) ++last;
    line = line.substr(first, last - first);
    begin = std::min(begin - first, line.size());  // what is no UTF-8 can push the column out of the window
  }
  while (begin > 0 && begin < line.size() && !StartsCodePoint(line[begin])) --begin;
  std::size_t end = begin + std::min(line.size() - begin, std::max<std::size_t>(diagnostic.length, 1));
  while (end < line.size() && !StartsCodePoint(line[end])) ++end;
  const std::string before = Flatten(line.substr(0, begin));
  const std::string marked = Flatten(line.substr(begin, end - begin));
  fmt::format_to(std::back_inserter(out), "  {}{}{}\n  {}{}\n", before, marked, Flatten(line.substr(end)),
                 std::string(Columns(before), ' '), std::string(std::max<std::size_t>(Columns(marked), 1), '^'));
}

std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view LevelName(DiagnosticLevel level) {
  switch (level) {
    case DiagnosticLevel::kError:
      return "error";
    case DiagnosticLevel::kWarning:
      return "warning";
    case DiagnosticLevel::kNote:
      return "note";
  }
  return "error";
}

std::string Render(const Diagnostic& diagnostic, bool color) {
  std::string out;
  const auto paint = [&](std::string_view code) { return color ? code : std::string_view(); };
  out += paint("\x1b[1m");
  if (!diagnostic.file.empty()) out += Printable(diagnostic.file) + ":";
  if (diagnostic.line != 0) {
    out += fmt::format("{}:", diagnostic.line);
    if (diagnostic.column != 0) out += fmt::format("{}:", diagnostic.column);
  }
  if (!out.empty() && out.back() == ':') out += ' ';
  fmt::format_to(std::back_inserter(out), "{}{}:{} {}{}\n", paint(LevelColor(diagnostic.level)),
                 LevelName(diagnostic.level), paint("\x1b[0m"), Printable(diagnostic.message), paint("\x1b[0m"));
  if (diagnostic.line != 0 && diagnostic.column != 0 && !diagnostic.source_line.empty()) AppendSource(diagnostic, out);
  if (!diagnostic.hint.empty()) out += "  hint: " + Printable(diagnostic.hint) + "\n";
  return out;
}

TextPosition PositionOf(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  TextPosition position;
  std::size_t line_begin = 0;
  for (std::size_t i = 0; i < offset; ++i) {
    if (text[i] == '\n') {
      ++position.line;
      line_begin = i + 1;
    }
  }
  position.column = offset - line_begin + 1;
  return position;
}

std::string_view LineOf(std::string_view text, std::size_t line) {
  for (std::size_t current = 1; current < line; ++current) {
    const std::size_t newline = text.find('\n');
    if (newline == std::string_view::npos) return {};
    text.remove_prefix(newline + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

std::string_view NearestName(std::string_view word, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t kLongestName = 128;  // keeps the quadratic distance small whatever a rule file holds
  if (word.empty() || word.size() > kLongestName) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kLongestName) continue;
    const std::size_t distance = EditDistance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

bool HasErrors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.level == DiagnosticLevel::kError; });
}

}  // namespace crosstrail
