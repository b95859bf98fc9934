// The whole document that Elastic's aws integration would have made of a record, from the same catalogue that rules
// read lazily.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/event.h"

namespace crosstrail {

struct DocumentOptions {
  EventOptions event;
  bool dotted = false;    // {"user.name": ...} instead of {"user": {"name": ...}}
  bool original = false;  // with event.original, the record's text
};

/// One a thread, reused from record to record; not thread-safe.
class DocumentWriter {
 public:
  explicit DocumentWriter(const DocumentOptions& options);
  ~DocumentWriter();
  DocumentWriter(const DocumentWriter&) = delete;
  DocumentWriter& operator=(const DocumentWriter&) = delete;

  /// Appends the document of `record`, one JSON object on one line, without a line end. Every field of the catalogue
  /// that has a value is in it: a list where the catalogue says that there may be several values, else the value;
  /// flattened areas and resources as the objects they are. A record that is such a document already is appended
  /// unchanged but for white space. Error (kMalformed) when the record is not valid JSON; then nothing is appended.
  Status Append(const Record& record, std::string& out);

 private:
  struct Row;

  void AppendRow(const Row& row, std::string& out);
  void AppendArea(RecordPath path, std::string& out);
  void OpenKey(const Row& row, std::string& out);
  void CloseTo(std::size_t depth, std::string& out);

  const bool dotted_;
  FieldSet fields_;
  std::vector<Row> rows_;
  std::unique_ptr<Event> event_;
  std::vector<std::size_t> open_;  // the objects that are open, outermost first
  bool first_ = true;              // nothing has been written into the innermost of them
  std::vector<const JsonNode*> areas_;
};

}  // namespace crosstrail
