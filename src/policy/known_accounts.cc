#include "policy/known_accounts.h"

#include "policy/name_order.h"

namespace crosstrail::policy {

const KnownAccount* FindKnownAccount(std::string_view account) {
  return FindByName(KnownAccounts(), account, &KnownAccount::account);
}

}  // namespace crosstrail::policy
