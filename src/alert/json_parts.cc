#include "alert/json_parts.h"

#include <algorithm>

#include "event/catalogue.h"

namespace crosstrail {
namespace {

OrderedJson ValueJson(const OwnedValue& value) {
  return std::visit(
      [](const auto& held) -> OrderedJson {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, InstantValue>) {
          return FormatInstant(held.at);
        } else {
          return held;
        }
      },
      value);
}

OrderedJson TechniqueJson(const Technique& technique) {
  return {{"id", technique.id}, {"name", technique.name}, {"reference", technique.reference}};
}

}  // namespace

OrderedJson FieldJson(const AlertField& field) {
  const CatalogueField* row = FindCatalogueField(field.name);
  const bool several = field.values.size() != 1 || (row != nullptr && row->multi_valued);
  if (!several) return ValueJson(field.values.front());
  OrderedJson values = OrderedJson::array();
  for (const OwnedValue& value : field.values) values.push_back(ValueJson(value));
  return values;
}

OrderedJson ThreatJson(const std::vector<Threat>& threats) {
  OrderedJson out = OrderedJson::array();
  for (const Threat& threat : threats) {
    OrderedJson techniques = OrderedJson::array();
    for (const Technique& technique : threat.techniques) {
      OrderedJson subtechniques = OrderedJson::array();
      for (const Technique& sub : technique.subtechniques) subtechniques.push_back(TechniqueJson(sub));
      OrderedJson& added = techniques.emplace_back(TechniqueJson(technique));
      added["subtechnique"] = std::move(subtechniques);
    }
    const Technique tactic{threat.tactic_id, threat.tactic_name, threat.tactic_reference, {}};
    OrderedJson& added = out.emplace_back(OrderedJson::object());
    added["framework"] = threat.framework;
    added["tactic"] = TechniqueJson(tactic);
    added["technique"] = std::move(techniques);
  }
  return out;
}

OrderedJson ThreatMappingJson(const IndicatorMatch& match) {
  OrderedJson out = OrderedJson::array();
  for (const std::vector<IndicatorMatch::Pair>& group : match.mapping) {
    OrderedJson entries = OrderedJson::array();
    for (const IndicatorMatch::Pair& pair : group) {
      OrderedJson& entry = entries.emplace_back(OrderedJson::object());
      entry["field"] = pair.field;
      entry["type"] = "mapping";
      entry["value"] = pair.value;
      if (pair.negate) entry["negate"] = true;
    }
    out.push_back({{"entries", std::move(entries)}});
  }
  return out;
}

OrderedJson ProvenanceJson(const KeptRecord& record) {
  OrderedJson out = OrderedJson::object();
  out["event_id"] = record.event_id;
  out["path"] = record.provenance.path;
  out["index"] = record.provenance.index;
  if (!record.provenance.sha256.empty()) out["sha256"] = record.provenance.sha256;
  out["form"] = record.form == RecordForm::kElastic ? "elastic" : "cloudtrail";
  return out;
}

OrderedJson TermsJson(const std::vector<std::string>& fields, const Alert& alert) {
  OrderedJson out = OrderedJson::array();
  for (std::size_t i = 0; i < std::min(fields.size(), alert.join_keys.size()); ++i) {
    const std::optional<std::string>& value = alert.join_keys[i];
    out.push_back({{"field", fields[i]}, {"value", value ? OrderedJson(*value) : OrderedJson(nullptr)}});
  }
  return out;
}

OrderedJson CardinalityJson(const Alert& alert) {
  OrderedJson out = OrderedJson::array();
  const std::vector<Threshold::Cardinality>& counted = alert.rule->threshold->cardinality;
  for (std::size_t i = 0; i < std::min(counted.size(), alert.count.values.size()); ++i) {
    out.push_back({{"field", counted[i].field}, {"value", alert.count.values[i]}});
  }
  return out;
}

bool PlaceField(std::string_view name, OrderedJson value, OrderedJson& root) {
  if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != std::string_view::npos) {
    return false;
  }
  OrderedJson* at = &root;
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
    OrderedJson& below = (*at)[std::string(name.substr(0, dot))];
    if (below.is_null()) below = OrderedJson::object();
    if (!below.is_object()) return false;
    at = &below;
    name.remove_prefix(dot + 1);
  }
  return at->emplace(std::string(name), std::move(value)).second;
}

OrderedJson EnrichmentsJson(const Alert& alert) {
  OrderedJson out = OrderedJson::array();
  for (const AlertIndicator& one : alert.indicators) {
    OrderedJson& enrichment = out.emplace_back(OrderedJson::object());
    OrderedJson& indicator = enrichment["indicator"] = OrderedJson::object();
    for (const AlertField& field : one.fields) PlaceField(field.name, FieldJson(field), indicator);
    if (!one.feed.empty()) enrichment["feed"] = {{"name", one.feed}};
    enrichment["matched"] = {{"atomic", one.value},
                             {"field", one.field},
                             {"id", one.id},
                             {"index", one.list},
                             {"type", "indicator_match_rule"}};
  }
  return out;
}

OrderedJson SuppressionTermsJson(const Alert& alert) {
  OrderedJson out = OrderedJson::array();
  for (const AlertField& field : alert.suppressed_by) {
    out.push_back({{"field", field.name}, {"value", FieldJson(field)}});
  }
  return out;
}

}  // namespace crosstrail
