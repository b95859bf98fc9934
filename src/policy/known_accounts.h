// Accounts that need no investigation to be named: those AWS's own services call from, and those of vendors whose
// product asks to be given access.
//
// That an account is here says who owns it, not that it may be trusted: anyone who is a customer of the vendor can have
// it act. A constant table; nothing allocates, and every function may be called from any thread.
//
// Source: the facts (which account is whose), not the text, of fwd:cloudsec's known_aws_accounts list, each with a
// public page of the vendor behind it there, and of Skyscanner's cfripper for the services' log delivery and backup
// accounts; CloudFront Developer Guide for the canonical id of its log delivery.
#pragma once

#include <span>
#include <string_view>

namespace crosstrail::policy {

struct KnownAccount {
  std::string_view account;  // 12 digits, or the 64 hexadecimal digits of a canonical user id
  std::string_view name;     // the vendor, or the service and what its account is for
  bool aws_service;          // owned by AWS
};

/// All rows, sorted by account.
std::span<const KnownAccount> KnownAccounts();

/// The row of the account or canonical user id (in either case) `account`, or nullptr. O(log n).
const KnownAccount* FindKnownAccount(std::string_view account);

}  // namespace crosstrail::policy
