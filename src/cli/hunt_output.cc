#include "cli/hunt_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "alert/csv_cell.h"
#include "base/text.h"
#include "cli/columns.h"
#include "cli/units.h"
#include "detect/event_hits.h"
#include "detect/join_keys.h"
#include "event/json_value.h"
#include "json/write.h"
#include "query/explain.h"

namespace crosstrail::cli {
namespace {

constexpr const char* kUsualFields[] = {"@timestamp",
                                        "event.provider",
                                        "event.action",
                                        "event.outcome",
                                        "aws.cloudtrail.user_identity.arn",
                                        "source.address",
                                        "aws.cloudtrail.recipient_account_id",
                                        "cloud.region",
                                        "event.id"};
constexpr std::size_t kLongestCell = 60;
constexpr std::size_t kRowsLaidOut = 1000;  // of a table at once

std::string Text(const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  return ShownValue(value, kLongestCell);
}

std::string Joined(Values values) {
  std::string joined;
  for (const Value& value : values) joined += (joined.empty() ? "" : "; ") + Text(value);
  return joined;
}

void AppendText(const std::string* text, std::string& out) {
  if (text == nullptr) {
    out += "null";
  } else {
    AppendJsonString(*text, out);
  }
}

// Opens what was found, event by event.
class Reader {
 public:
  Reader(HuntResult& result, const std::vector<std::string>& names, const EventOptions& options) : result_(result) {
    for (const std::string& name : names) ids_.push_back(fields_.Intern(name));
    event_ = std::make_unique<Event>(fields_, options);
  }

  // False when the record cannot be read back; that is a problem of the input then.
  bool Open(const LoggedHit& hit) {
    auto loaded = hit.log->Load(hit);
    Status status = loaded ? Status() : tl::unexpected<Error>(loaded.error());
    if (loaded) {
      kept_ = std::move(*loaded);
      source_ = {kept_.provenance.path, kept_.provenance.sha256};
      Record record = AsRecord(kept_);
      record.source = &source_;
      status = event_->Open(record);
    }
    if (!status) result_.input.AddProblem({hit.Source().path, hit.index, status.error().message});
    return status.has_value();
  }

  std::size_t size() const { return ids_.size(); }
  Values Get(std::size_t i) { return event_->Get(ids_[i]); }
  const std::string& Name(std::size_t i) const { return fields_.Name(ids_[i]); }
  bool IsList(std::size_t i) const {
    const CatalogueField* row = fields_.Definition(ids_[i]);
    return row != nullptr && row->multi_valued;
  }
  const KeptRecord& kept() const { return kept_; }

 private:
  HuntResult& result_;
  FieldSet fields_;
  std::vector<FieldId> ids_;
  std::unique_ptr<Event> event_;
  KeptRecord kept_;
  SourceObject source_;
};

std::string Keys(const std::string& tuple) {
  std::string text;
  for (const auto& key : KeyValues(tuple)) text += (text.empty() ? "" : ", ") + (key ? Printable(*key) : "null");
  return text;
}

class Writer {
 public:
  Writer(HuntResult& result, const Query& query, Reader& reader, Output& output)
      : result_(result), grouped_(query.kind != Query::Kind::kEvent), reader_(reader), output_(output) {}

  Status Table() {
    Columns columns;
    std::size_t rows = 0;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < reader_.size(); ++i) names.push_back(Printable(reader_.Name(i)));
    for (std::uint64_t group = 0; Next();) {
      ++group;
      std::vector<std::vector<std::string>> lines;
      const bool whole = ForEach([&] {
        std::vector<std::string>& row = lines.emplace_back();
        for (std::size_t i = 0; i < reader_.size(); ++i) {
          row.push_back(Fit(Printable(Joined(reader_.Get(i))), kLongestCell));
        }
      });
      if (!whole) continue;
      if (rows == 0) columns.Add(names);
      rows += lines.size();
      for (std::vector<std::string>& line : lines) columns.Add(std::move(line));
      if (grouped_) {
        columns.Add({fmt::format("  {} of {}  {}", group, result_.found->size(), Keys(found_.key))});
      }
      if (rows < kRowsLaidOut) continue;
      if (Status written = output_.Write(std::exchange(columns, {}).Text()); !written) return written;
      rows = 0;
    }
    return rows == 0 ? Status() : output_.Write(columns.Text());
  }

  Status Csv() {
    std::string head = grouped_ ? "result,keys" : "";
    for (std::size_t i = 0; i < reader_.size(); ++i) head += (head.empty() ? "" : ",") + CsvCell(reader_.Name(i));
    if (Status written = output_.Write(head + "\r\n"); !written) return written;
    for (std::uint64_t group = 0; Next();) {
      ++group;
      std::string rows;
      const bool whole = ForEach([&] {
        if (grouped_) rows += fmt::format("{},{}", group, CsvCell(Keys(found_.key)));
        for (std::size_t i = 0; i < reader_.size(); ++i) {
          rows += (i == 0 && !grouped_ ? "" : ",") + CsvCell(Joined(reader_.Get(i)));
        }
        rows += "\r\n";
      });
      if (!whole) continue;
      if (Status written = output_.Write(rows); !written) return written;
    }
    return {};
  }

