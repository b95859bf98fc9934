// The keys of a rule file: what Crosstrail reads of them, and what else Elastic's schema knows.
#pragma once

#include <span>

#include "toml/table_reader.h"

namespace crosstrail {

std::span<const KeySpec> RuleKeys();
std::span<const KeySpec> SeverityMappingKeys();
std::span<const KeySpec> RiskScoreMappingKeys();     // [rule]
std::span<const KeySpec> MetadataKeys();             // [metadata]
std::span<const KeySpec> ThreatKeys();               // [[rule.threat]]
std::span<const KeySpec> TacticKeys();               // [rule.threat.tactic]
std::span<const KeySpec> TechniqueKeys();            // [[rule.threat.technique]]
std::span<const KeySpec> SubtechniqueKeys();         // [[rule.threat.technique.subtechnique]]
std::span<const KeySpec> ExceptionListKeys();        // [[rule.exceptions_list]]
std::span<const KeySpec> InvestigationFieldsKeys();  // [rule.investigation_fields]

}  // namespace crosstrail
