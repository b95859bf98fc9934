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

/// Which fields of events have to agree with which of indicators, in the form of Elastic's rules.
OrderedJson ThreatMappingJson(const IndicatorMatch& match);

/// Where each record of the alert came from: {event_id, path, index, sha256 when known, form}.
OrderedJson ProvenanceJson(const KeptRecord& record);

/// What the alert's events have in common by these fields of its rule: [{field, value}].
OrderedJson TermsJson(const std::vector<std::string>& fields, const Alert& alert);

/// How many different values a threshold counted: [{field, value}].
OrderedJson CardinalityJson(const Alert& alert);

/// Puts `value` at the dotted `name` below `root`, making the objects on the way. False, and nothing changed, when a
/// part of the name is empty or holds a value already: a field cannot be a value and an object at once.
bool PlaceField(std::string_view name, OrderedJson value, OrderedJson& root);

/// The indicators that the alert's event agrees with, as ECS has them in threat.enrichments: [{indicator, feed where it
/// is known, matched}].
OrderedJson EnrichmentsJson(const Alert& alert);

/// What an alert and those that it stands for have in common: [{field, value}].
OrderedJson SuppressionTermsJson(const Alert& alert);

}  // namespace crosstrail
