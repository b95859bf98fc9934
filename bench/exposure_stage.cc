#include "exposure_stage.h"

#include <fmt/format.h>

#include "exposure/tracker.h"

namespace crosstrail {
namespace {

constexpr std::uint64_t kOneInSoMany = 200;

std::string PolicyOf(const std::string& bucket, std::uint64_t number) {
  const std::string principal =
      number % kOneInSoMany == 0 ? "arn:aws:iam::222222222222:root" : "arn:aws:iam::111111111111:role/application";
  return fmt::format(
      R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":"*","Action":"s3:*",)"
      R"("Resource":["arn:aws:s3:::{0}","arn:aws:s3:::{0}/*"],"Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}},)"
      R"({{"Effect":"Allow","Principal":{{"AWS":"{1}"}},"Action":["s3:GetObject","s3:PutObject",)"
      R"("s3:DeleteObject"],"Resource":"arn:aws:s3:::{0}/*"}},{{"Effect":"Allow",)"
      R"("Principal":{{"AWS":"{1}"}},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::{0}"}}]}})",
      bucket, principal);
}

}  // namespace

ExposureTotals RunExposureStage(std::uint64_t buckets) {
  exposure::Tracker tracker({});
  std::vector<exposure::Change> changes(1);
  exposure::Change& change = changes.front();
  change.row = &exposure::FindSharingRows("s3.amazonaws.com", "PutBucketPolicy").front();
  change.owner = "111111111111";
  change.visibility = exposure::Visibility::kText;
  exposure::Origin origin;
  origin.action = "PutBucketPolicy";
  origin.actor = "arn:aws:iam::111111111111:role/deploy";
  for (std::uint64_t i = 0; i < buckets; ++i) {
    const std::string bucket = fmt::format("example-team-{}-application-{}", i % 97, i);
    change.resource = "arn:aws:s3:::" + bucket;
    change.policy = PolicyOf(bucket, i);
    origin.time = static_cast<Instant>(i) * kSecond;
    origin.event_id = fmt::format("{:032x}", i);
    tracker.Apply(changes, origin);
  }
  return {tracker.size(), tracker.inventory().Open().size()};
}

}  // namespace crosstrail
