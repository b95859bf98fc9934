// The catalogue: every ECS field that Crosstrail can read from a CloudTrail record, one row a field.
#pragma once

#include <span>
#include <string_view>

#include "event/value.h"

namespace crosstrail {

class FieldReader;  // event/field_reader.h: reads one field of the open record

/// How a field's values are taken from a raw CloudTrail record.
struct CatalogueField {
  std::string_view name;  // ECS name, e.g. "aws.cloudtrail.user_identity.arn"
  FieldType type;
  bool multi_valued;             // may hold more than one value
  std::string_view path;         // CloudTrail path, e.g. "userIdentity.arn"; empty when `rule` computes the field
  void (*rule)(FieldReader&);    // computes the field where a path does not say it all; nullptr otherwise
  std::string_view description;  // source path or rule in words, for people
};

/// A field that no CloudTrail record fills, but that documents of Elastic's aws integration hold: enrichments (network,
/// geography, user agent) and times of arrival. On a raw record it is missing.
struct DocumentField {
  std::string_view name;
  FieldType type;
  std::string_view description;
};

/// All rows, sorted by name.
std::span<const CatalogueField> Catalogue();

/// The fields of Elastic documents alone that have a type other than keyword or that rules name, sorted by name.
std::span<const DocumentField> DocumentFields();

/// The mapping type of a field outside the catalogue: keyword unless DocumentFields() says otherwise.
FieldType DocumentFieldType(std::string_view name);

/// The row of `name`, or nullptr. "aws.cloudtrail.flattened.<area>.<path>" names resolve to the row of their area.
const CatalogueField* FindCatalogueField(std::string_view name);

}  // namespace crosstrail
