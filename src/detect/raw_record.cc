#include "detect/raw_record.h"

#include <string_view>
#include <vector>

#include "event/find_nodes.h"
#include "json/write.h"

namespace crosstrail {
namespace {

struct RawMember {
  std::string_view key;    // of the record
  std::string_view field;  // of the document
};

constexpr RawMember kMembers[] = {
    {"eventSource", "event.provider"},
    {"eventName", "event.action"},
    {"awsRegion", "cloud.region"},
    {"recipientAccountId", "aws.cloudtrail.recipient_account_id"},
    {"errorCode", "aws.cloudtrail.error_code"},
    {"requestParameters", "aws.cloudtrail.flattened.request_parameters"},
    {"responseElements", "aws.cloudtrail.flattened.response_elements"},
};
constexpr RawMember kIdentity[] = {
    {"arn", "aws.cloudtrail.user_identity.arn"},
    {"principalId", "user.id"},
    {"invokedBy", "aws.cloudtrail.user_identity.invoked_by"},
    {"type", "aws.cloudtrail.user_identity.type"},
};
constexpr RawMember kResource[] = {{"ARN", "arn"}, {"accountId", "account_id"}, {"type", "type"}};

const JsonNode* First(const JsonNode& from, std::string_view field) {
  std::vector<const JsonNode*> found;
  FindNodes(from, field, found);
  return found.empty() ? nullptr : found.front();
}

void AppendKey(std::string_view key, std::string& out) {
  if (out.back() != '{') out += ',';
  AppendJsonString(key, out);
  out += ':';
}

template <std::size_t N>
void AppendMembers(const JsonNode& from, const RawMember (&members)[N], std::string& out) {
  for (const RawMember& member : members) {
    const JsonNode* const value = First(from, member.field);
    if (value == nullptr) continue;
    AppendKey(member.key, out);
    AppendJson(*value, out);
  }
}

}  // namespace

std::string RawRecordOf(const JsonNode& document) {
  const JsonNode* const original = First(document, "event.original");
  if (const std::string_view text = StringOf(original); text.starts_with('{')) return std::string(text);
  std::string out = "{";
  AppendMembers(document, kMembers, out);
  AppendKey("userIdentity", out);
  out += '{';
  AppendMembers(document, kIdentity, out);
  out += '}';
  AppendKey("resources", out);
  out += '[';
  std::vector<const JsonNode*> resources;
  FindNodes(document, "aws.cloudtrail.resources", resources);
  for (const JsonNode* const resource : resources) {
    if (out.back() != '[') out += ',';
    out += '{';
    AppendMembers(*resource, kResource, out);
    out += '}';
  }
  return out + "]}";
}

}  // namespace crosstrail
