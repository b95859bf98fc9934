// "table": a block of text per alert, laid out for 100 columns. What an analyst asks first stands first: how bad, when,
// what; who, from where, on what; then what the rule's author wants read, and where the evidence is.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "alert/exposure_story.h"
#include "alert/layout.h"
#include "alert/values.h"
#include "alert/writers.h"
#include "base/text.h"
#include "base/utf8.h"

namespace crosstrail {
namespace {

constexpr std::size_t kMostEvents = 10;
constexpr std::size_t kLongestEventId = 100;  // code points; a UUID has 36
constexpr std::size_t kWidth = 100;
constexpr std::size_t kMargin = 2;
constexpr std::size_t kValueColumn = 22;    // fits the label "request_parameters"
constexpr std::size_t kLongestValue = 480;  // shows the principals of a usual bucket policy
constexpr std::size_t kLongestUserAgent = 160;
constexpr std::size_t kLongestStory = 2000;
constexpr std::size_t kMostValues = 5;
constexpr std::size_t kShortId = 12;
constexpr std::string_view kCloudTrailPrefix = "aws.cloudtrail.";
constexpr std::string_view kResources = "aws.cloudtrail.resources.arn";

// SGR parameters.
constexpr std::string_view kBold = "1";
constexpr std::string_view kDim = "2";

std::string_view SeverityColor(Severity severity) {
  switch (severity) {
    case Severity::kLow:
      return "36";  // cyan
    case Severity::kMedium:
      return "33";  // yellow
    case Severity::kHigh:
      return "1;31";  // bold red
    case Severity::kCritical:
      return "1;97;41";  // white on red
  }
  return "0";
}

/// Fields with a row of their own above the fields of interest.
constexpr std::string_view kSummarized[] = {"@timestamp",       "aws.cloudtrail.recipient_account_id",
                                            kResources,         "aws.cloudtrail.user_identity.arn",
                                            "cloud.account.id", "cloud.region",
                                            "event.action",     "event.outcome",
                                            "event.provider",   "source.address",
                                            "source.ip",        "user_agent.original",
                                            "user.id",          "user.name"};

class Block {
 public:
  Block(const Alert& alert, bool color) : alert_(alert), event_(LastEvent(alert)), color_(color) {}

  std::string Text() && {
    Headline();
    Row("techniques", fmt::format("{}", fmt::join(TechniqueIds(*alert_.rule), ", ")));
    Row("actor", First(kActorFields));
    Row("action", Words({Field("event.action"), Field("event.provider"), Field("event.outcome")}));
    Row("source", First(kSourceFields));
    Row("user agent", Shorten(Field("user_agent.original"), kLongestUserAgent));
    Row("account", Words({First(kAccountFields), Field("cloud.region")}));
    Rows("resources", FieldTexts(event_, kResources));
    Grouping();
    Story();
    FieldsOfInterest();
    Records();
    Row("alert", alert_.id.substr(0, kShortId));
    return std::move(out_);
  }

 private:
  std::string Painted(std::string_view text, std::string_view color) const {
    return color_ ? fmt::format("\x1b[{}m{}\x1b[0m", color, text) : std::string(text);
  }

  /// The values of a field on one row, noted as shown.
  std::string Shown(std::vector<std::string> texts) {
    std::string joined = fmt::format("{}", fmt::join(texts, ", "));
    shown_.insert(shown_.end(), std::make_move_iterator(texts.begin()), std::make_move_iterator(texts.end()));
    return joined;
  }

  std::string Field(std::string_view name) { return Shown(FieldTexts(event_, name)); }

  std::string First(std::span<const std::string_view> names) {
    for (const std::string_view name : names) {
      std::vector<std::string> texts = FieldTexts(event_, name);
      if (!texts.empty()) return Shown(std::move(texts));
    }
    return {};
  }

  static std::string Words(std::initializer_list<std::string> parts) {
    std::string words;
    for (const std::string& part : parts) {
      if (!words.empty() && !part.empty()) words += "  ";
      words += part;
    }
    return words;
  }

