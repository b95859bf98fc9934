// "csv": RFC 4180, one row per alert. Spreadsheets run cells that look like formulas, so those are defused.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "alert/csv_cell.h"
#include "alert/values.h"
#include "alert/writers.h"

namespace crosstrail {
namespace {

constexpr std::string_view kSeparator = "; ";  // between the values of one cell
constexpr std::string_view kLineEnd = "\r\n";

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
    {"severity", [](const Alert& alert) { return std::string(SeverityName(alert.severity)); }},
    {"risk_score", [](const Alert& alert) { return std::to_string(alert.risk_score); }},
    {"rule_name", [](const Alert& alert) { return NameOf(alert); }},
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
    return Row([&alert](const Column& column) { return CsvCell(column.read(alert)); });
  }
};

}  // namespace

std::unique_ptr<AlertWriter> MakeCsvWriter(const WriterOptions&) { return std::make_unique<CsvWriter>(); }

}  // namespace crosstrail
