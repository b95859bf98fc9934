#include "input/report.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace crosstrail {

std::string_view SkipReasonName(SkipReason reason) {
  switch (reason) {
    case SkipReason::kDigest:
      return "CloudTrail digest file";
    case SkipReason::kInsight:
      return "CloudTrail Insights event";
    case SkipReason::kAggregated:
      return "CloudTrail aggregated event";
    case SkipReason::kControlMessage:
      return "CloudWatch Logs control message";
    case SkipReason::kNotification:
      return "notification without a record";
    case SkipReason::kOtherEvent:
      return "event that is not CloudTrail";
    case SkipReason::kOutsideTime:
      return "event outside --from/--to";
    case SkipReason::kOtherAccount:
      return "event of another account";
    case SkipReason::kOtherRegion:
      return "event of another region";
    case SkipReason::kPrunedObject:
      return "object left out by its S3 key";
    case SkipReason::kNotLogs:
      return "file that is no log";
  }
  return "";
}

bool Problem::operator<(const Problem& other) const {
  return std::tie(path, record, message) < std::tie(other.path, other.record, other.message);
}

void InputReport::AddProblem(Problem problem) {
  ++problem_count;
  problems.push_back(std::move(problem));
  if (problems.size() >= 2 * kProblemsKept) Finish();
}

void InputReport::Merge(InputReport&& other) {
  objects += other.objects;
  bytes_stored += other.bytes_stored;
  bytes += other.bytes;
  records += other.records;
  for (std::size_t i = 0; i < kSkipReasons; ++i) skipped[i] += other.skipped[i];
  problem_count += other.problem_count;
  problems.insert(problems.end(), std::make_move_iterator(other.problems.begin()),
                  std::make_move_iterator(other.problems.end()));
  Finish();
}

void InputReport::Finish() {
  std::sort(problems.begin(), problems.end());
  if (problems.size() > kProblemsKept) problems.resize(kProblemsKept);
}

}  // namespace crosstrail
