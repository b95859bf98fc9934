// An event: a record opened for reading. Fields are ECS names; each is resolved from the record at most once, and only
// when a query asks for it.
#pragma once

#include <memory>

#include "base/result.h"
#include "enrich/enrichment.h"
#include "event/field_set.h"
#include "event/record_path.h"
#include "input/record.h"
#include "json/tree.h"

namespace crosstrail {

struct EventOptions {
  /// Elastic's index limits: values over ignore_above (8191 characters for request_parameters and response_elements,
  /// 1024 elsewhere) are absent. Off by default: Crosstrail sees the whole value.
  bool elastic_limits = false;
  /// What fills user_agent.*, source.geo.* and source.as.*.
  Enrichment enrichment = {};
};

/// One a thread, reused from record to record; not thread-safe. Opening costs one strict parse of the record (about
/// 0.5 microseconds a kilobyte); call it only for records that a rule may match.
class Event : public FieldSource {
 public:
  /// `fields` must outlive the event and not grow while it is in use.
  Event(const FieldSet& fields, EventOptions options);
  ~Event() override;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  /// Parses `record` strictly and forgets the one before. The record's bytes must stay alive while the event is open.
  /// Error (kMalformed) when the text is not valid JSON or not an object; then every field is missing. Escaped keys are
  /// understood; of duplicate keys the last one counts, at every level, as Elastic's JSON reader has it.
  Status Open(const Record& record);

  /// Adds fields to the open event (Record::added). The text must stay alive as it does.
  void Add(std::string_view added);

  Values Get(FieldId field) override;

  /// Whether a field that was read so far holds more than Elastic would have indexed.
  bool over_limits() const;
  /// Whether Elastic's limits apply to what is read from now on, until another record is opened.
  void ApplyElasticLimits(bool apply);

  /// The record's text as a tree; nullptr while none is open.
  const JsonNode* root() const;
  /// The members of a raw record.
  const RecordMembers& members() const;
  const Record& record() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crosstrail