  Status Ndjson() {
    while (Next()) {
      std::string line;
      if (grouped_) {
        line = "{\"join_keys\":[";
        const auto keys = KeyValues(found_.key);
        for (std::size_t i = 0; i < keys.size(); ++i) {
          if (i > 0) line += ',';
          AppendText(keys[i] ? &*keys[i] : nullptr, line);
        }
        line += "],\"events\":[";
      }
      bool first = true;
      const bool whole = ForEach([&] {
        if (!std::exchange(first, false)) line += ',';
        AppendEvent(line);
      });
      if (!whole) continue;
      if (grouped_) line += "]}";
      if (Status written = output_.Write(line + '\n'); !written) return written;
    }
    return {};
  }

  // How many of the events have each value of the reader's first field; several values count each.
  Status Counts(const std::string& format) {
    std::map<std::string, std::uint64_t> counts;
    std::uint64_t without = 0;
    while (Next()) {
      for (const LoggedHit& hit : found_.events) {
        if (!reader_.Open(hit)) continue;
        const Values values = reader_.Get(0);
        if (values.empty()) ++without;
        for (const Value& value : values) ++counts[Text(value)];
      }
    }
    std::vector<std::pair<std::string, std::uint64_t>> rows(counts.begin(), counts.end());
    std::ranges::stable_sort(rows, [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text;
    Columns columns;
    columns.Add({"EVENTS", Printable(reader_.Name(0))});
    if (format == "csv") text = "events," + CsvCell(reader_.Name(0)) + "\r\n";
    const auto add = [&](const std::string* value, std::uint64_t count) {
      if (format == "table") {
        columns.Add({Grouped(count), value != nullptr ? Printable(*value) : "(missing)"});
      } else if (format == "csv") {
        text += fmt::format("{},{}\r\n", count, value != nullptr ? CsvCell(*value) : "");
      } else {
        text += "{\"value\":";
        AppendText(value, text);
        text += fmt::format(",\"events\":{}}}\n", count);
      }
    };
    for (const auto& [value, count] : rows) add(&value, count);
    if (without != 0) add(nullptr, without);
    return output_.Write(format == "table" ? columns.Text() : text);
  }

 private:
  // Sets found_ to the next result; false after the last. What cannot be read back is a problem of the input.
  bool Next() {
    const auto more = result_.found->Next(found_);
    if (!more) result_.input.AddProblem({{}, std::nullopt, "results are missing: " + more.error().message});
    return more && *more;
  }

  // Opens the events of found_ one after the other for `show`. False when one of them cannot be read back: a part of a
  // sequence is no sequence.
  template <typename Show>
  bool ForEach(Show show) {
    for (const LoggedHit& hit : found_.events) {
      if (!reader_.Open(hit)) return false;
      show();
    }
    return true;
  }

  void AppendEvent(std::string& line) {
    line += '{';
    for (std::size_t i = 0; i < reader_.size(); ++i) {
      const Values values = reader_.Get(i);
      if (values.empty()) continue;
      if (line.back() != '{') line += ',';
      AppendJsonString(reader_.Name(i), line);
      line += ':';
      AppendJsonValues(values, reader_.IsList(i), line);
    }
    if (line.back() != '{') line += ',';
    line += "\"crosstrail.source\":{\"path\":";
    AppendJsonString(ToValidUtf8(reader_.kept().provenance.path), line);
    line += fmt::format(",\"index\":{}}}}}", reader_.kept().provenance.index);
  }

  HuntResult& result_;
  JoinedHits found_;
  const bool grouped_;
  Reader& reader_;
  Output& output_;
};

std::vector<std::string> FieldNames(const HuntOutputOptions& options) {
  if (!options.count_by.empty()) return {options.count_by};
  if (options.fields == std::vector<std::string>{"*"}) {
    std::vector<std::string> names;
    for (const CatalogueField& row : Catalogue()) {
      if (!row.IsOwn() && row.name != "event.original") names.emplace_back(row.name);
    }
    return names;
  }
  if (!options.fields.empty()) return options.fields;
  return {std::begin(kUsualFields), std::end(kUsualFields)};
}

}  // namespace

Status WriteHunt(HuntResult& result, const Query& query, const HuntOutputOptions& options, const EventOptions& event,
                 Output& output) {
  Reader reader(result, FieldNames(options), event);
  Writer writer(result, query, reader, output);
  if (!options.count_by.empty()) return writer.Counts(options.format);
  if (options.format == "csv") return writer.Csv();
  return options.format == "table" ? writer.Table() : writer.Ndjson();
}

}  // namespace crosstrail::cli
