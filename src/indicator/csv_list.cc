#include "indicator/csv_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "event/catalogue.h"

namespace crosstrail {
namespace {

struct ShortName {
  std::string_view name, field;
  std::string_view type;  // threat.indicator.type of an indicator by it, where the list does not say
};

constexpr auto kShortNames = std::to_array<ShortName>({
    {"confidence", "threat.indicator.confidence", ""},
    {"description", "threat.indicator.description", ""},
    {"domain", "threat.indicator.url.domain", "domain-name"},
    {"email", "threat.indicator.email.address", "email-addr"},
    {"feed", "threat.feed.name", ""},
    {"first_seen", "threat.indicator.first_seen", ""},
    {"id", "", ""},
    {"ip", "threat.indicator.ip", "ipv4-addr"},
    {"last_seen", "threat.indicator.last_seen", ""},
    {"md5", "threat.indicator.file.hash.md5", "file"},
    {"name", "threat.indicator.name", ""},
    {"provider", "threat.indicator.provider", ""},
    {"reference", "threat.indicator.reference", ""},
    {"sha1", "threat.indicator.file.hash.sha1", "file"},
    {"sha256", "threat.indicator.file.hash.sha256", "file"},
    {"tags", "tags", ""},
    {"type", "threat.indicator.type", ""},
    {"url", "threat.indicator.url.full", "url"},
    {"valid_until", "crosstrail.valid_until", ""},
});

constexpr std::string_view kBlank = " \t";

// Splits lines into cells. A cell may go on over several lines.
class CellReader {
 public:
  // Whether a quote is open at the end of the line.
  bool Add(std::string_view line) {
    if (open_) {
      cells_.back().push_back('\n');
    } else {
      cells_.clear();
    }
    std::size_t at = 0;
    while (true) {
      if (!open_) {
        cells_.emplace_back();
        if (at < line.size() && line[at] == '"') {
          open_ = true;
          ++at;
        }
      }
      if (open_) {
        at = Quoted(line, at);
        if (open_) return true;
      }
      const std::size_t comma = line.find(',', at);
      cells_.back() += Trim(line.substr(at, comma == std::string_view::npos ? comma : comma - at), kBlank);
      if (comma == std::string_view::npos) return false;
      at = comma + 1;
    }
  }

  std::vector<std::string>& cells() { return cells_; }
  void Reset() { open_ = false; }

 private:
  // Takes what is in quotes from `at` on; the place behind them, or the end of the line.
  std::size_t Quoted(std::string_view line, std::size_t at) {
    while (at < line.size()) {
      if (line[at] != '"') {
        cells_.back() += line[at++];
      } else if (at + 1 < line.size() && line[at + 1] == '"') {
        cells_.back() += '"';
        at += 2;
      } else {
        open_ = false;
        return at + 1;
      }
    }
    return at;
  }

  std::vector<std::string> cells_;
  bool open_ = false;
};

class CsvReader {
 public:
  CsvReader(LineReader& lines, ListBuilder& builder) : lines_(lines), builder_(builder) {}

  Status Read(std::string_view header) {
    if (!ReadHeader(header)) return {};
    while (true) {
      Line line;
      Result<bool> more = Next(line);
      if (!more) return tl::unexpected<Error>(std::move(more.error()));
      if (!*more) return {};
      if (Trim(line.text, kBlank).empty() || line.text.starts_with('#')) continue;
      if (Status row = Row(line); !row) return row;
    }
  }

 private:
  // A cell that was never closed would take the rest of the list with it.
  static constexpr std::size_t kMostLines = 100;

  struct Line {
    std::string text;
    std::size_t number = 0;
  };

  Result<bool> Next(Line& line) {
    if (!pending_.empty()) {
      line = std::move(pending_.front());
      pending_.pop_front();
      return true;
    }
    std::string_view text;
    Result<bool> more = lines_.Next(text);
    if (more && *more) line = {std::string(text), lines_.number()};
    return more;
  }

