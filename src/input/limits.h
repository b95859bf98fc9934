// The bounds on untrusted input, in one place. Reaching one is reported by name and costs what it says, nothing else.
#pragma once

#include <cstdint>

namespace crosstrail {

struct InputLimits {
  std::uint64_t object_bytes = std::uint64_t{1} << 30;  // decompressed size of one object; the rest of it is not read
  std::uint64_t ratio = 200;                            // decompressed to stored, once past kRatioFloor
  std::uint64_t record_bytes = std::uint64_t{1} << 20;  // one record; costs that record
  int json_depth = 64;                                  // brackets inside brackets, 1 to 64; costs that record
};

/// Objects that decompress to less than this may have any ratio: they cannot hurt.
inline constexpr std::uint64_t kRatioFloor = std::uint64_t{16} << 20;

/// One wrapper around records (a subscription payload, a queue message): Lambda and SQS cap theirs far below.
inline constexpr std::uint64_t kEnvelopeBytes = std::uint64_t{16} << 20;

/// Wrappers inside wrappers: SQS in SNS in EventBridge in Lambda needs four.
inline constexpr int kEnvelopeDepth = 8;

}  // namespace crosstrail
