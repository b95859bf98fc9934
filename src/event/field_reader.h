// What a rule of the catalogue sees: the open record on one side, the values of the one field it computes on the other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "enrich/cached_enrichment.h"
#include "event/entities.h"
#include "event/record_path.h"
#include "event/text_pool.h"
#include "event/value.h"
#include "input/record.h"
#include "json/tree.h"

namespace crosstrail {

/// The record that is open, as far as fields are concerned.
struct OpenRecord {
  const JsonNode* root = nullptr;  // an object; nullptr while nothing is open
  RecordMembers members;           // of a raw record
  bool drops_empties = false;      // the drop rule applies (event/drop_rule.h): a raw record
  bool elastic_limits = false;
  const Record* record = nullptr;
  TextPool* texts = nullptr;
  std::vector<const JsonNode*>* scratch = nullptr;
  CachedEnrichment* enrichment = nullptr;
  std::optional<Entities> entities;  // once a field has asked for them
  bool over_limits = false;          // a field that was read holds more than Elastic would have indexed
};

/// Lives for one field of one event. Paths are those of a raw record, e.g. "userIdentity.arn"; a value that the drop
/// rule removes is not there.
class FieldReader {
 public:
  /// Values go to the end of `values`. `sub_path` is what follows the area in the name of a flattened field.
  FieldReader(OpenRecord& record, FieldType type, std::string_view sub_path, std::vector<Value>& values)
      : record_(record), type_(type), sub_path_(sub_path), values_(values) {}

  /// Whether anything is at `path`.
  bool Has(RecordPath path) const;
  /// The first scalar at `path` as a keyword; empty when there is none.
  std::string_view Text(RecordPath path) const;
  /// Adds every value at `path` that the field's type can hold.
  void EmitAt(RecordPath path);
  /// The same of a document of Elastic's, by the field's name.
  void EmitNamed(std::string_view name) { EmitFrom(*record_.root, name); }
  void EmitFrom(const JsonNode& document, std::string_view name);
  /// Adds the scalars at the field's sub-path below `area`, or all below `area` when it has none, as keywords; with
  /// Elastic's limits nothing where Elastic leaves out the flattened copy of so long an area.
  void EmitLeaves(RecordPath area);
  /// Adds the value at `area` as Java prints it.
  void EmitMapText(RecordPath area);
  /// Adds `text`, which must live as long as the event is open, unless it is empty.
  void Emit(std::string_view text);
  void EmitBool(bool value) { values_.emplace_back(value); }
  void EmitLong(std::int64_t value) { values_.emplace_back(value); }
  void EmitDouble(double value) { values_.emplace_back(value); }
  /// Leaves the first of equal values.
  void KeepDistinct();

  /// The record as a whole: its text and where it came from.
  const Record& Source() const { return *record_.record; }
  const Entities& AllEntities();
  CachedEnrichment& Enrichments() { return *record_.enrichment; }

  /// Adds the values of `member` in the record's resources (event/resources.h), each once.
  void EmitOfResources(std::string_view member);

  /// An empty string that lives as long as the event is open.
  std::string& NewText() { return record_.texts->New(); }

 private:
  const std::vector<const JsonNode*>& Find(RecordPath path) const;
  void EmitFound();
  bool IsLeftOut(RecordPath area);
  void EmitAllBelow(const JsonNode& value);
  void EmitScalar(const JsonNode& value);
  bool IsThere(const JsonNode& value) const;

  OpenRecord& record_;
  FieldType type_;
  std::string_view sub_path_;
  std::vector<Value>& values_;
};

}  // namespace crosstrail
