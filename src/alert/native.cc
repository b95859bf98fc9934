// "ndjson" and "json": Crosstrail's own alert document, complete and with its evidence. Described, key by key, by
// docs/alert.schema.json.
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

/// What the rule's author wants read first comes first; then the other fields by name.
OrderedJson FieldsJson(const Alert& alert) {
  OrderedJson out = OrderedJson::object();
  for (const AlertField& field : alert.fields) out[field.name] = FieldJson(field);
  const std::size_t first = out.size();
  auto& members = out.get_ref<OrderedJson::object_t&>();
  for (const AlertField& field : LastEvent(alert).fields) {
    const auto is_there = [&](const auto& member) { return member.first == field.name; };
    const auto end = members.begin() + static_cast<std::ptrdiff_t>(first);
    if (std::none_of(members.begin(), end, is_there)) members.emplace_back(field.name, FieldJson(field));
  }
  return out;
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

// What is said of the alert between its rule and its evidence.
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
  out["fields"] = FieldsJson(alert);
  return out;
}

class NativeDocuments {
 public:
  std::string Of(const Alert& alert) {
    OrderedJson head = OrderedJson::object();
    head["id"] = alert.id;
    head["time"] = alert.has_time ? OrderedJson(FormatInstant(alert.time)) : OrderedJson(nullptr);
    std::string out = DumpLine(head);
    out.pop_back();  // the closing brace
    const std::string& rule = TextOf(*alert.rule);
    const std::string middle = DumpLine(MiddleJson(alert));
    out.reserve(out.size() + rule.size() + middle.size() + alert.exposure.size() + kRoomBeside);
    AppendMember("rule", rule, out);
    out += ',';
    out.append(middle, 1, middle.size() - 2);  // without its braces
    if (!alert.exposure.empty()) AppendMember("exposure", alert.exposure, out);
    std::string records = "[";
    for (const AlertEvent& event : alert.events) {
      if (records.size() > 1) records += ',';
      records += RecordJson(event.record);
    }
    records += ']';
    out.reserve(out.size() + records.size() + kRoomBeside);
    AppendMember("source", records, out);
    out += '}';
    return out;
  }

 private:
  static constexpr std::size_t kRoomBeside = 64;  // for the names of members

  // Rules are long, and each is in all of its alerts; they outlive the writer.
  const std::string& TextOf(const Rule& rule) {
    std::string& text = rules_[&rule];
    if (text.empty()) text = DumpLine(RuleJson(rule));
    return text;
  }

  std::unordered_map<const Rule*, std::string> rules_;
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
