// Logs in, documents or records out: everything that was read, in the order of the input.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "event/document.h"
#include "input/read_all.h"
#include "input/tally.h"

namespace crosstrail {

enum class ConvertTo : std::uint8_t {
  kEcs,      // the documents of Elastic's aws integration (event/document.h)
  kRecords,  // CloudTrail's own records, out of whatever envelope they came in
};

struct ConvertOptions {
  std::vector<std::string> paths;
  ReadOptions read;
  ConvertTo to = ConvertTo::kEcs;
  DocumentOptions document;
  unsigned threads = 1;
};

struct ConvertResult {
  InputReport input;
  RecordTally tally;
  std::uint64_t written = 0;
  Status status;  // of writing: the first error, after which nothing more was written
};

/// Hands one line a record to `write`, in the order of the walk and within a file of the file, whatever the number of
/// threads. `write` is called from one thread at a time. Duplicates are written as often as they are read. Memory:
/// kBuffered bytes of lines that wait for their turn, and about a megabyte a thread.
ConvertResult Convert(const ConvertOptions& options, ReadProgress& progress,
                      const std::function<Status(std::string_view)>& write);

/// The record that `record`'s text holds: itself, or event.original of a document. Error where there is none.
class RecordWriter {
 public:
  /// Appends it on one line, without white space between tokens and without a line end.
  Status Append(const Record& record, std::string& out);

 private:
  JsonTree tree_;
  std::string padded_;
  std::vector<const JsonNode*> found_;
};

}  // namespace crosstrail
