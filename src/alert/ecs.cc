// "ecs": alerts as Kibana's detection engine stores them (index .alerts-security.alerts-*), one document a line. The
// event's own fields are nested objects, as Elastic's integration indexes them; kibana.* keys are dotted, as Kibana
// writes them. docs/alerts.md says where the two differ and why.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "alert/json_parts.h"
#include "alert/values.h"
#include "alert/writers.h"
#include "base/hash.h"
#include "base/text.h"

namespace crosstrail {
namespace {

struct RuleKind {
  std::string_view type;      // as in a rule file
  std::string_view id;        // kibana.alert.rule.rule_type_id
  std::string_view category;  // kibana.alert.rule.category
};

constexpr auto kRuleKinds = std::to_array<RuleKind>({
    {"eql", "siem.eqlRule", "Event Correlation Rule"},
    {"esql", "siem.esqlRule", "ES|QL Rule"},
    {"machine_learning", "siem.mlRule", "Machine Learning Rule"},
    {"new_terms", "siem.newTermsRule", "New Terms Rule"},
    {"query", "siem.queryRule", "Custom Query Rule"},
    {"saved_query", "siem.savedQueryRule", "Saved Query Rule"},
    {"threat_match", "siem.indicatorRule", "Indicator Match Rule"},
    {"threshold", "siem.thresholdRule", "Threshold Rule"},
});

const RuleKind& KindOf(std::string_view type) {
  for (const RuleKind& kind : kRuleKinds) {
    if (kind.type == type) return kind;
  }
  static constexpr RuleKind kQuery = {"query", "siem.queryRule", "Custom Query Rule"};
  return kQuery;
}

/// Kibana gives every installed rule a random id. Ours follows from the rule's own id: a UUID of version 8 (RFC 9562)
/// over its SHA-256.
std::string RuleUuid(const Rule& rule) {
  std::string hex = Sha256Hex("crosstrail rule " + rule.id).substr(0, 32);
  hex[12] = '8';
  hex[16] = '8';
  const std::string_view text = hex;
  return fmt::format("{}-{}-{}-{}-{}", text.substr(0, 8), text.substr(8, 4), text.substr(12, 4), text.substr(16, 4),
                     text.substr(20));
}

/// The event's fields, nested, as the alert's own.
OrderedJson EventFields(const Alert& alert) {
  OrderedJson out = OrderedJson::object();
  if (alert.has_time) out["@timestamp"] = FormatInstantMillis(alert.time);
  PlaceField("event.kind", "signal", out);
  OrderedJson unplaced = OrderedJson::array();
  for (const AlertField& field : *LastEvent(alert).fields) {
    if (field.name == "@timestamp" || field.name == "event.kind") continue;
    if (!PlaceField(field.name, FieldJson(field), out)) unplaced.push_back(field.name);
  }
  OrderedJson source = OrderedJson::array();
  for (const AlertEvent& event : alert.events) source.push_back(ProvenanceJson(event.record));
  PlaceField("crosstrail.source", std::move(source), out);
  if (!alert.indicators.empty() && !PlaceField("threat.enrichments", EnrichmentsJson(alert), out)) {
    unplaced.push_back("threat.enrichments");
  }
  if (!unplaced.empty()) PlaceField("crosstrail.unplaced_fields", std::move(unplaced), out);
  return out;
}

/// One sentence: what was done, by whom, from where, and which rule says so. Shown as it is, so made printable.
std::string Reason(const Alert& alert) {
  constexpr std::size_t kLongestPart = 200;
  const AlertEvent& event = LastEvent(alert);
  const auto text = [&event](std::span<const std::string_view> names) {
    return Shorten(Printable(FirstText(event, names, ", ")), kLongestPart);
  };
  const auto field = [&text](std::string_view name) { return text({&name, 1}); };

  std::string out;
  const auto add = [&out](std::string_view words, const std::string& value) {
    if (!value.empty()) out += std::string(words) + value;
  };
  add("", field("event.action"));
  if (out.empty()) out = "An event";
  add(" on ", field("event.provider"));
  add(" by ", text(kActorFields));
  add(" from ", text(kSourceFields));
  add(" in account ", text(kAccountFields));
  add(", region ", field("cloud.region"));
  return fmt::format("{} raised a {} alert: {}", out, SeverityName(alert.severity),
                     Shorten(Printable(NameOf(alert)), kLongestPart));
}

void AddIndicatorParameters(const IndicatorMatch& match, OrderedJson& out) {
  out["threat_filters"] = OrderedJson::array();
  out["threat_index"] = match.index;
  out["threat_indicator_path"] = match.path;
  out["threat_language"] = match.language;
  out["threat_mapping"] = ThreatMappingJson(match);
  out["threat_query"] = match.query;
}

/// The rule as Kibana's rule API knows it.
OrderedJson Parameters(const Rule& rule) {
  OrderedJson out = OrderedJson::object();
  out["author"] = rule.author;
  out["description"] = rule.description;
  out["false_positives"] = rule.false_positives;
  out["from"] = rule.from;
  out["index"] = rule.index;
  out["language"] = rule.language;
  out["license"] = rule.license;
  out["max_signals"] = rule.max_signals;
  out["note"] = rule.note;
  out["query"] = rule.query;
  out["references"] = rule.references;
  out["risk_score"] = rule.risk_score;
  out["risk_score_mapping"] = OrderedJson::array();
  out["rule_id"] = rule.id;
  out["setup"] = rule.setup;
  out["severity"] = SeverityName(rule.severity);
  out["severity_mapping"] = OrderedJson::array();
  out["threat"] = ThreatJson(rule.threat);
  if (rule.indicators) AddIndicatorParameters(*rule.indicators, out);
  out["to"] = rule.to;
  out["type"] = rule.type;
  out["version"] = rule.version;
  return out;
}

void AddRule(const Alert& alert, OrderedJson& out) {
  const Rule& rule = *alert.rule;
  const auto set = [&out](std::string_view key, OrderedJson value) {
    out["kibana.alert.rule." + std::string(key)] = std::move(value);
  };
  const RuleKind& kind = KindOf(rule.type);
  set("author", rule.author);
  set("category", kind.category);
  set("consumer", "siem");
  set("description", rule.description);
  set("enabled", rule.enabled);
  set("false_positives", rule.false_positives);
  set("from", rule.from);
  set("interval", rule.interval);
  set("license", rule.license);
  set("max_signals", rule.max_signals);
  set("name", NameOf(alert));
  set("note", rule.note);
  set("parameters", Parameters(rule));
  set("producer", "siem");
  set("references", rule.references);
  set("risk_score", rule.risk_score);
  set("rule_id", rule.id);
  set("rule_type_id", kind.id);
  set("severity", SeverityName(rule.severity));
  set("tags", rule.tags);
  set("threat", ThreatJson(rule.threat));
  set("to", rule.to);
  set("type", rule.type);
  set("uuid", RuleUuid(rule));
  set("version", rule.version);
}

void AddOriginal(const Alert& alert, OrderedJson& out) {
  if (alert.has_time) out["kibana.alert.original_time"] = FormatInstantMillis(alert.time);
  constexpr std::string_view kCopied[] = {"action", "category", "dataset",  "id",  "kind",
                                          "module", "outcome",  "provider", "type"};
  for (const std::string_view name : kCopied) {
    if (const AlertField* field = FindField(*LastEvent(alert).fields, fmt::format("event.{}", name))) {
      out[fmt::format("kibana.alert.original_event.{}", name)] = FieldJson(*field);
    }
  }
}

// What Kibana says of thresholds, new terms and suppressed alerts.
void AddGrouping(const Alert& alert, OrderedJson& out) {
  const Rule& rule = *alert.rule;
  if (rule.threshold && alert.count.events != 0) {
    out["kibana.alert.threshold_result.terms"] = TermsJson(rule.threshold->fields, alert);
    out["kibana.alert.threshold_result.cardinality"] = CardinalityJson(alert);
    out["kibana.alert.threshold_result.count"] = alert.count.events;
    out["kibana.alert.threshold_result.from"] = FormatInstantMillis(alert.count.first);
  }
  if (rule.new_terms && !alert.join_keys.empty()) {
    OrderedJson& terms = out["kibana.alert.new_terms"] = OrderedJson::array();
    for (const auto& value : alert.join_keys) terms.push_back(value ? OrderedJson(*value) : OrderedJson(nullptr));
  }
  if (!alert.suppressed) return;
  out["kibana.alert.suppression.terms"] = SuppressionTermsJson(alert);
  out["kibana.alert.suppression.start"] = FormatInstantMillis(alert.suppressed->start);
  out["kibana.alert.suppression.end"] = FormatInstantMillis(alert.suppressed->end);
  out["kibana.alert.suppression.docs_count"] = alert.suppressed->alerts;
}

OrderedJson EcsDocument(const Alert& alert) {
  OrderedJson out = EventFields(alert);
  OrderedJson ancestors = OrderedJson::array();
  for (const AlertEvent& event : alert.events) {
    ancestors.push_back({{"id", event.record.event_id}, {"type", "event"}, {"index", ""}, {"depth", 0}});
  }
  out["kibana.alert.ancestors"] = std::move(ancestors);
  out["kibana.alert.depth"] = 1;
  AddOriginal(alert, out);
  out["kibana.alert.reason"] = Reason(alert);
  out["kibana.alert.risk_score"] = alert.risk_score;
  AddRule(alert, out);
  AddGrouping(alert, out);
  out["kibana.alert.severity"] = SeverityName(alert.severity);
  out["kibana.alert.status"] = "active";
  out["kibana.alert.uuid"] = alert.id;
  out["kibana.alert.workflow_assignee_ids"] = OrderedJson::array();
  out["kibana.alert.workflow_status"] = "open";
  out["kibana.alert.workflow_tags"] = OrderedJson::array();
  out["kibana.space_ids"] = OrderedJson::array({"default"});
  return out;
}

/// The alert of one event of several, as if there were no others.
Alert BlockOf(const Alert& alert, std::size_t index) {
  Alert block;
  block.id = Sha256Hex(fmt::format("{} {}", alert.id, index));
  block.rule = alert.rule;
  block.severity = alert.severity;
  block.risk_score = alert.risk_score;
  block.events = {alert.events[index]};
  const KeptRecord& record = block.events.front().record;
  block.has_time = record.has_time;
  block.time = record.has_time ? record.time : 0;
  return block;
}

/// The alert with only those fields that all of its events have alike.
Alert WithSharedFields(const Alert& alert) {
  Alert shared = alert;
  AlertFields fields = *LastEvent(alert).fields;
  std::erase_if(fields, [&alert](const AlertField& field) {
    return std::any_of(alert.events.begin(), alert.events.end(), [&field](const AlertEvent& event) {
      const AlertField* const other = FindField(*event.fields, field.name);
      return other == nullptr || other->values != field.values;
    });
  });
  shared.events.back().fields = std::make_shared<const AlertFields>(std::move(fields));
  return shared;
}

/// Several events make a document each, the building blocks, and one for the group; those of a threshold one alone.
std::vector<OrderedJson> Documents(const Alert& alert) {
  if (alert.events.size() < 2) return {EcsDocument(alert)};
  if (alert.rule->threshold) return {EcsDocument(WithSharedFields(alert))};
  std::vector<OrderedJson> documents;
  OrderedJson group = EcsDocument(WithSharedFields(alert));
  for (std::size_t i = 0; i < alert.events.size(); ++i) {
    const Alert block = BlockOf(alert, i);
    OrderedJson& document = documents.emplace_back(EcsDocument(block));
    document["kibana.alert.building_block_type"] = "default";
    document["kibana.alert.rule.building_block_type"] = "default";
    document["kibana.alert.group.id"] = alert.id;
    document["kibana.alert.group.index"] = i;
    group["kibana.alert.ancestors"].push_back({{"id", block.id}, {"type", "signal"}, {"index", ""}, {"depth", 1}});
  }
  group["kibana.alert.depth"] = 2;
  group["kibana.alert.group.id"] = alert.id;
  group["kibana.alert.reason"] = Reason(alert);
  documents.push_back(std::move(group));
  return documents;
}

class EcsWriter : public AlertWriter {
 public:
  std::string Write(const Alert& alert) override {
    std::string lines;
    for (const OrderedJson& document : Documents(alert)) lines += DumpLine(document) + '\n';
    return lines;
  }
};

}  // namespace

std::unique_ptr<AlertWriter> MakeEcsWriter(const WriterOptions&) { return std::make_unique<EcsWriter>(); }

}  // namespace crosstrail
