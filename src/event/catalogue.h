// The catalogue: every ECS field that Crosstrail can read from a CloudTrail record, one row a field.
#pragma once

#include <span>
#include <string_view>

#include "enrich/enrichment.h"
#include "event/record_path.h"
#include "event/value.h"

namespace crosstrail {

class FieldReader;  // event/field_reader.h: reads one field of the open record

/// How a field's values are taken from a raw CloudTrail record. From a document of Elastic's aws integration every
/// field is read by its name, but for Crosstrail's own.
struct CatalogueField {
  std::string_view name;  // ECS name, e.g. "aws.cloudtrail.user_identity.arn"
  FieldType type;
  bool multi_valued;             // may hold more than one value: documents have a list
  RecordPath path;               // CloudTrail path, e.g. "userIdentity.arn"; empty when `rule` computes the field
  void (*rule)(FieldReader&);    // computes the field where a path does not say it all; nullptr otherwise
  std::string_view description;  // source path or rule in words, for people
  std::string_view example;      // a value

  /// Crosstrail's own fields say something about the record, not of it: they are computed for every record.
  bool IsOwn() const { return name.starts_with("crosstrail."); }
};

/// All rows, sorted by name.
std::span<const CatalogueField> Catalogue();

/// The row of `name`, or nullptr. "aws.cloudtrail.flattened.<area>.<path>" names resolve to the row of their area.
const CatalogueField* FindCatalogueField(std::string_view name);

/// "keyword", "date": the name of an Elastic mapping type.
std::string_view FieldTypeName(FieldType type);

/// What has to be at hand for a field to be filled from a raw record, beside the record.
enum class FieldNeed : std::uint8_t { kNothing, kUserAgents, kPlaces, kSystems };
FieldNeed NeedOf(std::string_view field);

/// Whether that is at hand.
bool IsMet(FieldNeed need, const Enrichment& enrichment);

}  // namespace crosstrail
