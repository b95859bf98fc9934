// Which resource a sharing call is about, and whose it is.
#pragma once

#include <string>
#include <string_view>

#include "event/record_path.h"
#include "exposure/sharing_calls.h"

namespace crosstrail::exposure {

struct ResourceName {
  std::string arn;    // empty where the record does not name one
  std::string owner;  // account id; empty where nothing says it
};

/// The owner is, in this order: the account that `resources` gives for the resource, the account in its ARN or URL, the
/// account whose trail has the record, the account of the caller (who has to be of the owner's for most sharing calls).
/// Where the parameters were left out, `resources` may still name the resource.
ResourceName NameResource(const RecordMembers& record, const SharingRow& row);

/// A name for what a record does not name: "arn:aws:iam::111111111111:?", all that an account has of a service.
ResourceName NameUnknown(const RecordMembers& record, const SharingRow& row);

/// The ARN by which a resource is known here: of a role without its path, which calls do not say; names of roles are
/// unique in an account whatever their path.
std::string KnownArn(std::string_view arn);

/// "aws-cn" of "cn-north-1"; "aws" of what is no region of another partition.
std::string_view PartitionOf(std::string_view region);

/// The account in an ARN; empty when it has none.
std::string_view AccountOfArn(std::string_view arn);

/// Whether an ARN is one of the target's kind.
bool IsSuch(std::string_view arn, Target target);

}  // namespace crosstrail::exposure
