// A record: the JSON text of one CloudTrail event (or of one Elastic document holding one), with where it came from and
// the few routing fields that the framer reads on its way past.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace crosstrail {

/// Readable bytes that must follow every JSON text handed to a reader (simdjson loads whole vectors).
inline constexpr std::size_t kJsonPadding = 64;

enum class RecordForm : std::uint8_t {
  kCloudTrail,  // AWS's own form; also Logstash's, which has @timestamp in place of eventTime
  kElastic,     // a document of Elastic's aws integration: ECS fields, nested or dotted
};

/// The file or stream a record was read from.
struct SourceObject {
  std::string path;    // as named on the command line or found below it; "-" for standard input
  std::string sha256;  // of the object as stored (compressed), hex; empty unless hashing was asked for
};

/// Views into the framer's window: valid only during the call that delivers the record.
struct Record {
  std::string_view json;  // one JSON object; kJsonPadding readable bytes follow
  RecordForm form = RecordForm::kCloudTrail;
  bool has_time = false;  // whether `time` was there and understood
  Instant time = 0;       // eventTime, else @timestamp
  // Unescaped; empty when absent or not a string.
  std::string_view provider;                 // eventSource, e.g. "s3.amazonaws.com"
  std::string_view action;                   // eventName
  std::string_view event_id;                 // eventID
  std::string_view account;                  // recipientAccountId
  std::string_view region;                   // awsRegion
  std::string_view request_parameters = {};  // as written; empty where nobody has looked for them
  std::string_view user_identity = {};       // the same
  std::uint64_t index = 0;                   // position among the records of its object, from 0
  const SourceObject* source = nullptr;
  /// A JSON object with fields that Crosstrail adds to the event, from what it knows of others
  /// (detect/exposure_pass.h); empty: none. kJsonPadding readable bytes follow.
  std::string_view added = {};
};

}  // namespace crosstrail
