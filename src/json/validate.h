// Strict checks of JSON text that was only skimmed so far.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"

namespace crosstrail {

/// Whether `text` is valid UTF-8. About ten gigabytes a second.
bool IsValidUtf8(std::string_view text);

/// A full parse by the book. One a thread; not thread-safe.
class JsonValidator {
 public:
  JsonValidator();
  ~JsonValidator();
  JsonValidator(const JsonValidator&) = delete;
  JsonValidator& operator=(const JsonValidator&) = delete;

  /// kMalformed with the parser's reason when `text` (kJsonPadding readable bytes follow) is not one JSON value.
  Status Check(std::string_view text);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace crosstrail
