#include "input/envelopes.h"

#include <array>

namespace crosstrail {
namespace {

using Kind = Disposition::Kind;
using Members = std::span<const Member>;

bool IsString(const Member* member) { return member != nullptr && member->value.starts_with('"'); }
bool IsObject(const Member* member) { return member != nullptr && member->value.starts_with('{'); }

Disposition Into(Kind kind, const Member* member) {
  return {.kind = kind, .inner = member->value, .inner_at = member->at, .reason = SkipReason::kOtherEvent};
}

Disposition Skip(SkipReason reason) { return {.kind = Kind::kSkip, .inner = {}, .inner_at = 0, .reason = reason}; }

Disposition Itself(Kind kind) { return {.kind = kind, .inner = {}, .inner_at = 0, .reason = SkipReason::kOtherEvent}; }

constexpr Disposition kNo{};

// Amazon S3's own notifications look like records: eventSource "aws:s3", eventName "ObjectCreated:Put".
Disposition S3Notification(Members members) {
  const Member* source = FindMember(members, "eventSource");
  if (IsString(source) && source->value.starts_with("\"aws:")) {
    // An SQS message handed to Lambda carries eventSource "aws:sqs" beside its body.
    return FindMember(members, "body") != nullptr ? kNo : Skip(SkipReason::kNotification);
  }
  const bool trail_notice = FindMember(members, "s3Bucket") != nullptr && FindMember(members, "s3ObjectKey") != nullptr;
  return trail_notice ? Skip(SkipReason::kNotification) : kNo;
}

Disposition SummaryEvent(Members members) {
  for (const std::string_view name : {"eventCategory", "eventType"}) {
    const Member* member = FindMember(members, name);
    if (member == nullptr) continue;
    if (KeyEquals(member->value, "\"Insight\"") || KeyEquals(member->value, "\"AwsCloudTrailInsight\"")) {
      return Skip(SkipReason::kInsight);
    }
    if (KeyEquals(member->value, "\"Aggregated\"") || KeyEquals(member->value, "\"AwsAggregatedEvent\"")) {
      return Skip(SkipReason::kAggregated);
    }
  }
  return kNo;
}

Disposition PlainRecord(Members members) {
  const bool record = FindMember(members, "eventName") != nullptr && FindMember(members, "eventSource") != nullptr;
  // A record with its name or source taken out still has these three; it must not pass for something else.
  const bool maimed = FindMember(members, "eventVersion") != nullptr &&
                      FindMember(members, "userIdentity") != nullptr && FindMember(members, "eventTime") != nullptr;
  return record || maimed ? Itself(Kind::kRecord) : kNo;
}

Disposition Digest(Members members) {
  return FindMember(members, "digestStartTime") != nullptr || FindMember(members, "digestS3Bucket") != nullptr
             ? Skip(SkipReason::kDigest)
             : kNo;
}

Disposition EventBridge(Members members) {
  const Member* detail = FindMember(members, "detail");
  if (!IsObject(detail)) return kNo;
  const bool event = FindMember(members, "detail-type") != nullptr || FindMember(members, "source") != nullptr;
  return event ? Into(Kind::kObject, detail) : kNo;
}

Disposition LambdaSubscription(Members members) {
  const Member* awslogs = FindMember(members, "awslogs");
  return IsObject(awslogs) ? Into(Kind::kObject, awslogs) : kNo;
}

Disposition LambdaSubscriptionData(Members members) {
  const Member* data = FindMember(members, "data");
  return IsString(data) && members.size() == 1 ? Into(Kind::kBase64, data) : kNo;
}

Disposition LookupEvents(Members members) {
  const Member* event = FindMember(members, "CloudTrailEvent");
  return IsString(event) ? Into(Kind::kText, event) : kNo;
}

// The S3 object and CloudWatch Logs' decoded payload say so once a list of theirs is empty.
Disposition EmptyContainer(Members members) {
  const Member* type = FindMember(members, "messageType");
  if (type != nullptr && KeyEquals(type->value, "\"CONTROL_MESSAGE\"")) return Skip(SkipReason::kControlMessage);
  return kNo;
}

Disposition LogEvent(Members members) {
  const Member* message = FindMember(members, "message");
  if (!IsString(message)) return kNo;
  if (message->value.starts_with("\"CWL CONTROL MESSAGE")) return Skip(SkipReason::kControlMessage);
  const bool log_event = FindMember(members, "timestamp") != nullptr || FindMember(members, "aws") != nullptr ||
                         FindMember(members, "@timestamp") != nullptr;
  const bool ecs = FindMember(members, "event") != nullptr || FindMember(members, "event.action") != nullptr;
  return log_event && !ecs ? Into(Kind::kText, message) : kNo;
}

Disposition LakeEvent(Members members) {
  const Member* data = FindMember(members, "eventData");
  if (IsObject(data)) return Into(Kind::kObject, data);
  return IsString(data) ? Into(Kind::kText, data) : kNo;
}

Disposition SnsMessage(Members members) {
  const Member* record = FindMember(members, "Sns");
  if (IsObject(record)) return Into(Kind::kObject, record);
  const Member* message = FindMember(members, "Message");
  if (!IsString(message)) return kNo;
  const Member* type = FindMember(members, "Type");
  if (type != nullptr && !KeyEquals(type->value, "\"Notification\"")) return Skip(SkipReason::kNotification);
  return Into(Kind::kText, message);
}

Disposition SqsMessage(Members members) {
  for (const std::string_view name : {"Body", "body"}) {
    const Member* body = FindMember(members, name);
    if (IsString(body)) return Into(Kind::kText, body);
  }
  return kNo;
}

Disposition ElasticDocument(Members members) {
  const Member* source = FindMember(members, "_source");
  if (IsObject(source)) return Into(Kind::kObject, source);
  if (FindMember(members, "@timestamp") == nullptr) return kNo;
  for (const std::string_view name : {"event", "event.action", "event.provider", "aws", "aws.cloudtrail"}) {
    if (FindMember(members, name) != nullptr) return Itself(Kind::kElastic);
  }
  return kNo;
}

struct Envelope {
  std::string_view name;
  Disposition (*recognise)(Members members);
};

constexpr std::array kEnvelopes{
    Envelope{"Amazon S3 or trail notification", S3Notification},
    Envelope{"Insights or aggregated event", SummaryEvent},
    Envelope{"CloudTrail record, Logstash's form too", PlainRecord},
    Envelope{"CloudTrail digest", Digest},
    Envelope{"EventBridge event", EventBridge},
    Envelope{"CloudWatch Logs subscription, Lambda event", LambdaSubscription},
    Envelope{"CloudWatch Logs subscription, Lambda payload", LambdaSubscriptionData},
    Envelope{"CloudWatch Logs subscription without events", EmptyContainer},
    Envelope{"lookup-events entry", LookupEvents},
    Envelope{"CloudTrail Lake event", LakeEvent},
    Envelope{"SNS message", SnsMessage},
    Envelope{"SQS message", SqsMessage},
    Envelope{"CloudWatch Logs event or raw Elastic document", LogEvent},
    Envelope{"Elastic document", ElasticDocument},
};

struct Container {
  std::string_view key;
  char first;
};

// "Records": S3 object, Lambda's SNS and SQS events. "Events": lookup-events. "logEvents": CloudWatch Logs. "Messages":
// SQS receive-message. "hits" twice: Elasticsearch's _search.
constexpr std::array kContainers{
    Container{"Records", '['},  Container{"Events", '['}, Container{"logEvents", '['},
    Container{"Messages", '['}, Container{"hits", '{'},   Container{"hits", '['},
};

}  // namespace

const Member* FindMember(std::span<const Member> members, std::string_view name) {
  for (std::size_t i = members.size(); i > 0; --i) {
    if (KeyEquals(members[i - 1].key, name)) return &members[i - 1];
  }
  return nullptr;
}

Disposition Classify(std::span<const Member> members) {
  for (const Envelope& envelope : kEnvelopes) {
    const Disposition disposition = envelope.recognise(members);
    if (disposition.kind != Kind::kUnrecognised) return disposition;
  }
  return {};
}

bool IsContainer(std::string_view key, char first) {
  for (const Container& container : kContainers) {
    if (container.key == key && container.first == first) return true;
  }
  return false;
}

}  // namespace crosstrail