  void Headline() {
    std::string severity(SeverityName(alert_.severity));
    std::transform(severity.begin(), severity.end(), severity.begin(),
                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    const std::string gap(sizeof("CRITICAL") - 1 - severity.size() + 2, ' ');
    std::string time = "(time unknown)";
    if (alert_.has_time) time = Shown({FormatInstant(alert_.time)});
    const std::size_t column = severity.size() + gap.size() + time.size() + 2;
    fmt::format_to(std::back_inserter(out_), "{}{}{}  ", Painted(severity, SeverityColor(alert_.severity)), gap, time);
    Lines(Wrapped(Shorten(Printable(NameOf(alert_)), kLongestValue), kWidth - column), column, kBold);
  }

  /// One row; nothing for an empty value. `label` and `value` may come from a log.
  void Row(std::string_view label, std::string_view value) {
    if (value.empty()) return;
    Label(label);
    Lines(Wrapped(Shorten(Printable(value), kLongestValue), kWidth - kValueColumn), kValueColumn, {});
  }

  /// One line a value that is not empty; the first few of many.
  void Rows(std::string_view label, std::vector<std::string> values) {
    std::erase(values, "");
    const std::size_t count = values.size();
    for (std::size_t i = 0; i < std::min(count, kMostValues); ++i) Row(i == 0 ? label : "", values[i]);
    if (count > kMostValues) Row("", fmt::format("… and {} more", count - kMostValues));
    Shown(std::move(values));
  }

  /// The label and the way to the value's column; a label too long for that stands on a line of its own.
  void Label(std::string_view label) {
    const std::string safe = Printable(label);
    const std::size_t width = CountCodePoints(safe);
    out_.append(kMargin, ' ');
    if (!safe.empty()) out_ += Painted(safe, kDim);
    const bool fits = kMargin + width < kValueColumn;
    if (!fits) out_ += '\n';
    out_.append(fits ? kValueColumn - kMargin - width : kValueColumn, ' ');
  }

  void Lines(const std::vector<std::string>& lines, std::size_t indent, std::string_view color) {
    for (const std::string& line : lines) {
      if (&line != &lines.front()) out_.append(indent, ' ');
      out_ += color.empty() ? line : Painted(line, color);
      out_ += '\n';
    }
  }

  // "source.ip = 192.0.2.1  ipv4-addr, a name, High  (feed.csv, line 3)"
  static std::string Described(const AlertIndicator& indicator) {
    std::string details;
    for (const std::string_view name : {"type", "name", "description", "confidence", "provider"}) {
      const auto field = std::ranges::find(indicator.fields, name, &AlertField::name);
      if (field == indicator.fields.end()) continue;
      for (const OwnedValue& value : field->values) {
        const std::string text = ValueText(value);
        if (text != indicator.value) details += (details.empty() ? "  " : ", ") + text;
      }
    }
    return fmt::format("{} = {}{}  ({}, {})", indicator.field, indicator.value, details, indicator.list, indicator.id);
  }

  // What a threshold counted, what is new, and what other alerts this one stands for.
  void Grouping() {
    const Rule& rule = *alert_.rule;
    const auto common = [&](const std::vector<std::string>& fields) {
      std::vector<std::string> texts;
      for (std::size_t i = 0; i < std::min(fields.size(), alert_.join_keys.size()); ++i) {
        texts.push_back(fmt::format("{} = {}", fields[i], alert_.join_keys[i].value_or("")));
      }
      return texts;
    };
    if (rule.threshold) {
      const HitCount& count = alert_.count;
      std::string text =
          fmt::format("{} events, {} to {}", count.events, FormatInstant(count.first), FormatInstant(count.last));
      for (std::size_t i = 0; i < count.values.size(); ++i) {
        text += fmt::format(", {} values of {}", count.values[i], rule.threshold->cardinality[i].field);
      }
      Row("counted", text);
      Rows("of", common(rule.threshold->fields));
    }
    if (rule.new_terms) Rows("new", common(rule.new_terms->fields));
    std::vector<std::string> indicators;
    indicators.reserve(alert_.indicators.size());
    for (const AlertIndicator& indicator : alert_.indicators) indicators.push_back(Described(indicator));
    Rows("indicator", std::move(indicators));
    if (alert_.suppressed && alert_.suppressed->alerts != 0) {
      Row("like it",
          fmt::format("{} more, the last at {}", alert_.suppressed->alerts, FormatInstant(alert_.suppressed->end)));
    }
  }

  void Story() {
    for (const StoryRow& row : StoryRows(alert_.exposure)) {
      bool first = true;
      for (const std::string& line : row.lines) {
        Label(std::exchange(first, false) ? row.label : "");
        const std::string text = Printable(line);
        Lines(row.whole ? std::vector{text} : Wrapped(Shorten(text, kLongestStory), kWidth - kValueColumn),
              kValueColumn, {});
      }
    }
  }

  void FieldsOfInterest() {
    for (const AlertField& field : alert_.fields) {
      if (!alert_.exposure.empty() && field.name.starts_with("crosstrail.exposure.")) continue;
      std::vector<std::string> texts;
      std::transform(field.values.begin(), field.values.end(), std::back_inserter(texts), ValueText);
      const bool summarized =
          std::find(std::begin(kSummarized), std::end(kSummarized), field.name) != std::end(kSummarized);
      const bool repeats = std::all_of(texts.begin(), texts.end(), [this](const std::string& text) {
        return std::find(shown_.begin(), shown_.end(), text) != shown_.end();
      });
      if (summarized && repeats) continue;
      std::string_view label = field.name;
      if (label.starts_with(kCloudTrailPrefix)) label.remove_prefix(kCloudTrailPrefix.size());
      Rows(label, std::move(texts));
    }
  }

  /// Paths whole, however long: they are the user's own and for copying. An event id is the log's word, and bounded.
  void Records() {
    const std::size_t count = alert_.events.size();
    for (const AlertEvent& event : alert_.events) {
      const auto number = static_cast<std::size_t>(&event - alert_.events.data());
      if (count > kMostEvents && number >= kMostEvents - 1 && number + 1 < count) {
        if (number + 1 == kMostEvents) Row("", fmt::format("… {} more", count - kMostEvents));
        continue;
      }
      Label(&event == &alert_.events.front() ? "record" : "");
      const Provenance& from = event.record.provenance;
      fmt::format_to(std::back_inserter(out_), "{}#{}\n", Printable(from.path), from.index);
      Label("event");
      out_ += Shorten(Printable(event.record.event_id), kLongestEventId) + "\n";
    }
  }

  const Alert& alert_;
  const AlertEvent& event_;
  const bool color_;
  std::vector<std::string> shown_;  // values of the summary's rows
  std::string out_;
};

class TableWriter : public AlertWriter {
 public:
  explicit TableWriter(const WriterOptions& options) : color_(options.color) {}

  std::string Begin() override {
    first_ = true;
    return {};
  }
  std::string Write(const Alert& alert) override {
    std::string text = Block(alert, color_).Text();
    if (!first_) text.insert(0, 1, '\n');
    first_ = false;
    return text;
  }

 private:
  const bool color_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<AlertWriter> MakeTableWriter(const WriterOptions& options) {
  return std::make_unique<TableWriter>(options);
}

}  // namespace crosstrail
