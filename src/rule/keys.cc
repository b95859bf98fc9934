#include "rule/keys.h"

#include <array>

namespace crosstrail {
namespace {

using Form = KeySpec::Form;
using enum KeySpec::Need;

constexpr KeySpec Unread(std::string_view name) { return {name, Form::kAny, kOptional, ""}; }

constexpr auto kRuleKeys = std::to_array<KeySpec>({
    {"rule_id", Form::kString, kMandatory, R"(rule_id = "0f3c1c5e-6a51-4c0e-9a39-2f6d4c1f7b10")"},
    {"name", Form::kString, kMandatory, R"(name = "S3 bucket shared with an unknown account")"},
    {"description", Form::kString, kMandatory, R"(description = "What the rule detects and why it matters.")"},
    {"type", Form::kString, kMandatory, R"(type = "eql")"},
    {"severity", Form::kString, kMandatory, R"(severity = "medium")"},
    {"risk_score", Form::kInteger, kMandatory, "risk_score = 47"},
    {"language", Form::kString, kOptional, R"(language = "eql")"},
    {"query", Form::kString, kOptional, R"(query = 'any where event.action == "PutBucketPolicy"')"},
    {"version", Form::kInteger, kOptional, "version = 1"},
    {"author", Form::kStrings, kOptional, R"(author = ["Security team"])"},
    {"license", Form::kString, kOptional, R"(license = "Apache-2.0")"},
    {"tags", Form::kStrings, kOptional, R"(tags = ["Domain: Cloud", "Data Source: AWS"])"},
    {"threat", Form::kTables, kOptional, "[[rule.threat]]"},
    {"references", Form::kStrings, kOptional, R"(references = ["https://example.com/report"])"},
    {"false_positives", Form::kStrings, kOptional, R"(false_positives = ["Nightly backups do this too."])"},
    {"note", Form::kString, kOptional, R"(note = "What to look at first.")"},
    {"setup", Form::kString, kOptional, R"(setup = "Needs S3 data events.")"},
    {"index", Form::kStrings, kOptional, R"(index = ["filebeat-*", "logs-aws.cloudtrail-*"])"},
    {"from", Form::kString, kOptional, R"(from = "now-6m")"},
    {"to", Form::kString, kOptional, R"(to = "now")"},
    {"interval", Form::kString, kOptional, R"(interval = "5m")"},
    {"max_signals", Form::kInteger, kOptional, "max_signals = 100"},
    {"enabled", Form::kBoolean, kOptional, "enabled = true"},
    {"timestamp_override", Form::kString, kOptional, R"(timestamp_override = "event.ingested")"},
    {"event_category_override", Form::kString, kOptional, R"(event_category_override = "event.type")"},
    {"tiebreaker_field", Form::kString, kOptional, R"(tiebreaker_field = "event.id")"},
    {"building_block_type", Form::kString, kOptional, R"(building_block_type = "default")"},
    {"rule_name_override", Form::kString, kOptional, R"(rule_name_override = "event.action")"},
    {"investigation_fields", Form::kTable, kOptional, R"(investigation_fields = { field_names = ["source.ip"] })"},
    {"severity_mapping", Form::kTables, kOptional, "[[rule.severity_mapping]]"},
    {"risk_score_mapping", Form::kTables, kOptional, "[[rule.risk_score_mapping]]"},
    {"exceptions_list", Form::kTables, kOptional, "[[rule.exceptions_list]]"},
    {"filters", Form::kTables, kOptional, "[[rule.filters]]"},
    {"alert_suppression", Form::kTable, kOptional, "[rule.alert_suppression]"},
    {"threshold", Form::kTable, kOptional, "[rule.threshold]"},
    {"new_terms", Form::kTable, kOptional, "[rule.new_terms]"},
    {"new_terms_fields", Form::kStrings, kOptional, R"(new_terms_fields = ["user.name"])"},
    {"history_window_start", Form::kString, kOptional, R"(history_window_start = "now-10d")"},
    {"threat_filters", Form::kTables, kOptional, "[[rule.threat_filters]]"},
    {"threat_index", Form::kStrings, kOptional, R"(threat_index = ["logs-ti_*"])"},
    {"threat_indicator_path", Form::kString, kOptional, R"(threat_indicator_path = "threat.indicator")"},
    {"threat_language", Form::kString, kOptional, R"(threat_language = "kuery")"},
    {"threat_mapping", Form::kTables, kOptional, "[[rule.threat_mapping]]"},
    {"threat_query", Form::kString, kOptional, R"(threat_query = '@timestamp >= "now-30d/d"')"},
    Unread("actions"),
    Unread("alias_purpose"),
    Unread("alias_target_id"),
    Unread("anomaly_threshold"),
    Unread("concurrent_searches"),
    Unread("created_at"),
    Unread("created_by"),
    Unread("data_view_id"),
    Unread("execution_summary"),
    Unread("id"),
    Unread("immutable"),
    Unread("items_per_search"),
    Unread("machine_learning_job_id"),
    Unread("meta"),
    Unread("outcome"),
    Unread("output_index"),
    Unread("related_integrations"),
    Unread("required_fields"),
    Unread("response_actions"),
    Unread("revision"),
    Unread("rule_source"),
    Unread("saved_id"),
    Unread("threat_mappings"),
    Unread("throttle"),
    Unread("timeline_id"),
    Unread("timeline_title"),
    Unread("timestamp_field"),
    Unread("timestamp_override_fallback_disabled"),
    Unread("updated_at"),
    Unread("updated_by"),
});

constexpr auto kMetadataKeys = std::to_array<KeySpec>({
    {"maturity", Form::kString, kOptional, R"(maturity = "production")"},
    Unread("bypass_bbr_timing"),
    Unread("comments"),
    Unread("creation_date"),
    Unread("deprecated_reason"),
    Unread("deprecation_date"),
    Unread("extended"),
    Unread("integration"),
    Unread("min_stack_comments"),
    Unread("min_stack_version"),
    Unread("os_type_list"),
    Unread("promotion"),
    Unread("query_schema_validation"),
    Unread("related_endpoint_rules"),
    Unread("updated_date"),
});

constexpr auto kExceptionListKeys = std::to_array<KeySpec>({
    {"list_id", Form::kString, kMandatory, R"(list_id = "trusted-admins")"},
    {"namespace_type", Form::kString, kOptional, R"(namespace_type = "single")"},
    Unread("id"),
    Unread("type"),
});

constexpr auto kThreatKeys = std::to_array<KeySpec>({
    {"framework", Form::kString, kMandatory, R"(framework = "MITRE ATT&CK")"},
    {"tactic", Form::kTable, kMandatory, R"(tactic = { id = "TA0010", name = "Exfiltration", reference = "" })"},
    {"technique", Form::kTables, kOptional, "[[rule.threat.technique]]"},
});

constexpr auto kTacticKeys = std::to_array<KeySpec>({
    {"id", Form::kString, kMandatory, R"(id = "TA0010")"},
    {"name", Form::kString, kMandatory, R"(name = "Exfiltration")"},
    {"reference", Form::kString, kOptional, R"(reference = "https://attack.mitre.org/tactics/TA0010/")"},
});

constexpr KeySpec kTechniqueId{"id", Form::kString, kMandatory, R"(id = "T1537")"};
constexpr KeySpec kTechniqueName{"name", Form::kString, kMandatory, R"(name = "Transfer Data to Cloud Account")"};
constexpr KeySpec kTechniqueReference{"reference", Form::kString, kOptional,
                                      R"(reference = "https://attack.mitre.org/techniques/T1537/")"};

constexpr auto kTechniqueKeys = std::to_array<KeySpec>({
    kTechniqueId,
    kTechniqueName,
    kTechniqueReference,
    {"subtechnique", Form::kTables, kOptional, "[[rule.threat.technique.subtechnique]]"},
});

constexpr auto kSubtechniqueKeys = std::to_array<KeySpec>({kTechniqueId, kTechniqueName, kTechniqueReference});

constexpr auto kInvestigationFieldsKeys = std::to_array<KeySpec>({
    {"field_names", Form::kStrings, kOptional, R"(field_names = ["user.name", "source.ip"])"},
});

constexpr KeySpec kMappingField{"field", Form::kString, kMandatory, R"(field = "event.severity")"};
constexpr KeySpec kMappingOperator{"operator", Form::kString, kOptional, R"(operator = "equals")"};

constexpr auto kSeverityMappingKeys = std::to_array<KeySpec>({
    kMappingField,
    kMappingOperator,
    {"value", Form::kString, kMandatory, R"(value = "3")"},
    {"severity", Form::kString, kMandatory, R"(severity = "high")"},
});

constexpr auto kRiskScoreMappingKeys = std::to_array<KeySpec>({kMappingField, kMappingOperator, Unread("value")});

}  // namespace

std::span<const KeySpec> SeverityMappingKeys() { return kSeverityMappingKeys; }
std::span<const KeySpec> RiskScoreMappingKeys() { return kRiskScoreMappingKeys; }
std::span<const KeySpec> RuleKeys() { return kRuleKeys; }
std::span<const KeySpec> MetadataKeys() { return kMetadataKeys; }
std::span<const KeySpec> ExceptionListKeys() { return kExceptionListKeys; }
std::span<const KeySpec> ThreatKeys() { return kThreatKeys; }
std::span<const KeySpec> TacticKeys() { return kTacticKeys; }
std::span<const KeySpec> TechniqueKeys() { return kTechniqueKeys; }
std::span<const KeySpec> SubtechniqueKeys() { return kSubtechniqueKeys; }
std::span<const KeySpec> InvestigationFieldsKeys() { return kInvestigationFieldsKeys; }

}  // namespace crosstrail
