// Access that a call gives by its parameters instead of by a policy: AddPermission of SQS, SNS and Lambda, grants of
// KMS.
#pragma once

#include <string>
#include <string_view>

#include "event/record_path.h"
#include "exposure/change.h"

namespace crosstrail::exposure {

/// What the call of `row` (Act::kAdd or kRemove) gives or takes: `name` is the label, statement id or grant id,
/// `policy` the policy of one statement that says the same (kAdd). Sources: the API references of the services, and
/// records of CloudTrail, which spell parameters in several ways.
struct Permission {
  Visibility visibility = Visibility::kHidden;  // kNone: it gives nothing to others than the owner
  std::string name;
  std::string policy;
};

/// `arn` and `owner` are the resource's. Grants of KMS to services and to the owner's own identities are kNone: there
/// are very many, and the key's owner is who they work for.
Permission ReadPermission(const RecordMembers& record, const SharingRow& row, const std::string& arn,
                          std::string_view owner);

}  // namespace crosstrail::exposure
