#include "policy/condition_keys.h"

#include "policy/name_order.h"

namespace crosstrail::policy {
namespace {

// The row that `key` belongs to by what stands before `separator`, where a suffix follows.
const ConditionKeyRow* FindFamily(std::string_view key, std::size_t separator) {
  if (separator == std::string_view::npos || separator + 1 == key.size()) return nullptr;
  const ConditionKeyRow* const row = FindByName(ConditionKeys(), key.substr(0, separator + 1), &ConditionKeyRow::name);
  return row != nullptr && row->takes_suffix ? row : nullptr;
}

}  // namespace

const ConditionKeyRow* FindConditionKey(std::string_view key) {
  const ConditionKeyRow* const row = FindByName(ConditionKeys(), key, &ConditionKeyRow::name);
  if (row != nullptr) return row->takes_suffix ? nullptr : row;
  if (const ConditionKeyRow* const family = FindFamily(key, key.find('/'))) return family;
  const std::size_t service_end = key.find(':');  // kms:EncryptionContext:key
  return service_end == std::string_view::npos ? nullptr : FindFamily(key, key.find(':', service_end + 1));
}

ConditionKind KindOf(std::string_view key) {
  const ConditionKeyRow* const row = FindConditionKey(key);
  return row == nullptr ? ConditionKind::kUnknown : row->kind;
}

std::string_view Name(ConditionKind kind) {
  switch (kind) {
    case ConditionKind::kUnknown:
      return "unknown";
    case ConditionKind::kPrincipal:
      return "principal";
    case ConditionKind::kSourceService:
      return "source_service";
    case ConditionKind::kNetwork:
      return "network";
    case ConditionKind::kAccessPoint:
      return "access_point";
    case ConditionKind::kKmsKey:
      return "kms_key";
    case ConditionKind::kTime:
      return "time";
    case ConditionKind::kMfa:
      return "mfa";
    case ConditionKind::kResourceConstant:
      return "resource_constant";
    case ConditionKind::kTag:
      return "tag";
    case ConditionKind::kRequest:
      return "request";
  }
  return {};
}

}  // namespace crosstrail::policy
