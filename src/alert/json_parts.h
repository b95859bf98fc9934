// Parts of alert documents that more than one format writes. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "alert/alert.h"
#include "alert/json_text.h"

namespace crosstrail {

/// The value of a field: an array when the catalogue says that the field may hold several values or when it does, so
/// that a field has the same form in every document; else a scalar. Instants are RFC 3339 texts.
OrderedJson FieldJson(const AlertField& field);

/// ATT&CK mappings in the form of Elastic's rules: [{framework, tactic, technique: [{..., subtechnique: [...]}]}].
OrderedJson ThreatJson(const std::vector<Threat>& threats);

/// Where each record of the alert came from: {event_id, path, index, sha256 when known, form}.
OrderedJson ProvenanceJson(const KeptRecord& record);

/// What the alert's events have in common by these fields of its rule: [{field, value}].
OrderedJson TermsJson(const std::vector<std::string>& fields, const Alert& alert);

/// How many different values a threshold counted: [{field, value}].
OrderedJson CardinalityJson(const Alert& alert);

/// What an alert and those that it stands for have in common: [{field, value}].
OrderedJson SuppressionTermsJson(const Alert& alert);

}  // namespace crosstrail