  bool ReadHeader(std::string_view header) {
    const ListPiece piece{header, lines_.number()};
    if (cells_.Add(header)) {
      builder_.Error(piece, 0, header.size(), "a quote is never closed in the names of the columns", "close it");
      return false;
    }
    bool any = false;
    for (const std::string& name : cells_.cells()) {
      const std::string folded = FoldCase(name);
      const auto* const known = std::ranges::find(kShortNames, std::string_view(folded), &ShortName::name);
      Column& column = columns_.emplace_back();
      column.is_id = folded == "id";
      if (known != kShortNames.end()) {
        column.field = known->field;
        column.type = known->type;
      } else if (name.find('.') != std::string::npos || name == "@timestamp") {
        column.field = name;
      } else if (!name.empty()) {
        unknown_.push_back(name);
      }
      // A list of hosts or addresses alone has dots in its first line, too.
      any = any || known != kShortNames.end() || name.starts_with("threat.") || FindCatalogueField(name) != nullptr;
    }
    if (!any) {
      builder_.Error(piece, 0, header.size(), "the first line names no column that is known",
                     "let it name them, such as ip,domain,description or threat.indicator.ip; see docs/indicators.md");
      return false;
    }
    for (const std::string& name : unknown_) {
      const std::size_t at = header.find(name);
      const std::size_t begin = at == std::string_view::npos ? 0 : at;
      builder_.Warn(piece, begin, begin + name.size(), fmt::format("the column {} is not read", Printable(name)),
                    "call it as the field of indicators that it is, such as threat.indicator.provider");
    }
    return true;
  }

  Status Row(const Line& line) {
    std::string text = line.text;
    std::vector<Line> taken;
    bool open = cells_.Add(line.text);
    while (open && taken.size() < kMostLines) {
      Line next;
      Result<bool> more = Next(next);
      if (!more) return tl::unexpected<Error>(std::move(more.error()));
      if (!*more) break;
      open = cells_.Add(next.text);
      text += '\n' + next.text;
      taken.push_back(std::move(next));
    }
    if (open) {
      cells_.Reset();
      pending_.insert(pending_.begin(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
      builder_.Error({line.text, line.number}, line.text.find('"'), line.text.size(), "a quote is never closed",
                     "close it, and write a quote within quotes twice; this line is left out");
      return {};
    }
    Take({text, line.number});
    return {};
  }

  void Take(const ListPiece& piece) {
    std::vector<std::string>& cells = cells_.cells();
    if (cells.size() > columns_.size()) {
      return builder_.Error(
          piece, 0, piece.text.size(),
          fmt::format("this line has {} values, but there are {} columns", cells.size(), columns_.size()),
          "put quotes around values with commas in them; this line is left out");
    }
    IndicatorDraft draft;
    std::string_view type;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Column& column = columns_[i];
      if (cells[i].empty()) continue;
      if (column.is_id) draft.id = cells[i];
      if (column.field.empty()) continue;
      if (type.empty()) type = column.type;
      if (type == "ipv4-addr" && column.type == type && cells[i].find(':') != std::string::npos) type = "ipv6-addr";
      draft.Add(column.field, cells[i]);
    }
    if (!type.empty() && !draft.Has("threat.indicator.type")) draft.Add("threat.indicator.type", type);
    builder_.Add(std::move(draft), piece, 0, piece.text.size());
  }

  struct Column {
    std::string field;  // empty: it is not read
    std::string_view type;
    bool is_id = false;
  };

  LineReader& lines_;
  ListBuilder& builder_;
  CellReader cells_;
  std::vector<Column> columns_;
  std::vector<std::string> unknown_;
  std::deque<Line> pending_;  // read ahead in vain
};

}  // namespace

Status ReadCsvList(std::string_view header, LineReader& lines, ListBuilder& builder) {
  return CsvReader(lines, builder).Read(header);
}

}  // namespace crosstrail
