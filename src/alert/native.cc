// "ndjson" and "json": Crosstrail's own alert document, complete and with its evidence. Described, key by key, by
// docs/alert.schema.json.
#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_map>

#include "alert/json_parts.h"
#include "alert/values.h"
#include "alert/writers.h"

namespace crosstrail {
namespace {

OrderedJson RuleJson(const Rule& rule) {
  OrderedJson out = OrderedJson::object();
  out["id"] = rule.id;
  out["name"] = rule.name;
  out["version"] = rule.version;
  out["severity"] = SeverityName(rule.severity);
  out["risk_score"] = rule.risk_score;
  out["description"] = rule.description;
  out["tags"] = rule.tags;
  out["threat"] = ThreatJson(rule.threat);
  out["references"] = rule.references;
  out["note"] = rule.note;
  out["false_positives"] = rule.false_positives;
  out["setup"] = rule.setup;
  out["author"] = rule.author;
  out["license"] = rule.license;
  out["type"] = rule.type;
  out["language"] = rule.language;
  out["query"] = rule.query;
  out["investigation_fields"] = rule.investigation_fields;
  return out;
}

std::string MemberText(const AlertField& field) { return DumpLine(field.name) + ":" + DumpLine(FieldJson(field)); }

/// What the rule's author wants read first comes first; then the other fields by name, of which there are the texts.
std::string FieldsText(const Alert& alert, const std::vector<std::string>& members) {
  const AlertFields& fields = *LastEvent(alert).fields;
  std::vector<bool> is_there(fields.size());
  std::string out = "{";
  const auto add = [&](const std::string& member) {
    if (out.size() > 1) out += ',';
    out += member;
  };
  for (const AlertField& field : alert.fields) {
    add(MemberText(field));
    if (const AlertField* const same = FindField(fields, field.name)) {
      is_there[static_cast<std::size_t>(same - fields.data())] = true;
    }
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!is_there[i]) add(members[i]);
  }
  return out += '}';
}

OrderedJson ThresholdJson(const Alert& alert) {
  OrderedJson out = OrderedJson::object();
  out["count"] = alert.count.events;
  out["first"] = FormatInstant(alert.count.first);
  out["last"] = FormatInstant(alert.count.last);
  out["terms"] = TermsJson(alert.rule->threshold->fields, alert);
  out["cardinality"] = CardinalityJson(alert);
  return out;
}

OrderedJson SuppressedJson(const Alert& alert) {
  OrderedJson out = OrderedJson::object();
  out["alerts"] = alert.suppressed->alerts;
  out["start"] = FormatInstant(alert.suppressed->start);
  out["end"] = FormatInstant(alert.suppressed->end);
  out["terms"] = SuppressionTermsJson(alert);
  return out;
}

std::string RecordJson(const KeptRecord& record) {
  std::string out = DumpLine(ProvenanceJson(record));
  out.pop_back();  // the closing brace
  if (const std::optional<std::string> compact = CompactRecord(record.json)) {
    AppendMember("record", MadeSafe(*compact), out);
  } else {
    AppendMember("record_text", DumpLine(record.json), out);
  }
  out += '}';
  return out;
}

// What is said of the alert between its rule and its fields.
OrderedJson MiddleJson(const Alert& alert) {
  OrderedJson out = OrderedJson::object();
  out["severity"] = SeverityName(alert.severity);
  out["risk_score"] = alert.risk_score;
  OrderedJson& events = out["events"] = OrderedJson::array();
  for (const AlertEvent& event : alert.events) events.push_back(event.record.event_id);
  if (!alert.join_keys.empty()) {
    OrderedJson& keys = out["join_keys"] = OrderedJson::array();
    for (const auto& key : alert.join_keys) keys.push_back(key ? OrderedJson(*key) : OrderedJson(nullptr));
  }
  if (alert.rule->threshold) out["threshold"] = ThresholdJson(alert);
  if (alert.rule->new_terms) out["new_terms"] = TermsJson(alert.rule->new_terms->fields, alert);
  if (!alert.indicators.empty()) out["threat"]["enrichments"] = EnrichmentsJson(alert);
  if (alert.suppressed) out["suppressed"] = SuppressedJson(alert);
  return out;
}

/// What documents say of an event, which may be that of many alerts, one behind the other.
class EventTexts {
 public:
  /// The fields, as members of an object.
  const std::vector<std::string>& Fields(const AlertEvent& event) {
    Keep(event);
    if (!fields_) {
      std::vector<std::string>& texts = fields_.emplace();
      std::ranges::transform(*event.fields, std::back_inserter(texts), MemberText);
    }
    return *fields_;
  }
  /// The record, with where it is from.
  const std::string& Record(const AlertEvent& event) {
    Keep(event);
    if (!record_) record_ = RecordJson(event.record);
    return *record_;
  }

