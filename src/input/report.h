// What reading the input came to: everything that was read, passed over or went wrong, counted and named.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosstrail {

/// Well-formed input that holds nothing to match rules against, or that the caller asked to leave out.
enum class SkipReason : std::uint8_t {
  kDigest,          // CloudTrail digest file
  kInsight,         // CloudTrail Insights event
  kAggregated,      // aggregated event (five-minute summary)
  kControlMessage,  // CloudWatch Logs subscription check
  kNotification,    // says that an object exists elsewhere, holds no record
  kOtherEvent,      // an EventBridge event or document that is not CloudTrail
  kOutsideTime,     // --from / --to
  kOtherAccount,    // --account
  kOtherRegion,     // --region
  kPrunedObject,    // whole object left out by its S3 key
  kNotLogs,         // a file found in a directory that is no log by name or content
};
inline constexpr std::size_t kSkipReasons = 11;

/// "CloudTrail digest file", for the summary.
std::string_view SkipReasonName(SkipReason reason);

/// Something that could not be read. Any problem makes the exit code 3.
struct Problem {
  std::string path;                     // as it is on disk, print with Printable(); empty: no one object's
  std::optional<std::uint64_t> record;  // position of the record in its object, from 0
  std::string message;

  bool operator<(const Problem& other) const;
};

/// Merges by addition, so the total does not depend on which thread read what.
struct InputReport {
  /// Problems kept in full; the rest are counted. The smallest by path and record are kept, whatever the order of
  /// arrival.
  static constexpr std::size_t kProblemsKept = 1000;

  std::uint64_t objects = 0;       // files and streams opened
  std::uint64_t bytes_stored = 0;  // read from disk or stream
  std::uint64_t bytes = 0;         // after decompression
  std::uint64_t records = 0;       // delivered to rules, duplicates included
  std::array<std::uint64_t, kSkipReasons> skipped{};
  std::uint64_t problem_count = 0;
  std::vector<Problem> problems;

  void Skip(SkipReason reason, std::uint64_t count = 1) { skipped[static_cast<std::size_t>(reason)] += count; }
  std::uint64_t SkippedFor(SkipReason reason) const { return skipped[static_cast<std::size_t>(reason)]; }
  void AddProblem(Problem problem);
  void Merge(InputReport&& other);
  /// Sorts the problems and cuts them to kProblemsKept.
  void Finish();
};

}  // namespace crosstrail
