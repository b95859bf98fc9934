#include "alert/csv_cell.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "base/utf8.h"

namespace crosstrail {
namespace {

/// Signs that start a formula, and the wide and small forms that some spreadsheets take for them.
bool IsFormulaSign(char32_t c) {
  constexpr char32_t kSigns[] = {'=',    '+',    '-',    '@',    0x2212, 0xFE62, 0xFE63,
                                 0xFE66, 0xFE6B, 0xFF0B, 0xFF0D, 0xFF1D, 0xFF20};
  return std::find(std::begin(kSigns), std::end(kSigns), c) != std::end(kSigns);
}

/// What may be trimmed before a cell is looked at: controls, spaces of any width, invisible characters, quotes.
bool IsSkipped(char32_t c) {
  return c <= 0x20 || c == '"' || c == '\'' || (c >= 0x7F && c <= 0xA0) || c == 0xAD || c == 0x1680 || c == 0x180E ||
         (c >= 0x2000 && c <= 0x200F) || (c >= 0x2018 && c <= 0x201F) || (c >= 0x2028 && c <= 0x202F) ||
         (c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0xFEFF || c == 0xFF02 || c == 0xFF07;
}

bool LooksLikeFormula(std::string_view text) {
  if (text.starts_with('\t') || text.starts_with('\r')) return true;
  while (!text.empty()) {
    const CodePoint c = DecodeUtf8(text);
    if (c.valid && !IsSkipped(c.value)) return IsFormulaSign(c.value);
    text.remove_prefix(c.length);
  }
  return false;
}

/// `text` defused by a leading apostrophe, the spreadsheets' own mark for "this is text". Each part between semicolons
/// is looked at by itself: where the semicolon is the list separator, a spreadsheet may start a new cell there.
std::string Defused(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t end = text.find(';');
    const std::string_view part = text.substr(0, end);
    if (LooksLikeFormula(part)) out += '\'';
    out += Printable(part);
    if (end == std::string_view::npos) return out;
    out += ';';
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string CsvCell(std::string_view text) {
  std::string safe = Defused(text);
  if (safe.find_first_of(",;\"") == std::string::npos) return safe;
  std::string out = "\"";
  for (const char c : safe) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

}  // namespace crosstrail
