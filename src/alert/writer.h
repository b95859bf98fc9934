// Alert writers: one file a format, one row in the table of formats.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alert/alert.h"

namespace crosstrail {

struct WriterOptions {
  bool color = false;  // table only
};

/// Turns alerts into bytes. Begin, any number of Write, End: each returns the bytes to append to the output. The bytes
/// depend on the alerts and options alone. Log values are untrusted: every writer neutralises what its reader would
/// execute (terminal escapes, spreadsheet formulas, markup).
class AlertWriter {
 public:
  virtual ~AlertWriter() = default;
  virtual std::string Begin() { return {}; }
  virtual std::string Write(const Alert& alert) = 0;
  virtual std::string End() { return {}; }
};

struct AlertFormat {
  std::string_view name;         // as given to --format
  std::string_view description;  // one line for --help
  std::unique_ptr<AlertWriter> (*make)(const WriterOptions& options);
};

/// All formats, in the order --help lists them.
std::span<const AlertFormat> AlertFormats();
const AlertFormat* FindAlertFormat(std::string_view name);

}  // namespace crosstrail
