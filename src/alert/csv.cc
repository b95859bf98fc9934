// "csv": RFC 4180, one row per alert. Spreadsheets run cells that look like formulas, so those are defused.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "alert/values.h"
#include "alert/writers.h"
#include "base/text.h"
#include "base/utf8.h"

namespace crosstrail {
namespace {

constexpr std::string_view kSeparator = "; ";  // between the values of one cell
constexpr std::string_view kLineEnd = "\r\n";

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

std::string Cell(std::string_view text) {
  std::string safe = Defused(text);
  if (safe.find_first_of(",;\"") == std::string::npos) return safe;
  std::string out = "\"";
  for (const char c : safe) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

std::string Joined(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, kSeparator)); }

std::string Field(const Alert& alert, std::string_view name) { return Joined(FieldTexts(LastEvent(alert), name)); }

template <typename Read>
std::string OfEachRecord(const Alert& alert, Read read) {
  std::vector<std::string> texts;
  texts.reserve(alert.events.size());
  for (const AlertEvent& event : alert.events) texts.push_back(read(event.record));
  return Joined(texts);
}

struct Column {
  std::string_view name;
  std::string (*read)(const Alert& alert);
};

/// Documented in docs/alerts.md. Only ever add at the end: people address columns by position.
constexpr auto kColumns = std::to_array<Column>({
    {"time", [](const Alert& alert) { return alert.has_time ? FormatInstant(alert.time) : std::string(); }},
    {"severity", [](const Alert& alert) { return std::string(SeverityName(alert.rule->severity)); }},
    {"risk_score", [](const Alert& alert) { return std::to_string(alert.rule->risk_score); }},
    {"rule_name", [](const Alert& alert) { return alert.rule->name; }},
    {"rule_id", [](const Alert& alert) { return alert.rule->id; }},
    {"techniques", [](const Alert& alert) { return Joined(TechniqueIds(*alert.rule)); }},
    {"account", [](const Alert& alert) { return FirstText(LastEvent(alert), kAccountFields, kSeparator); }},
    {"region", [](const Alert& alert) { return Field(alert, "cloud.region"); }},
    {"actor", [](const Alert& alert) { return FirstText(LastEvent(alert), kActorFields, kSeparator); }},
    {"action", [](const Alert& alert) { return Field(alert, "event.action"); }},
    {"outcome", [](const Alert& alert) { return Field(alert, "event.outcome"); }},
    {"source_address", [](const Alert& alert) { return FirstText(LastEvent(alert), kSourceFields, kSeparator); }},
    {"user_agent", [](const Alert& alert) { return Field(alert, "user_agent.original"); }},
    {"resources", [](const Alert& alert) { return Field(alert, "aws.cloudtrail.resources.arn"); }},
    {"event_ids",
     [](const Alert& alert) { return OfEachRecord(alert, [](const KeptRecord& record) { return record.event_id; }); }},
    {"alert_id", [](const Alert& alert) { return alert.id; }},
    {"source_path",
     [](const Alert& alert) {
       return OfEachRecord(alert, [](const KeptRecord& record) { return record.provenance.path; });
     }},
    {"source_index",
     [](const Alert& alert) {
       return OfEachRecord(alert, [](const KeptRecord& record) { return std::to_string(record.provenance.index); });
     }},
});

template <typename ToCell>
std::string Row(ToCell to_cell) {
  std::string row;
  for (const Column& column : kColumns) {
    if (&column != kColumns.data()) row += ',';
    row += to_cell(column);
  }
  row += kLineEnd;
  return row;
}

class CsvWriter : public AlertWriter {
 public:
  std::string Begin() override {
    return Row([](const Column& column) { return column.name; });
  }
  std::string Write(const Alert& alert) override {
    return Row([&alert](const Column& column) { return Cell(column.read(alert)); });
  }
};

}  // namespace

std::unique_ptr<AlertWriter> MakeCsvWriter(const WriterOptions&) { return std::make_unique<CsvWriter>(); }

}  // namespace crosstrail
