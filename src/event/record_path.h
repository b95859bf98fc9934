// Paths into raw CloudTrail records, checked and taken apart when this program is compiled.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "json/tree.h"

namespace crosstrail {

/// The top-level members of records that fields are read from.
inline constexpr auto kTopLevelKeys = std::to_array<std::string_view>({
    "@timestamp",
    "addendum",
    "additionalEventData",
    "apiVersion",
    "awsAccountId",
    "awsRegion",
    "digestEndTime",
    "digestS3Bucket",
    "digestS3Object",
    "digestSignatureAlgorithm",
    "digestStartTime",
    "errorCode",
    "errorMessage",
    "eventCategory",
    "eventID",
    "eventName",
    "eventSource",
    "eventTime",
    "eventType",
    "eventVersion",
    "insightDetails",
    "logFiles",
    "managementEvent",
    "newestEventTime",
    "oldestEventTime",
    "previousDigestHashAlgorithm",
    "previousDigestS3Bucket",
    "previousDigestSignature",
    "publicKeyFingerprint",
    "readOnly",
    "recipientAccountId",
    "requestID",
    "requestParameters",
    "resources",
    "responseElements",
    "serviceEventDetails",
    "sessionCredentialFromConsole",
    "sharedEventID",
    "sourceIPAddress",
    "sourceIdentity",
    "tlsDetails",
    "userAgent",
    "userIdentity",
    "vpcEndpointAccountId",
    "vpcEndpointId",
});

/// "userIdentity.arn". A path whose first part is not among kTopLevelKeys does not compile. Two registers wide.
class RecordPath {
 public:
  constexpr RecordPath() = default;                       // no path
  consteval RecordPath(const char* path) : text_(path) {  // NOLINT(google-explicit-constructor): literals are paths
    const std::string_view whole(path);
    const std::string_view first = whole.substr(0, whole.find('.'));
    while (kTopLevelKeys[top_] != first) ++top_;  // past the end: not a constant expression, so an error
    size_ = static_cast<std::uint16_t>(whole.size());
    rest_ = static_cast<std::uint16_t>(first.size() == whole.size() ? whole.size() : first.size() + 1);
  }

  constexpr std::string_view text() const { return {text_, size_}; }
  constexpr bool empty() const { return size_ == 0; }
  /// Index of the first part among kTopLevelKeys.
  constexpr std::size_t top() const { return top_; }
  /// What follows the first part; may be empty.
  constexpr std::string_view rest() const { return {text_ + rest_, static_cast<std::size_t>(size_ - rest_)}; }

 private:
  const char* text_ = "";
  std::uint16_t size_ = 0;
  std::uint16_t rest_ = 0;
  std::uint32_t top_ = 0;
};

/// The members of one open record by their place among kTopLevelKeys. A look-up of a path costs a few nanoseconds and
/// a step a nested member. Reused from record to record; not thread-safe.
class RecordMembers {
 public:
  /// Forgets the record before; `record` (an object) must outlive the use.
  void Index(const JsonNode& record);

  /// The member that `path` begins with; nullptr when the record has none.
  const JsonNode* Top(RecordPath path) const { return members_[path.top()]; }

  /// The value at `path`; nullptr when there is none. A list on the way or at the end is given as it is: Find has its
  /// items.
  const JsonNode* FindOne(RecordPath path) const {
    const JsonNode* const top = Top(path);
    return top == nullptr || path.rest().empty() ? top : FindOneBelow(*top, path.rest());
  }

  /// Appends every value at `path`; lists on the way or at the end stand for their items (event/find_nodes.h).
  void Find(RecordPath path, std::vector<const JsonNode*>& found) const;

 private:
  static const JsonNode* FindOneBelow(const JsonNode& from, std::string_view path);

  std::array<const JsonNode*, kTopLevelKeys.size()> members_{};
};

}  // namespace crosstrail
