// Appending the small texts CloudTrail is made of: identifiers, random blobs, numbers and times.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "generate/random.h"

namespace crosstrail::generate {

/// `count` lower-case hexadecimal digits of `bits` (at most 16).
void AppendHex(std::string& out, std::uint64_t bits, std::size_t count);

/// A random version 4 UUID.
void AppendUuid(std::string& out, Random& random);

/// `count` random characters of base64, without padding.
void AppendBase64(std::string& out, Random& random, std::size_t count);

/// `count` characters of A-Z and 2-7, as in IAM's unique ids and access keys; the same for the same hash.
void AppendBase32(std::string& out, std::uint64_t hash, std::size_t count);

/// `count` random characters of 0-9 and A-Z, as in request ids of S3 and DynamoDB.
void AppendBase36(std::string& out, Random& random, std::size_t count);

void AppendNumber(std::string& out, std::uint64_t number);

/// Seconds since the epoch as "2025-06-13T12:22:41Z".
void AppendTime(std::string& out, std::int64_t seconds);

/// Seconds since the epoch as the keys of objects have it: "20250613T1222Z".
void AppendMinute(std::string& out, std::int64_t seconds);

/// Seconds since the epoch as STS prints an expiration: "Jun 13, 2025, 1:22:41 PM".
void AppendExpiration(std::string& out, std::int64_t seconds);

/// Seconds since the epoch as "2025<separator>06<separator>13"; '\0' for no separator.
void AppendDate(std::string& out, std::int64_t seconds, char separator);

}  // namespace crosstrail::generate
