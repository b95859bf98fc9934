#include "indicator/list_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/ip_network.h"
#include "base/source_text.h"
#include "base/text.h"

namespace crosstrail {
namespace {

constexpr std::string_view kIp = "threat.indicator.ip";
constexpr std::size_t kLongestName = 512;  // which bounds how deeply the names' parts nest in alerts
constexpr std::string_view kValidUntil = "crosstrail.valid_until";

// What documents of Elastic's threat intelligence integrations say of themselves, and queries of its rules ask for.
constexpr std::pair<std::string_view, std::string_view> kOfIntegrations[] = {{"event.kind", "enrichment"},
                                                                             {"event.category", "threat"},
                                                                             {"event.type", "indicator"},
                                                                             {"event.module", "threatintel"}};

std::string Shown(std::string_view text) {
  constexpr std::size_t kMost = 60;
  return text.size() <= kMost ? fmt::format("\"{}\"", Printable(text))
                              : fmt::format("\"{}...\"", Printable(ToValidUtf8(text.substr(0, kMost))));
}

}  // namespace

ListBuilder::ListBuilder(std::string path, IndicatorSet& set, Diagnostics& diagnostics)
    : set_(set), diagnostics_(diagnostics) {
  list_.path = path;
  set_.BeginList(std::move(path));
}

void ListBuilder::Add(IndicatorDraft draft, const ListPiece& piece, std::size_t begin, std::size_t end) {
  std::erase_if(draft.fields, [](const IndicatorDraft::Field& field) { return field.text.empty(); });
  for (const IndicatorDraft::Field& field : draft.fields) {
    if (field.name.size() > kLongestName) {
      return Error(piece, begin, end, fmt::format("the name of a field is longer than {} bytes", kLongestName),
                   "call it otherwise; this indicator is left out");
    }
    if (field.name == kIp && !ParseIpRange(field.text)) {
      return Error(piece, begin, end, fmt::format("{} is no address, no CIDR block and no range", Shown(field.text)),
                   "write 192.0.2.1, 2001:db8::/32 or 192.0.2.1-192.0.2.9; this indicator is left out");
    }
    if (field.name != kValidUntil) continue;
    draft.valid_until = ParseInstant(field.text);
    if (!draft.valid_until) {
      return Error(piece, begin, end, fmt::format("{} is no point in time", Shown(field.text)),
                   "write 2023-07-10 or 2023-07-10T12:00:00Z; this indicator is left out");
    }
  }
  std::erase_if(draft.fields, [](const IndicatorDraft::Field& field) { return field.name == kValidUntil; });
  if (draft.fields.empty()) {
    return Error(piece, begin, end, "there is no value in this indicator", "give it one, or remove it");
  }
  for (const auto& [name, value] : kOfIntegrations) {
    if (!draft.Has(name)) draft.Add(name, value);
  }
  if (draft.id.empty()) {
    draft.id = fmt::format("line {}", piece.line + LineAt(piece, begin) - 1);
  }
  if (!set_.Add(draft)) {
    return Error(
        piece, begin, end, "there are too many indicators, or fields of too many names",
        fmt::format("a list may have fields of {} names; this indicator is left out", IndicatorSet::kMostFields));
  }
  ++list_.indicators;
}

// Of the piece, from 1. Pieces of many lines are asked in their order.
std::size_t ListBuilder::LineAt(const ListPiece& piece, std::size_t offset) {
  if (counted_.piece != piece.line || counted_.offset > offset) counted_ = {piece.line, 0, 1};
  const auto begin = piece.text.begin() + static_cast<std::ptrdiff_t>(counted_.offset);
  const auto end = piece.text.begin() + static_cast<std::ptrdiff_t>(offset);
  counted_.line += static_cast<std::size_t>(std::count(begin, end, '\n'));
  counted_.offset = offset;
  return counted_.line;
}

void ListBuilder::Tell(DiagnosticLevel level, const ListPiece& piece, std::size_t begin, std::size_t end,
                       std::string message, std::string hint) {
  // The first error is always told: a list that has errors must never look as if it had only warnings.
  const bool is_first_error = level == DiagnosticLevel::kError && !std::exchange(told_error_, true);
  if (told_ >= kMostProblems && !is_first_error) {
    ++left_out_;
    return;
  }
  ++told_;
  Diagnostic diagnostic =
      DiagnosticAt({piece.text, list_.path}, begin, end, level, std::move(message), std::move(hint));
  diagnostic.line += piece.line - 1;
  CutSourceLine(diagnostic);
  diagnostics_.push_back(std::move(diagnostic));
}

void ListBuilder::Error(const ListPiece& piece, std::size_t begin, std::size_t end, std::string message,
                        std::string hint) {
  ++list_.unusable;
  Tell(DiagnosticLevel::kError, piece, begin, end, std::move(message), std::move(hint));
}

void ListBuilder::Warn(const ListPiece& piece, std::size_t begin, std::size_t end, std::string message,
                       std::string hint) {
  ++list_.unusable;
  Tell(DiagnosticLevel::kWarning, piece, begin, end, std::move(message), std::move(hint));
}

void ListBuilder::NoteFile(std::string message) {
  Diagnostic& diagnostic = diagnostics_.emplace_back();
  diagnostic.level = DiagnosticLevel::kNote;
  diagnostic.file = list_.path;
  diagnostic.message = std::move(message);
}

void ListBuilder::FailFile(std::string message, std::string hint) {
  Diagnostic& diagnostic = diagnostics_.emplace_back();
  diagnostic.file = list_.path;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  told_error_ = true;
}

IndicatorList ListBuilder::Finish() {
  if (left_out_ > 0) {
    Diagnostic& more = diagnostics_.emplace_back();
    more.level = DiagnosticLevel::kNote;
    more.file = list_.path;
    more.message = fmt::format("{} more problems in this list are not shown", left_out_);
    more.hint = "correct the ones above and try again";
  }
  if (list_.indicators + list_.unusable + list_.revoked == 0 && !told_error_) {
    Diagnostic& empty = diagnostics_.emplace_back();
    empty.level = DiagnosticLevel::kWarning;
    empty.file = list_.path;
    empty.message = "holds no indicators";
    empty.hint = "see docs/indicators.md for what is one";
  }
  return std::move(list_);
}

}  // namespace crosstrail
