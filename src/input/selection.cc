#include "input/selection.h"

#include <algorithm>

#include "input/s3_key.h"

namespace crosstrail {
namespace {

bool Contains(const std::vector<std::string>& wanted, std::string_view name) {
  return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
}

Instant SaturatingAdd(Instant a, Duration b) {
  Instant sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return b < 0 ? kMinInstant : kMaxInstant;
  return sum;
}

}  // namespace

bool IsPruned(const Selection& selection, std::string_view path) {
  const bool everything = selection.accounts.empty() && selection.regions.empty() && selection.from == kMinInstant &&
                          selection.to == kMaxInstant;
  if (everything) return false;
  const std::optional<S3Key> key = ParseS3Key(path);
  if (!key) return false;
  if (!selection.accounts.empty() && !Contains(selection.accounts, key->account)) return true;
  if (!selection.regions.empty() && !key->region.empty() && !Contains(selection.regions, key->region)) return true;
  if (!key->first || !key->last) return false;
  return *key->last <= SaturatingAdd(selection.from, -Selection::kMarginBefore) ||
         *key->first >= SaturatingAdd(selection.to, Selection::kMarginAfter);
}

std::optional<SkipReason> WhyNotSelected(const Selection& selection, const Record& record) {
  if (record.has_time && (record.time < selection.from || record.time >= selection.to)) return SkipReason::kOutsideTime;
  if (selection.accounts.empty() && selection.regions.empty()) return std::nullopt;
  std::string_view account = record.account;
  std::string_view region = record.region;
  if (account.empty() || region.empty()) {
    if (const auto key = ParseS3Key(record.source->path)) {
      if (account.empty()) account = key->account;
      if (region.empty()) region = key->region;
    }
  }
  if (!selection.accounts.empty() && !Contains(selection.accounts, account)) return SkipReason::kOtherAccount;
  if (!selection.regions.empty() && !Contains(selection.regions, region)) return SkipReason::kOtherRegion;
  return std::nullopt;
}

}  // namespace crosstrail
