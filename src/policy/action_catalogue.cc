#include "policy/action_catalogue.h"

#include "policy/name_order.h"

namespace crosstrail::policy {

const ActionRow* FindAction(std::string_view name) { return FindByName(S3Actions(), name, &ActionRow::name); }

std::string_view Name(AccessLevel level) {
  switch (level) {
    case AccessLevel::kList:
      return "list";
    case AccessLevel::kRead:
      return "read";
    case AccessLevel::kWrite:
      return "write";
    case AccessLevel::kTagging:
      return "tagging";
    case AccessLevel::kPermissionsManagement:
      return "permissions_management";
  }
  return {};
}

}  // namespace crosstrail::policy
