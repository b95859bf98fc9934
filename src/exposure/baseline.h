// What is known of resources beside the logs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exposure/change.h"
#include "exposure/inventory.h"

namespace crosstrail::exposure {

struct BaselineEntry {
  std::vector<Change> changes;  // of one resource, at least one; none where there is an exposure
  Origin origin;                // without a time: it was so before all logs
  /// What --save wrote of who opened something and when, behind the resources' states.
  std::optional<Exposure> exposure;
};

/// Reads what `text` says; `file` names it in messages. Understood are, one or many (a list, or one a line):
///
///     {"Policy": "{...}"}                     aws s3api get-bucket-policy; the bucket is the one its resources name
///     {"Bucket": "b", "Owner": "1111...", "Policy": "..."}   ... with what the output lacks
///     {"configurationItems": [...]}           an AWS Config snapshot or history (S3 buckets, IAM roles, KMS keys,
///                                             SQS queues, SNS topics)
///     {"arn": "arn:...", "owner": "1111...", "policy": {...}, "time": "..."}   our own form
///
/// Error (kMalformed): the text is none of these, and where.
Result<std::vector<BaselineEntry>> ReadBaseline(std::string_view text, const std::string& file);

}  // namespace crosstrail::exposure
