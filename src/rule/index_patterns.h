// Whether a rule's index patterns can reach CloudTrail events.
#pragma once

#include <string>
#include <vector>

namespace crosstrail {

/// Where Elastic keeps CloudTrail: the data stream of its aws integration and Filebeat's indices. True when one of
/// `patterns` can match such an index and no `-pattern` takes it away again, or when there are no patterns at all.
/// A remote cluster's name before a colon is passed over.
bool CoversCloudTrail(const std::vector<std::string>& patterns);

}  // namespace crosstrail
