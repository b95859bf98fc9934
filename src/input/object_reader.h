// Reading one object from end to end: open, decompress, frame, account for it.
#pragma once

#include "input/framer.h"
#include "input/limits.h"
#include "input/report.h"
#include "input/selection.h"
#include "input/walker.h"

namespace crosstrail {

struct ReadOptions {
  InputLimits limits;
  Selection selection;
  bool hash = false;  // SHA-256 of each object as stored
};

/// Receives the selected records of an object.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void OnRecord(const Record& record) = 0;
};

/// One a thread, reused from file to file; not thread-safe.
class ObjectReader {
 public:
  /// `options` must outlive the reader.
  explicit ObjectReader(const ReadOptions& options);

  /// Hands every selected record of `file` to `sink`. Whatever went wrong or was passed over is in report().
  /// With options.hash the object is read twice: its hash must be known before its first record is handed on.
  void Read(const InputFile& file, RecordSink& sink);

  /// A record that `sink` found to be broken after all (its rules asked for more of it than the framer had looked at).
  void NoteProblem(const Record& record, std::string message);

  const InputReport& report() const { return report_; }
  /// Stored bytes read so far, those of the object being read included.
  std::uint64_t bytes_stored() const { return report_.bytes_stored + (reading_ ? decompressor_.bytes_in() : 0); }
  InputReport TakeReport();

 private:
  const ReadOptions& options_;
  Decompressor decompressor_;
  Framer framer_;
  InputReport report_;
  bool reading_ = false;
};

}  // namespace crosstrail
