// The layout of CloudTrail's S3 keys: AWSLogs/[o-ORG/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/...
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace crosstrail {

/// What a path says about the objects at or below it; a directory may say less than a file.
struct S3Key {
  std::string_view organization;  // "o-..." or empty
  std::string_view account;       // 12 digits
  std::string_view kind;          // "CloudTrail", "CloudTrail-Digest", "CloudTrail-Insight"
  std::string_view region;
  std::optional<Instant> first;  // the days the objects were delivered on: [first, last)
  std::optional<Instant> last;
};

/// Reads the key out of `path` (a file, or a directory on the way to files). nullopt when there is no "AWSLogs"
/// followed by an account in it.
std::optional<S3Key> ParseS3Key(std::string_view path);

}  // namespace crosstrail
