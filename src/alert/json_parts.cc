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

OrderedJson SuppressionTermsJson(const Alert& alert) {
  OrderedJson out = OrderedJson::array();
  for (const AlertField& field : alert.suppressed_by) {
    out.push_back({{"field", field.name}, {"value", FieldJson(field)}});
  }
  return out;
}

}  // namespace crosstrail