 private:
  void Keep(const AlertEvent& event) {
    if (event.fields == of_ && !of_->empty()) return;
    of_ = event.fields;
    fields_.reset();
    record_.reset();
  }

  std::shared_ptr<const AlertFields> of_;
  std::optional<std::vector<std::string>> fields_;
  std::optional<std::string> record_;
};

class NativeDocuments {
 public:
  std::string Of(const Alert& alert) {
    OrderedJson head = OrderedJson::object();
    head["id"] = alert.id;
    head["time"] = alert.has_time ? OrderedJson(FormatInstant(alert.time)) : OrderedJson(nullptr);
    std::string out = DumpLine(head);
    out.pop_back();  // the closing brace
    const std::string renamed = alert.name.empty() ? std::string() : Renamed(*alert.rule, alert.name);
    const std::string& rule = alert.name.empty() ? TextOf(*alert.rule) : renamed;
    const std::string middle = DumpLine(MiddleJson(alert));
    out.reserve(out.size() + rule.size() + middle.size() + alert.exposure.size() + kRoomBeside);
    AppendMember("rule", rule, out);
    out += ',';
    out.append(middle, 1, middle.size() - 2);  // without its braces
    AppendMember("fields", FieldsText(alert, events_.Fields(LastEvent(alert))), out);
    if (!alert.exposure.empty()) AppendMember("exposure", alert.exposure, out);
    std::string records = "[";
    for (const AlertEvent& event : alert.events) {
      if (records.size() > 1) records += ',';
      records += events_.Record(event);
    }
    records += ']';
    out.reserve(out.size() + records.size() + kRoomBeside);
    AppendMember("source", records, out);
    out += '}';
    return out;
  }

 private:
  static constexpr std::size_t kRoomBeside = 64;  // for the names of members

  static std::string Renamed(const Rule& rule, const std::string& name) {
    OrderedJson json = RuleJson(rule);
    json["name"] = name;
    return DumpLine(json);
  }

  // Rules are long, and each is in all of its alerts; they outlive the writer.
  const std::string& TextOf(const Rule& rule) {
    std::string& text = rules_[&rule];
    if (text.empty()) text = DumpLine(RuleJson(rule));
    return text;
  }

  std::unordered_map<const Rule*, std::string> rules_;
  EventTexts events_;
};

class NdjsonWriter : public AlertWriter {
 public:
  std::string Write(const Alert& alert) override { return documents_.Of(alert) += '\n'; }

 private:
  NativeDocuments documents_;
};

class JsonWriter : public AlertWriter {
 public:
  std::string Begin() override {
    first_ = true;
    return "[";
  }
  std::string Write(const Alert& alert) override {
    const std::string_view separator = first_ ? "\n" : ",\n";
    first_ = false;
    return std::string(separator) + documents_.Of(alert);
  }
  std::string End() override { return first_ ? "]\n" : "\n]\n"; }

 private:
  NativeDocuments documents_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<AlertWriter> MakeNdjsonWriter(const WriterOptions&) { return std::make_unique<NdjsonWriter>(); }
std::unique_ptr<AlertWriter> MakeJsonWriter(const WriterOptions&) { return std::make_unique<JsonWriter>(); }

}  // namespace crosstrail
